"""Who is ready: the participations that a filter leaves, and what is open for one page of them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from accounts import roles
from ish.people import partners
from ish.people.models import Participation
from ish.people.queries import BY_NAME, named
from ish.people.requirements import Sheet, Task
from ish.people.states import GUESTS, OPEN
from ish.programme.models import Edition

ALL_GUESTS = "guests"
"""The capacity that stands for everybody who is no participant."""
LATE, WEEK = "late", "week"
SORTS = ("name", "partner", "state", "late", "open")


@dataclass(frozen=True)
class Filter:
    """What the readiness list is narrowed to; empty fields narrow nothing. Everything but `words`, `state`, `body` and `capacity`
    has to fit one task. `until` is a day as ISO 8601 (a filter travels into background work)."""

    words: str = ""
    requirement: str = ""
    actor: str = ""
    state: str = ""
    only: str = ""  # "open", "overdue", "ready", "waived"
    body: int | None = None
    capacity: str = ""
    due: str = ""  # LATE, WEEK
    until: str = ""
    sort: str = ""

    def before(self, at: date) -> date | None:
        """Return the day before which something must be due; None when that does not matter."""
        days = []
        if self.due == LATE or self.only == "overdue":
            days.append(at)
        if self.due == WEEK:
            days.append(at + timedelta(days=8))
        if self.until:
            days.append(date.fromisoformat(self.until) + timedelta(days=1))
        return min(days) if days else None


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


def found(
    *, edition: Edition, user: Any, at: date, chosen: Filter, only: Collection[int] | None = None
) -> tuple[Sheet, QuerySet[Participation]]:
    """Return the sheet of the edition and the participations that the filter leaves, in its order; `only` these of them."""
    base = Participation.objects.filter(edition=edition)
    sheet = Sheet.over(base, at, edition)
    rows: QuerySet[Participation] = base.filter(roles.sees(user, "people.participation", role="organiser"))
    rows = rows.filter(state=chosen.state) if chosen.state else rows.filter(state__in=OPEN)
    rows = rows.filter(partners.of_body(chosen.body))
    if chosen.capacity:
        rows = rows.filter(capacity__in=GUESTS if chosen.capacity == ALL_GUESTS else [chosen.capacity])
    if only is not None:
        rows = rows.filter(pk__in=only)
    if chosen.words:
        rows = rows.filter(named([chosen.words], parents=True))
    return sheet, _in_order(sheet, _with_tasks(sheet, rows, chosen), chosen)


def _with_tasks(sheet: Sheet, rows: QuerySet[Any], chosen: Filter) -> QuerySet[Any]:
    code, actor, before = chosen.requirement, chosen.actor, chosen.before(sheet.at)
    if chosen.only == "ready":
        return sheet.without_open(rows, requirement=code, actor=actor)
    if chosen.only == "waived":
        return sheet.with_waived(rows, requirement=code, actor=actor)
    if chosen.only == "open" or code or actor or before is not None:
        return sheet.with_open(rows, requirement=code, actor=actor, before=before)
    return rows


def _in_order(sheet: Sheet, rows: QuerySet[Any], chosen: Filter) -> QuerySet[Any]:
    if chosen.sort == "partner":
        return rows.alias(by_partner=partners.name()).order_by("by_partner", *BY_NAME)
    if chosen.sort == "state":
        return rows.order_by("state", *BY_NAME)
    if chosen.sort in ("late", "open"):
        fits = {"requirement": chosen.requirement, "actor": chosen.actor}
        counted = sheet.counted(rows, overdue=chosen.sort == "late", **fits)
        return counted.order_by("-tasks_counted", *BY_NAME)
    return rows.order_by(*BY_NAME)


def one_page(
    *, sheet: Sheet, rows: QuerySet[Participation], number: Any, size: int = 50
) -> tuple[Page[Any], list[Ready]]:
    """Return the page and its lines: those on the page first, then what is open for those few (three queries)."""
    page = Paginator(rows.select_related("person", "edition"), size).get_page(number)
    shown = list(page.object_list)
    columns = sheet.columns([row.pk for row in shown])
    return page, [Ready(row, sheet.tasks(row, columns[row.pk])) for row in shown if row.pk in columns]


def everybody(*, sheet: Sheet, rows: QuerySet[Any], size: int = 2000) -> Iterator[Any]:
    """Yield all participations of the list in its order, with what is pending of each as `pending` (two queries for each two
    thousand, and one)."""
    keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), size):
        part = keys[start : start + size]
        told = Participation.objects.filter(pk__in=part).select_related("person").defer("person__folded")
        found: dict[int, Any] = {row.pk: row for row in told.annotate(partner_name=partners.name())}
        columns = sheet.columns(part)
        for key in part:
            if key in found and key in columns:
                found[key].pending = sheet.pending(found[key], columns[key])
                yield found[key]
