"""What follows when a consent is refused or taken back: one table, from which it is said before and done after.

Each app adds a row: whom it concerns (`kinds`), what there is (`find`), how that is put into sentences (`say`), what is done
with it (`do`). What is said is therefore what is done. Most need no row: they ask `consents.queries` whenever they use something.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from ish.consents.models import Purpose
from ish.people.models import Participation

Words = str | Promise


@dataclass(frozen=True)
class Withdrawal:
    """A consent that somebody no longer gives. `counted`: it was there in full until now; else it never was, and somebody
    said no. `by_guardian`: a guardian said so, else the student. `answer`: the key of what was said, `by` the organiser who
    wrote it down."""

    participation: Participation
    purpose: Purpose
    by_guardian: bool = False
    counted: bool = True
    answer: int = 0
    by: Any = None

    @property
    def kind(self) -> str:
        """What the consent is about ("photo", "activity" …)."""
        return str(self.purpose.kind)


@dataclass(frozen=True)
class Following:
    """What follows in one app. `find` returns what there is, nothing for nothing; `refused_too`: also where it never counted."""

    kinds: Collection[str]
    find: Callable[[Withdrawal], Any]
    say: Callable[[Withdrawal, Any], Iterable[Words]]
    do: Callable[[Withdrawal, Any], Any]
    refused_too: bool = False

    def of(self, change: Withdrawal) -> Any:
        """Return what there is to say and to do; nothing where this does not concern it."""
        concerns = change.kind in self.kinds and (change.counted or self.refused_too)
        return self.find(change) if concerns else None


_known: dict[str, Following] = {}


def on_withdrawal(name: str, following: Following) -> None:
    """Add what follows in one app. Raises `ValueError` when the name is taken."""
    if name in _known:
        raise ValueError(f"What follows from a withdrawal is registered twice: {name!r}.")
    _known[name] = following


def forget(name: str) -> None:
    """Take an entry out again (tests)."""
    _known.pop(name, None)


def preview(change: Withdrawal) -> list[Words]:
    """Return in sentences what would follow. Writes nothing."""
    return [line for one in _known.values() if (found := one.of(change)) for line in one.say(change, found)]


def apply(change: Withdrawal) -> None:
    """Do what follows, inside the caller's transaction."""
    for one in _known.values():
        if found := one.of(change):
            one.do(change, found)


# ---------------------------------------------------------------- WHO IS TOLD ON SITE


@dataclass(frozen=True)
class Listener:
    """Somebody who has to know that something may no longer be done with somebody."""

    name: str
    email: str
    language: str
    time_zone: str
    user: Any = None


Listeners = Callable[[Withdrawal], Iterable[Listener]]
OnDuty = Callable[[Participation], Collection[int] | None]
_listeners: list[Listeners] = []
_on_duty: list[OnDuty] = []


def tell_too(fn: Listeners) -> None:
    """Have `fn(change)` say who else is told, besides organisers, tutors and chaperones: supervisors of a laboratory."""
    _listeners.append(fn)


def others(change: Withdrawal) -> list[Listener]:
    """Return who else is told."""
    return [one for fn in _listeners for one in fn(change)]


def set_on_duty(fn: OnDuty) -> None:
    """Tell how to find the tutors and chaperones (keys of their participations) who look after somebody today or later; None
    as long as nobody's duties are known."""
    _on_duty[:] = [fn]


def on_duty(participation: Participation) -> Collection[int] | None:
    """Return who looks after somebody from today on; None while that is not known."""
    return _on_duty[0](participation) if _on_duty else None
