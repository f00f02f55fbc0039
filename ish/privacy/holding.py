"""May this be deleted now? Every deleter of rows or files about people asks here, whoever calls it and why.

A legal hold keeps everything about a person. Who deletes what is about several (a list, a letter, a bundle) asks about each of
them: one who is held keeps the whole of it, until the hold has ended. `tests/architecture/test_deleters.py` finds deleters that
do not ask.
"""

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from ish.privacy import registry

Row = TypeVar("Row", bound=Model)


def everybody() -> set[int]:
    """Return the keys of all people of whom nothing may be deleted today."""
    return registry.held_of(None)


def is_held(person_id: int | None) -> bool:
    """Say whether everything about a person is kept today; None is nobody."""
    return person_id is not None and bool(registry.held_of([person_id]))


def free(rows: QuerySet[Row], *, of: str) -> QuerySet[Row]:
    """Return those of the rows that may be deleted now; `of` is the way from a row to its person, or to its people."""
    held = everybody()
    return rows.exclude(**{f"{of}__in": held}) if held else rows


def free_people(due: Mapping[str, Collection[int]]) -> dict[str, list[int]]:
    """Return people by class of facts without those of whom nothing may be deleted now."""
    held: set[Any] = everybody()
    return {code: [key for key in people if key not in held] for code, people in due.items()}
