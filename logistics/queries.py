"""Reads over all storeys: who arrives and leaves when, and the roster."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat

from ish import clock
from ish.consents import conditions as consents
from ish.consents.models import Purpose
from ish.people.models import Participation
from ish.people.states import OPEN, State
from ish.placements.models import Placement
from ish.placements.states import PlanState
from ish.programme.models import Edition
from logistics.models import Journey, Leg
from logistics.states import Direction

WAY_HOME = "way_home"
"""The consent to travel home without anybody of the school."""
TRAVELLING = (State.OFFERED, State.CONFIRMED, State.ARRIVED)


def journeys(participation: Participation) -> dict[str, Journey]:
    """Return somebody's journeys by direction, legs and places with them."""
    rows = participation.journeys.prefetch_related(_legs())
    return {row.direction: row for row in rows}


def legs_of(participation: Participation) -> dict[str, list[Leg]]:
    """Return the legs of somebody's journeys by direction, in order (one query)."""
    rows = Leg.objects.filter(journey__participation=participation)
    found: dict[str, list[Leg]] = {}
    for leg in rows.select_related("journey", "from_place", "to_place").order_by("order"):
        found.setdefault(leg.journey.direction, []).append(leg)
    return found


def _legs() -> "Prefetch[Any]":
    return Prefetch("legs", queryset=Leg.objects.select_related("from_place", "to_place").order_by("order"))


@dataclass(frozen=True)
class Row:
    """One line of the arrivals or departures of a day; `at` is the moment at the school's end of the journey."""

    journey: Journey
    at: datetime
    leg: Leg

    @property
    def participation(self) -> Participation:
        """Whose journey it is."""
        return self.journey.participation


@dataclass(frozen=True)
class Day:
    """A day in the school's zone with its journeys in order of time."""

    day: date
    rows: list[Row]


def travelling(edition: Edition, direction: str) -> QuerySet[Journey]:
    """Return the known journeys of people who still come, in order of time at the school's end."""
    moment = "ends_at" if direction == Direction.ARRIVAL else "starts_at"
    return (
        Journey.objects.filter(
            participation__edition=edition,
            participation__state__in=TRAVELLING,
            direction=direction,
            ends_at__isnull=False,
        )
        .select_related("participation__person", "participation__nomination__body")
        .prefetch_related(_legs())
        .order_by(moment, "pk")
    )


def with_way_home(rows: QuerySet[Journey], edition: Edition) -> QuerySet[Journey]:
    """Add `alone`: whether somebody may travel home by themselves; None of whom that is not asked."""
    asked = Purpose.objects.filter(edition=edition, code=WAY_HOME, active=True).first()
    may = consents.may(WAY_HOME, clock.today(edition.time_zone))
    said = Exists(Participation.objects.filter(may, pk=OuterRef("participation")))
    of_them = When(participation__capacity__in=asked.capacity_list if asked else (), then=said)
    return rows.annotate(alone=Case(of_them, default=None, output_field=BooleanField()))


def on_day(rows: QuerySet[Journey], edition: Edition, direction: str, day: date) -> QuerySet[Journey]:
    """Narrow journeys to one day in the school's zone."""
    zone = ZoneInfo(edition.time_zone)
    begins = datetime.combine(day, time.min, zone)
    ends = datetime.combine(day + timedelta(days=1), time.min, zone)
    moment = "ends_at" if direction == Direction.ARRIVAL else "starts_at"
    return rows.filter(**{f"{moment}__gte": begins, f"{moment}__lt": ends})


def by_day(rows: Iterable[Journey], edition: Edition, direction: str) -> list[Day]:
    """Return journeys grouped by the day in the school's zone."""
    zone = ZoneInfo(edition.time_zone)
    lines = [line for row in rows if (line := _row(row, direction))]
    return [
        Day(day, list(group))
        for day, group in groupby(lines, key=lambda line: line.at.astimezone(zone).date())
    ]


def _row(journey: Journey, direction: str) -> Row | None:
    legs = list(journey.legs.all())
    if not legs:
        return None
    if direction == Direction.ARRIVAL:
        return Row(journey, legs[-1].arrives_at, legs[-1])
    return Row(journey, legs[0].departs_at, legs[0])


def without_journey(edition: Edition, direction: str) -> QuerySet[Participation]:
    """Return those who come and stay with us, and have not said how they travel."""
    known = Journey.objects.filter(direction=direction, ends_at__isnull=False).values("participation")
    return (
        Participation.objects.filter(edition=edition, state__in=TRAVELLING, resident=True)
        .exclude(pk__in=known)
        .select_related("person", "nomination__body")
        .order_by("person__family_name", "person__given_names", "pk")
    )


def roster(edition: Edition) -> QuerySet[Any]:
    """Return everybody who still counts, with all that one line needs (a constant number of queries).

    Beside its fields a row has `partner_name`, `arrives`, `arrives_at` (place and number of the last leg), `leaves`, `phone`
    (as stored: making a number of it costs more than the rest of the row), and `labs` (placements with `lab` in words).
    """
    name = Concat("project__institute__short_name", Value(": "), "project__title")
    labs = Placement.objects.filter(plan__state=PlanState.PUBLISHED).annotate(lab=name)
    last = Leg.objects.filter(journey=OuterRef("arrival__pk")).order_by("-order").annotate(text=_STOP)
    return (
        Participation.objects.filter(edition=edition, state__in=OPEN)
        .exclude(state=State.PROSPECTIVE)
        .annotate(arrival=_way(Direction.ARRIVAL), departure=_way(Direction.DEPARTURE))
        .annotate(
            partner_name=F("nomination__body__name"),
            arrives=F("arrival__ends_at"),
            arrives_at=Case(
                When(arrival__ends_at=None, then=None), default=Subquery(last.values("text")[:1])
            ),
            leaves=F("departure__starts_at"),
            phone=Cast("person__phone", CharField()),
        )
        .select_related("person", "edition")
        .prefetch_related(
            Prefetch("placements", queryset=labs.only("participation").order_by("starts_on"), to_attr="labs")
        )
        .order_by("person__family_name", "person__given_names", "pk")
    )


def _way(direction: str) -> FilteredRelation:
    known = Q(journeys__direction=direction, journeys__ends_at__isnull=False)
    return FilteredRelation("journeys", condition=known)


# A place as it names itself, and the number of what goes there.
_STOP = Concat(
    "to_place__name",
    Case(When(to_place__iata="", then=Value("")), default=Concat(Value(" ("), "to_place__iata", Value(")"))),
    Case(When(number="", then=Value("")), default=Concat(Value(" · "), "number")),
)
