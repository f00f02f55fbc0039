"""Who is ready: the participations that a filter leaves, and what is open for one page of them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from accounts import roles
from ish.people import partners
from ish.people.models import Participation
from ish.people.queries import BY_NAME, named
from ish.people.requirements import Sheet, Task
from ish.people.states import OPEN
from ish.programme.models import Edition


@dataclass(frozen=True)
class Filter:
    """What the readiness list is narrowed to; empty fields narrow nothing."""

    words: str = ""
    requirement: str = ""
    actor: str = ""
    state: str = ""
    only: str = ""  # "open", "overdue", "ready"
    body: int | None = None


@dataclass(frozen=True)
class Ready:
    """One line of the readiness list."""

    participation: Participation
    tasks: list[Task]

    @property
    def open(self) -> list[Task]:
        """What is to be done now, the most pressing first."""
        return [task for task in self.tasks if task.open]

    @property
    def overdue(self) -> int:
        """How much of it is late."""
        return sum(task.overdue for task in self.tasks)

    @property
    def turns(self) -> list[Any]:
        """Whose turn it is, each actor once."""
        return list(dict.fromkeys(task.actor for task in self.open))


def found(*, edition: Edition, user: Any, at: date, chosen: Filter) -> tuple[Sheet, QuerySet[Participation]]:
    """Return the sheet of the edition and the participations that the filter leaves, in the order of names."""
    base = Participation.objects.filter(edition=edition)
    sheet = Sheet.over(base, at, edition)
    rows: QuerySet[Participation] = base.filter(roles.sees(user, "people.participation", role="organiser"))
    rows = rows.filter(state=chosen.state) if chosen.state else rows.filter(state__in=OPEN)
    rows = rows.filter(partners.of_body(chosen.body))
    if chosen.words:
        rows = rows.filter(named([chosen.words], parents=True))
    code, actor = chosen.requirement, chosen.actor
    if chosen.only == "ready":
        rows = sheet.without_open(rows, requirement=code, actor=actor)
    elif chosen.only == "overdue":
        rows = sheet.with_open(rows, requirement=code, actor=actor, overdue=True)
    elif chosen.only == "open" or code or actor:
        rows = sheet.with_open(rows, requirement=code, actor=actor)
    return sheet, rows.order_by(*BY_NAME)


def one_page(
    *, sheet: Sheet, rows: QuerySet[Participation], number: Any, size: int = 50
) -> tuple[Page[Any], list[Ready]]:
    """Return the page and its lines: those on the page first, then what is open for those few (three queries)."""
    page = Paginator(rows.select_related("person", "edition"), size).get_page(number)
    shown = list(page.object_list)
    columns = sheet.columns([row.pk for row in shown])
    return page, [Ready(row, sheet.tasks(row, columns[row.pk])) for row in shown if row.pk in columns]
