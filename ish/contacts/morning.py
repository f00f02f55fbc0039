"""What an organiser reads in the morning: each app registers what has changed since the last look, and what waits for somebody.

A line is a queryset and the words for its number: all of them are counted in one query, however many there are. Who stands behind
a number is read on a page of its own, unless there is a list that shows just these.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, Count, DateField, DateTimeField, F, IntegerField, Min, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat, NullIf
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ish import clock
from ish.contacts.states import Turn

FEW = 5
"""No more than so many are named; of more of them the number says enough."""


@dataclass(frozen=True)
class Who:
    """How the rows of a line are named: the fields (or expressions) that make the name, the field with the key of the page, the
    name of its address ("" for none), and the field with the name of the partner ("" where there is none)."""

    fields: tuple[Any, ...]
    key: str = "pk"
    url_name: str = ""
    partner: str = ""


@dataclass(frozen=True)
class Line:
    """Something that is counted: `rows`, the words for so many of them (they take `n`), how each is called, and whose turn it is.

    `day` or `moment` names the field from which on (with `until`: by which) it is so; `wall`: it is a moment of wall time, as
    messages have. `url` leads to where it is dealt with; when that shows just these rows (`exact`), the line leads there, else to
    a page of its own with a way there, called `door`.
    """

    key: str
    rows: QuerySet[Any]
    words: Promise
    who: Who
    turn: Turn = Turn.NEWS
    day: str = ""
    moment: str = ""
    until: bool = False
    wall: bool = False
    url: str = ""
    door: str | Promise = ""
    exact: bool = False
    icon: str = "circle"

    @property
    def address(self) -> str:
        """Where the rows stand."""
        return self.url if self.exact else reverse("contacts:told", args=[self.key])

    def seen(self, moment: datetime | None) -> datetime | None:
        """A moment of the rows as readers see it."""
        return clock.seen(moment) if moment and self.wall else moment

    def told(self, count: int) -> str:
        """The words for so many."""
        return self.words % {"n": count}


@dataclass(frozen=True)
class One:
    """A row of a line: what it is called, where its page is ("" for none), its partner, and since or until when it is so."""

    name: str
    url: str = ""
    partner: str = ""
    day: date | None = None
    moment: datetime | None = None


@dataclass(frozen=True)
class Told:
    """A line with its number, the first day or moment of its rows, and the rows when they are few."""

    line: Line
    count: int
    words: str
    day: date | None = None
    moment: datetime | None = None
    few: Sequence[One] = field(default=())

    @property
    def url(self) -> str:
        """Where the rows stand."""
        return self.line.address

    @property
    def icon(self) -> str:
        """What stands before the words."""
        return self.line.icon

    @property
    def waits(self) -> bool:
        """Whether somebody has to act; else it is news."""
        return self.line.turn != Turn.NEWS


Source = Callable[[Any, datetime, Any], Iterable[Line]]
_known: dict[str, tuple[int, Source]] = {}


def register(name: str, fn: Source, *, order: int = 50) -> None:
    """Add a source: `fn(edition, since, user)` gives its lines. Raises `ValueError` when the name is taken."""
    if name in _known:
        raise ValueError(f"The source {name!r} of the morning list is registered twice.")
    _known[name] = (order, fn)


def every(edition: Any, since: datetime, user: Any) -> list[Line]:
    """Return all lines: what cannot wait first, news last; among them in the order of the sources."""
    sources = sorted(_known.items(), key=lambda item: (item[1][0], item[0]))
    lines = [
        replace(line, key=f"{name}-{line.key}")
        for name, (_order, fn) in sources
        for line in fn(edition, since, user)
    ]
    return sorted(lines, key=lambda line: Turn.values.index(line.turn))


def told(edition: Any, since: datetime, user: Any, *, names: bool = False) -> list[Told]:
    """Return the lines of which there is anything (one query); with `names`, the few rows of a line, too (one more)."""
    lines = every(edition, since, user)
    numbers = _numbers(lines)
    counted = [(line, *numbers[number]) for number, line in enumerate(lines) if number in numbers]
    named = _names([line for line, count, *_first in counted if count <= FEW]) if names else {}
    return [
        Told(line, count, line.told(count), day, line.seen(moment), named.get(line.key, ()))
        for line, count, day, moment in counted
    ]


def find(key: str, edition: Any, since: datetime, user: Any) -> Line | None:
    """Return the line of this key, or None."""
    return next((line for line in every(edition, since, user) if line.key == key), None)


# ---------------------------------------------------------------- READING


def _numbers(lines: Sequence[Line]) -> dict[int, tuple[int, date | None, datetime | None]]:
    """Return (how many, the first day, the first moment) by the number of each line that has any rows (one query)."""
    found = [
        line.rows.order_by()
        .annotate(which=Value(number, output_field=IntegerField()))
        .values("which")
        .annotate(
            many=Count("pk"),
            first_day=Min(line.day) if line.day else _no(DateField()),
            first_moment=Min(line.moment) if line.moment else _no(DateTimeField()),
        )
        .values_list("which", "many", "first_day", "first_moment")
        for number, line in enumerate(lines)
    ]
    if not found:
        return {}
    first, *others = found
    rows = first.union(*others, all=True) if others else first
    return {which: (many, day, moment) for which, many, day, moment in rows if many}


def either(name: str, other: str) -> Any:
    """Return a name, or the other field where it is empty."""
    return Coalesce(NullIf(F(name), Value("")), F(other), output_field=CharField())


def _no(kind: Any) -> Any:
    """Return no value of this kind: what is put together of several tables wants the same kinds everywhere."""
    return Cast(Value(None), kind)


def _names(lines: Sequence[Line]) -> dict[str, list[One]]:
    """Return all rows of these lines by the key of the line, the first first (one query)."""
    if not lines:
        return {}
    first, *others = [_named(line, number) for number, line in enumerate(lines)]
    found: dict[str, list[One]] = {}
    for row in first.union(*others, all=True) if others else first:
        line = lines[row[0]]
        found.setdefault(line.key, []).append(one(line, row))
    return {key: sorted(rows, key=_order) for key, rows in found.items()}


def rows_of(line: Line) -> QuerySet[Any]:
    """Return the rows of a line, as `one` reads them, the first first."""
    return _named(line, 0).order_by(F(line.day or line.moment or "pk").asc(nulls_last=True), "pk")


def _named(line: Line, number: int) -> QuerySet[Any]:
    who, parts = line.who, []
    for name in who.fields:
        parts += [F(name) if isinstance(name, str) else name, Value(" ")]
    return (
        line.rows.order_by()
        .annotate(
            which=Value(number, output_field=IntegerField()),
            called=Cast(Concat(*parts, output_field=CharField()), CharField()),
            of=Cast(F(who.partner), CharField()) if who.partner else Value("", output_field=CharField()),
            on_day=F(line.day) if line.day else _no(DateField()),
            at_moment=F(line.moment) if line.moment else _no(DateTimeField()),
        )
        .values_list("which", "called", "of", "on_day", "at_moment", who.key)
    )


def one(line: Line, row: tuple[Any, ...]) -> One:
    """Return a row of `rows_of` with its address."""
    _which, called, partner, day, moment, key = row
    url = reverse(line.who.url_name, args=[key]) if line.who.url_name else ""
    name = " ".join(called.split()) or _("Erased person")
    return One(name, url, partner or "", day, line.seen(moment))


def _order(row: One) -> tuple[Any, ...]:
    return (row.day is None and row.moment is None, str(row.moment or row.day or ""), row.name.casefold())
