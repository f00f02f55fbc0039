"""What a requirement is, and which ones the apps have registered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise

from ish.people.models import Participation
from ish.people.states import Actor
from ish.programme.states import PhaseCode

NOT, DONE, WAIVED, OPEN = 0, 1, 2, 3
Condition = Callable[[date], Q]
Words = str | Promise


@dataclass(frozen=True, eq=False)
class Requirement:
    """Something that a participation may lack. It counts from the day its phase opens.

    Due on the latest of the phase's last day, the body's own date (both with `grace` days on top, for those who can begin only
    when others are done) and `days_after_offer` days after the offer; the column `due_column` of the participation, where it is
    filled, wins over all of these. Who is offered a place late has the days that are left before the arrival.
    `guest_link` gives the whole address of a page that opens without an account, where there is one.
    `offered(at)` is the condition that it may be added where it does not apply. `given` is an expression: a later
    day that somebody was given, or nothing. `record(participation, by, method, source)` writes down for somebody else that it is
    done, as heard on the phone or read on paper, and says whether there was something to write; without it an organiser does it
    on the page of the link. `by_law` says why it cannot be lifted for many at once; for one it can, with a reason.
    """

    code: str
    label: Words
    actor: Actor
    phase: PhaseCode
    applies: Condition
    satisfied: Condition
    link: Callable[[Participation], str]
    days_after_offer: int | None = None
    grace: int = 0
    stage: str | None = None
    help: Words = ""
    due_column: str = ""
    offered: Condition | None = None
    guest_link: Callable[[Participation], str] | None = None
    given: Any = None
    record: Callable[[Participation, Any, str, str], bool] | None = None
    by_law: Words = ""

    @property
    def column(self) -> str:
        """The name of the annotation that says how the requirement stands."""
        return f"need_{self.code}"

    @property
    def offer(self) -> str:
        """The name of the annotation that says whether it may be added, and has been."""
        return f"may_{self.code}"

    @property
    def given_by(self) -> str:
        """The name of the annotation with a later day that somebody was given."""
        return f"given_{self.code}"


@dataclass(frozen=True)
class Task:
    """A requirement as it stands for one participation. `open`: to be done now; a task whose phase has not begun is not, nor is
    one that is `optional`."""

    requirement: Requirement
    done: bool
    waived: bool
    due: date
    overdue: bool
    link: str
    actor: Actor
    open: bool
    begins: date
    optional: bool = False

    @property
    def later(self) -> bool:
        """Not asked yet, and not done beforehand."""
        return not (self.done or self.waived or self.open or self.optional)


_requirements: dict[str, Requirement] = {}
_own_date: list[Any] = []


def register(requirement: Requirement) -> None:
    """Add a requirement. Raises `ValueError` when its code is taken."""
    if requirement.code in _requirements:
        raise ValueError(f"Requirement {requirement.code!r} is registered twice.")
    _requirements[requirement.code] = requirement


def own_date(expression: Any) -> None:
    """Tell how to find the body's own date of a participation (a queryset expression that yields a day or nothing)."""
    _own_date[:] = [expression]


def every() -> list[Requirement]:
    """Return all requirements in the order of registration."""
    return list(_requirements.values())


def get(code: str) -> Requirement:
    """Return the requirement with this code; raises `KeyError`."""
    return _requirements[code]


def own_date_expression() -> Any:
    """Return the expression that `own_date` was told, or None."""
    return _own_date[0] if _own_date else None
