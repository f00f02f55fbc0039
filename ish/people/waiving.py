"""What upper floors let organisers do without for many people at once, beside the requirements: single consents."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from ish.people.models import Participation
from ish.programme.models import Edition

Rows = QuerySet[Participation]


@dataclass(frozen=True)
class Waivable:
    """Something that is done without: `open` narrows people to those of whom it is waited for, `waived` to those of whom it
    is not needed; `waive(keys, reason, by)` and `unwaive(keys, by)` say for how many they did something."""

    code: str
    label: str | Promise
    open: Callable[[Rows], Rows]
    waived: Callable[[Rows], Rows]
    waive: Callable[[Sequence[int], str, Any], int]
    unwaive: Callable[[Sequence[int], Any], int]


Source = Callable[[Edition, date], list[Waivable]]
_known: list[Source] = []


def register(source: Source) -> None:
    """Have `source(edition, day)` say what else can be done without."""
    _known.append(source)


def of(edition: Edition, at: date) -> list[Waivable]:
    """Return what else can be done without in an edition."""
    return [one for source in _known for one in source(edition, at)]
