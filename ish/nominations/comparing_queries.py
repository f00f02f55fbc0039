"""The intended decisions compared: who holds a place now, and who would after their release; and what should give pause."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BooleanField, Case, CharField, Count, Q, QuerySet, Value, When

from ish.nominations.models import Nomination
from ish.nominations.places_queries import remarkable
from ish.nominations.rules import COUNTED, HOLDING, NOT_YET_RELEASED
from ish.nominations.states import IN_HAND, Receiver
from ish.people import ages
from ish.programme.models import Edition

SHOWN = 8
"""So many countries have a bar; the others share one."""
REST = "-"
MOST_GROUPS = 80
CHILD, MINOR, ADULT, UNKNOWN = "15", "17", "18", "?"
MEANT = COUNTED & NOT_YET_RELEASED & Q(sender_state__in=IN_HAND, pending=Receiver.SELECTED)
_PERSON = "participation__person__"


@dataclass(frozen=True)
class Bar:
    """How many of one kind hold a place now, and would after. `code` says which kind."""

    code: str
    now: int
    after: int


@dataclass
class Comparison:
    """Everybody together, by sex in the passport, by age on arrival, by nationality; and the warnings."""

    total: Bar
    sexes: list[Bar] = field(default_factory=list)
    ages: list[Bar] = field(default_factory=list)
    countries: list[Bar] = field(default_factory=list)
    children: int = 0
    over: list[str] = field(default_factory=list)
    nobody_from: list[str] = field(default_factory=list)


def compare(edition: Edition) -> Comparison:
    """Return the comparison (three queries, and few rows however many people there are)."""
    rows = _rows(edition)
    # The columns first: counted together with them, everybody would be a group of their own.
    kinds = rows.annotate(band=_band(edition)).values_list("holds", "band", f"{_PERSON}sex")
    people = list(kinds.annotate(n=Count("pk")))
    total = Bar("", sum(n for holds, *_kind, n in people if holds), sum(n for *_kind, n in people))
    over, nobody_from = remarkable(edition)
    ages = _bars((band, holds, n) for holds, band, _sex, n in people)
    return Comparison(
        total=total,
        sexes=_bars((sex, holds, n) for holds, _band_of, sex, n in people),
        ages=sorted(ages, key=lambda bar: bar.code),
        countries=_countries(rows),
        children=sum(n for holds, band, _sex, n in people if band == CHILD and not holds),
        over=over,
        nobody_from=nobody_from,
    )


def _rows(edition: Edition) -> QuerySet[Any]:
    """Return those who hold a place or are meant to, with a column that says which."""
    holds = Case(When(HOLDING, then=Value(True)), default=Value(False), output_field=BooleanField())
    return Nomination.objects.filter(HOLDING | MEANT, edition=edition).annotate(holds=holds).order_by()


def _band(edition: Edition) -> Case:
    """Return the column that says how old somebody is on arrival: under 16, under 18, of age, not known."""
    born, day = f"{_PERSON}birth_date", edition.arrival_day
    return Case(
        When(Q(**{f"{born}__isnull": True}), then=Value(UNKNOWN)),
        When(Q(**{f"{born}__gt": ages.born_by(day, ages.YOUTH)}), then=Value(CHILD)),
        When(Q(**{f"{born}__gt": ages.born_by(day)}), then=Value(MINOR)),
        default=Value(ADULT),
        output_field=CharField(),
    )


def _countries(rows: QuerySet[Any]) -> list[Bar]:
    """Return a bar for each nationality; who has two stands in both."""
    found = rows.values_list("holds", f"{_PERSON}nationalities").annotate(n=Count("pk")).order_by("-n")
    kinds = list(found[:MOST_GROUPS])
    return _first(_bars((code, holds, n) for holds, codes, n in kinds for code in codes or [""]))


def _bars(found: Iterable[tuple[str, bool, int]]) -> list[Bar]:
    """Return a bar for each kind, the largest first."""
    now: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for code, holds, n in found:
        after[code] += n
        now[code] += n if holds else 0
    return [
        Bar(code, now[code], n) for code, n in sorted(after.items(), key=lambda item: (-item[1], item[0]))
    ]


def _first(bars: Sequence[Bar]) -> list[Bar]:
    """Return the largest, and one bar for all others."""
    rest = bars[SHOWN:]
    if not rest:
        return list(bars)
    return [*bars[:SHOWN], Bar(REST, sum(bar.now for bar in rest), sum(bar.after for bar in rest))]
