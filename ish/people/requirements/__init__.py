"""What can be missing, whose turn it is, and by when. Computed, never stored.

Apps register a `Requirement` in `AppConfig.ready()`. `applies(at)` and `satisfied(at)` are conditions on a participation, in the
language of querysets: the only implementation. A person's to-do list, a partner's list and the readiness of 5,000 people are the
same query over different rows.

Each requirement becomes one column, `need_<code>`: 0 does not apply, 1 done, 2 waived, 3 open. Join only to-one relations in
a condition; ask about many rows with `Exists`. What somebody may add without having to is a task of theirs (`optional`), and is
never counted as missing.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from ish.people.models import Participation
from ish.people.requirements.known import (
    DONE,
    NOT,
    OPEN,
    WAIVED,
    Condition,
    Requirement,
    Task,
    every,
    get,
    own_date,
    own_date_expression,
    register,
)
from ish.people.requirements.season import Season
from ish.people.requirements.sheet import Sheet
from ish.programme.models import Edition

__all__ = [
    "DONE",
    "NOT",
    "OPEN",
    "WAIVED",
    "Condition",
    "Requirement",
    "Season",
    "Sheet",
    "Task",
    "at_hand",
    "every",
    "get",
    "hand_on",
    "own_date",
    "own_date_of",
    "register",
    "tasks",
    "tasks_for",
    "totals",
]


def totals(queryset: QuerySet[Any], at: date, edition: Edition | None = None) -> dict[str, dict[str, int]]:
    """Return per requirement code {"done", "waived", "open", "overdue"} over the participations of `queryset`."""
    return Sheet.over(queryset, at, edition).totals(queryset)


def tasks(participation: Participation, at: date) -> list[Task]:
    """Return the tasks of one participation on the day, those of phases still to come included."""
    return tasks_for([participation], at, participation.edition)[participation.pk]


def hand_on(participation: Participation, found: list[Task]) -> None:
    """Lay the tasks of a row beside it, so that the panels of the same page need not ask for them again."""
    participation.tasks_at_hand = found  # type: ignore[attr-defined]


def at_hand(participation: Participation, at: date) -> list[Task]:
    """Return the tasks that the page has handed on with the row, else those of the day."""
    found: list[Task] | None = getattr(participation, "tasks_at_hand", None)
    return tasks(participation, at) if found is None else found


def tasks_for(
    participations: Sequence[Participation], at: date, edition: Edition | None = None
) -> dict[int, list[Task]]:
    """Return the tasks of some participations by key (three queries, however many they are; fewer with their `edition`)."""
    keys = [row.pk for row in participations]
    sheet = Sheet.over(Participation.objects.filter(pk__in=keys), at, edition)
    columns = sheet.columns(keys)
    return {row.pk: sheet.tasks(row, columns[row.pk]) for row in participations if row.pk in columns}


def own_date_of(participation_id: int) -> date | None:
    """Return the body's own date of one participation, or None."""
    own = own_date_expression()
    if own is None:
        return None
    rows = Participation.objects.filter(pk=participation_id).annotate(own_date=own)
    return rows.values_list("own_date", flat=True).first()
