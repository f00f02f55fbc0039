"""What an organiser reads in the morning: each app registers what has changed since the last look, and what waits for somebody.

A line is a queryset and the words for its number: all of them are counted in one query, whatever their number.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import CharField, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from ish.desk import counts

Words = Callable[[int], str]
FEW = 5
"""No more than so many are named; of more of them the number says enough."""


@dataclass(frozen=True)
class Few:
    """How the rows of a line are named when they are few: the fields that make the name, the field with the key of the page, and
    the name of its address."""

    fields: tuple[str, ...]
    key: str
    url_name: str


@dataclass(frozen=True)
class Line:
    """Something that is counted: `rows`, the words for so many of them, where they are found. `waits`: somebody has to act, else
    it is news. `few`: how they are named, on the page of the list alone."""

    rows: QuerySet[Any]
    words: Words
    url: str
    waits: bool = False
    icon: str = "circle"
    few: Few | None = None


@dataclass(frozen=True)
class Told:
    """A line with its number."""

    count: int
    words: str
    url: str
    waits: bool
    icon: str
    few: Sequence[tuple[str, str]] = field(default=())


Source = Callable[[Any, datetime, Any], Iterable[Line]]
_known: dict[str, tuple[int, Source]] = {}


def register(name: str, fn: Source, *, order: int = 50) -> None:
    """Add a source: `fn(edition, since, user)` gives its lines. Raises `ValueError` when the name is taken."""
    if name in _known:
        raise ValueError(f"The source {name!r} of the morning list is registered twice.")
    _known[name] = (order, fn)


def told(edition: Any, since: datetime, user: Any, *, names: bool = False) -> list[Told]:
    """Return the lines of which there is anything, in the order of the sources (one query); with `names`, those with few rows say
    whose they are (one more)."""
    sources = sorted(_known.items(), key=lambda item: (item[1][0], item[0]))
    lines = [line for _name, (_order, fn) in sources for line in fn(edition, since, user)]
    numbers = counts.together([line.rows for line in lines])
    counted = [(line, count) for line, count in zip(lines, numbers, strict=True) if count]
    named = _names([line for line, count in counted if count <= FEW]) if names else {}
    return [
        Told(count, line.words(count), line.url, line.waits, line.icon, named.get(id(line), ()))
        for line, count in counted
    ]


def _names(lines: Sequence[Line]) -> dict[int, list[tuple[str, str]]]:
    """Return (name, address) of all rows of these lines (one query)."""
    asked = [line for line in lines if line.few]
    if not asked:
        return {}
    first, *others = [_named(line.rows, line.few, number) for number, line in enumerate(asked) if line.few]
    found: dict[int, list[tuple[str, str]]] = {}
    for number, name, key in first.union(*others, all=True) if others else first:
        line = asked[number]
        if line.few:
            url = reverse(line.few.url_name, args=[key])
            found.setdefault(id(line), []).append((" ".join(name.split()), url))
    return {line: sorted(names) for line, names in found.items()}


def _named(rows: QuerySet[Any], few: Few, number: int) -> QuerySet[Any]:
    parts: list[Any] = []
    for name in few.fields:
        parts += [F(name), Value(" ")]
    return (
        rows.order_by()
        .annotate(
            line=Value(number, output_field=IntegerField()),
            called=Cast(Concat(*parts, output_field=CharField()), CharField()),
        )
        .values_list("line", "called", few.key)
    )
