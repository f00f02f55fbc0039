"""Journeys as pages show them: in words, in both zones, by day and by hour."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractHour, TruncDate
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from ish.desk import counts
from ish.people.models import Participation
from ish.programme.models import Edition
from ish.programme.queries import has_begun
from ish.programme.states import PhaseCode
from logistics import queries
from logistics.models import Journey, Leg
from logistics.states import Differs, Direction


def moment(at: Any, zone: str) -> str:
    """Return a moment as day and time in a zone, with the zone's name."""
    there = at.astimezone(ZoneInfo(zone))
    return f"{formats.date_format(there, 'SHORT_DATETIME_FORMAT')} ({zone})"


def lines(journey: Journey | None) -> list[dict[str, Any]]:
    """Return the legs of a journey in words."""
    return in_words(journey.legs.all()) if journey else []


def in_words(legs: Iterable[Leg]) -> list[dict[str, Any]]:
    """Return legs as a page shows them."""
    return [
        {
            "mode": leg.mode,
            "what": f"{leg.get_mode_display()} {leg.number}".strip(),
            "start": str(leg.from_place),
            "end": str(leg.to_place),
            "departs": moment(leg.departs_at, leg.departs_zone),
            "arrives": moment(leg.arrives_at, leg.arrives_zone),
        }
        for leg in legs
    ]


def differing(journeys: Iterable[Journey]) -> list[str]:
    """Return in words what has changed since the tickets of these journeys were given."""
    return [str(Differs(code).label) for code in sorted({code for row in journeys for code in row.differing})]


def both_ways(participation: Participation) -> dict[str, Any]:
    """Return what the page of one's own journeys needs."""
    known = queries.journeys(participation)
    ways = [
        {
            "direction": direction,
            "title": _("Your way to the school") if direction == Direction.ARRIVAL else _("Your way home"),
            "journey": known.get(direction),
            "lines": lines(known.get(direction)),
            "url": reverse("logistics:journey", args=[participation.pk, direction.value]),
        }
        for direction in Direction
    ]
    begun = has_begun(participation.edition, PhaseCode.TRAVEL)
    return {
        "participation": participation,
        "edition": participation.edition,
        "ways": ways,
        "begun": begun,
        "differs": differing(known.values()),
    }


def days(rows: QuerySet[Journey], edition: Edition, direction: str) -> list[dict[str, Any]]:
    """Return the days on which somebody travels, with how many, in the school's zone (one query)."""
    name = "ends_at" if direction == Direction.ARRIVAL else "starts_at"
    zone = ZoneInfo(edition.time_zone)
    counted = (
        rows.order_by()
        .select_related(None)
        .prefetch_related(None)
        .annotate(local_day=TruncDate(name, tzinfo=zone))
        .values("local_day")
        .annotate(number=Count("pk"))
        .order_by("local_day")
    )
    return [{"day": row["local_day"], "number": row["number"]} for row in counted]


def hours(rows: QuerySet[Journey], edition: Edition, direction: str) -> list[dict[str, Any]]:
    """Return how many travel in each hour of a day, from the first such hour to the last (one query)."""
    name = "ends_at" if direction == Direction.ARRIVAL else "starts_at"
    counted = (
        rows.order_by()
        .select_related(None)
        .prefetch_related(None)
        .annotate(hour=ExtractHour(name, tzinfo=ZoneInfo(edition.time_zone)))
        .values("hour")
        .annotate(number=Count("pk"))
    )
    found = {row["hour"]: row["number"] for row in counted}
    if not found:
        return []
    most = max(found.values())
    return [
        {"label": f"{hour:02d}:00", "value": found.get(hour, 0), "total": most, "tone": "info"}
        for hour in range(min(found), max(found) + 1)
    ]


# ---------------------------------------------------------------- PANELS


def person_panel(request: Any, participation: Any) -> str | None:
    """The journeys of somebody on the organisers' page of a person."""
    if not isinstance(participation, Participation):
        return None
    legs = queries.legs_of(participation)
    ways = [
        {
            "direction": direction,
            "lines": in_words(legs.get(direction, [])),
            "url": reverse("logistics:journey", args=[participation.pk, direction.value]),
        }
        for direction in Direction
    ]
    context = {"participation": participation, "ways": ways}
    return render_to_string("logistics/panels/person.html", context, request=request)


def arrivals_panel(request: Any, edition: Any) -> str | None:
    """How many have said how they arrive, on the organisers' desk."""
    if not isinstance(edition, Edition) or not has_begun(edition, PhaseCode.TRAVEL):
        return None
    known, missing = counts.together(
        [
            queries.travelling(edition, Direction.ARRIVAL).prefetch_related(None),
            queries.without_journey(edition, Direction.ARRIVAL),
        ]
    )
    context = {"edition": edition, "known": known, "missing": missing}
    return render_to_string("logistics/panels/arrivals.html", context, request=request)
