"""Looks worth a question: many people in a short time, at night, health without the part for it. A hint, not a finding."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, DateTimeField, ExpressionWrapper, F, Min, QuerySet, TextField
from django.db.models.functions import Cast, ExtractHour, TruncDate, TruncHour
from django.utils import timezone

from ish import clock
from ish.privacy.models import Look
from ish.programme.models import Organiser
from ish.programme.states import Part

MANY, NIGHT_FROM, NIGHT_TO, DAYS, MOST = 20, 22, 6, 30, 12


@dataclass(frozen=True)
class Hint:
    """One thing to ask about: what kind, whose looks, when first, how many people or looks."""

    kind: str
    reader_id: int
    since: datetime
    day: date
    count: int


def hints(*, zone: str = "Europe/Berlin", now: datetime | None = None) -> list[Hint]:
    """Return what was unusual in the last thirty days, newest first: three queries, however many looks there are."""
    now, tz = now or timezone.now(), ZoneInfo(zone)
    looks = Look.objects.filter(at__gt=now - timedelta(days=DAYS), reader__isnull=False).order_by()
    # As the clock of everything else shows it, which in a demonstration is another day.
    looks = looks.annotate(seen=ExpressionWrapper(F("at") + shift(), output_field=DateTimeField()))
    found = [*_many(looks, tz), *_at_night(looks, tz), *_without_part(looks, tz)]
    return sorted(found, key=lambda hint: hint.since, reverse=True)[:MOST]


def shift() -> timedelta:
    """Return by how much the clock people see is ahead of the one by which looks are written: nothing, but in a demonstration."""
    return timedelta(seconds=round((clock.now() - timezone.now()).total_seconds()))


def _many(looks: QuerySet[Look], tz: ZoneInfo) -> Iterable[Hint]:
    """Sensitive facts of many people, opened one by one within an hour. A list taken away is told by itself: it is one act."""
    rows = (
        looks.exclude(where="export")
        .annotate(hour=TruncHour("seen", tzinfo=tz))
        .values("reader", "hour")
        .annotate(people=Count("person_id", distinct=True), since=Min("seen"))
        .filter(people__gte=MANY)
        .order_by("-since")[:MOST]
    )
    return [_hint("many", row, tz, row["people"]) for row in rows]


def _at_night(looks: QuerySet[Look], tz: ZoneInfo) -> Iterable[Hint]:
    late = looks.annotate(hour=ExtractHour("seen", tzinfo=tz)).exclude(
        hour__gte=NIGHT_TO, hour__lt=NIGHT_FROM
    )
    rows = (
        late.annotate(day=TruncDate("seen", tzinfo=tz))
        .values("reader", "day")
        .annotate(looks=Count("pk"), since=Min("seen"))
        .order_by("-since")[:MOST]
    )
    return [_hint("night", row, tz, row["looks"]) for row in rows]


def _without_part(looks: QuerySet[Look], tz: ZoneInfo) -> Iterable[Hint]:
    """Health facts opened by an organiser who by now does no part that reads them."""
    doing = Organiser.objects.filter(part__in=(Part.LEAD, "health"), user__isnull=False).values("user")
    rows = (
        naming(looks, "profiles.health")
        .filter(role="organiser")
        .exclude(reader__in=doing)
        .values("reader")
        .annotate(looks=Count("pk"), since=Min("seen"))
        .order_by("-since")[:MOST]
    )
    return [_hint("part", row, tz, row["looks"]) for row in rows]


def _hint(kind: str, row: Any, tz: ZoneInfo, count: int) -> Hint:
    return Hint(kind, row["reader"], row["since"], row["since"].astimezone(tz).date(), count)


def naming(looks: QuerySet[Look], label: str) -> QuerySet[Look]:
    """Return the looks at fields of one model ("profiles.health")."""
    return looks.annotate(fields_text=Cast("fields", TextField())).filter(fields_text__contains=f'"{label}.')
