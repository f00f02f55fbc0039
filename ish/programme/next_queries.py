"""Reads for the next edition: what is proposed, what stands already, what is ticked, what went wrong last time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, FilteredRelation, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from ish import clock
from ish.programme import calendar, checklist, looking_back, queries
from ish.programme.checklist import Evidence, Point
from ish.programme.models import (
    Edition,
    EditionCheck,
    NominatingBody,
    Organiser,
    Programme,
    Quota,
    active_on,
)
from ish.programme.states import PhaseCode

# ---------------------------------------------------------------- WHAT IS PROPOSED


def standing(programme: Programme, number: int, arrival: date, departure: date) -> Edition | None:
    """Return the programme's edition of this number, or one that takes place in these days; None while there is none."""
    same = Q(number=number) | Q(arrival_day__lte=departure, departure_day__gte=arrival)
    rows = Edition.objects.filter(same, programme=programme).select_related("programme")
    return rows.order_by("-arrival_day").first()


def next_number(programme: Programme) -> int:
    """Return the highest number of an edition plus one."""
    return (programme.editions.aggregate(most=Max("number"))["most"] or 0) + 1


def newest_arrival(programme: Programme) -> date:
    """Return the day of arrival of the newest edition: the next one comes after it."""
    found: date = programme.editions.aggregate(last=Max("arrival_day"))["last"]
    return found


def spans_of(edition: Edition) -> dict[str, calendar.Span]:
    """Return first and last day of each phase by code."""
    return {code: (row.opens, row.closes) for code, row in queries.phases_by_code(edition).items()}


def partners_for_next(old: Edition, arrival: date) -> list[tuple[NominatingBody, Quota | None, bool]]:
    """Return the partners to choose from: (partner, its places last time, whether it can take part again), by name.

    All but those whose partnership ends before and who had no places; who rests is listed, to be woken by a tick.
    """
    ended = Q(active_to__lt=arrival)
    had = Quota.objects.filter(edition=old, body=OuterRef("pk"))
    rows = NominatingBody.objects.filter(~ended | Exists(had)).order_by(Lower("name"), "pk")
    last = FilteredRelation("quotas", condition=Q(quotas__edition=old))
    rows = rows.annotate(last=last, **{f"last_{name}": F(f"last__{name}") for name in _OF_A_QUOTA})
    return [(body, _last_quota(body), _can_take_part(body, arrival)) for body in rows]


_OF_A_QUOTA = ("places", "reserve_places", "nominations_by", "tells_first_days")


def _last_quota(body: Any) -> Quota | None:
    """Return what a partner had last time, from the row that was fetched with it."""
    if body.last_places is None:
        return None
    return Quota(body=body, **{name: getattr(body, f"last_{name}") for name in _OF_A_QUOTA})


def _can_take_part(body: NominatingBody, day: date) -> bool:
    begun = body.active_from is None or body.active_from <= day
    return begun and not body.dormant and (body.active_to is None or body.active_to >= day)


def going_on(old: Edition, user: Any) -> QuerySet[Organiser]:
    """Return the other organisers who act today and could go on; whoever makes the edition leads it anyway."""
    rows = old.organisers.filter(active_on(clock.today()), user__isnull=False)
    return rows.exclude(user_id=user.pk, part="lead").order_by(Lower("name"), "part")


# ---------------------------------------------------------------- THE LIST BEFORE OPENING


@dataclass(frozen=True)
class Ticked:
    """A point, its tick if it has one, and what we know of it."""

    point: Point
    check: EditionCheck | None
    evidence: Evidence


def ticks(edition: Edition) -> dict[str, EditionCheck]:
    """Return what was written down on the list, by code (one query)."""
    return {row.code: row for row in edition.checks.select_related("done_by")}


def the_list(edition: Edition, done: dict[str, EditionCheck]) -> list[Ticked]:
    """Return all points with their ticks and with what we know."""
    return [
        Ticked(point, done.get(point.code), point.evidence(edition)) for point in checklist.points(edition)
    ]


def open_points(edition: Edition) -> list[Point]:
    """Return the points that nobody has ticked (one query)."""
    done = set(EditionCheck.objects.filter(edition=edition).values_list("code", flat=True))
    return [point for point in checklist.points(edition) if point.code not in done]


def is_being_prepared(edition: Edition) -> bool:
    """Say whether the list still matters: until the day by which names are due."""
    return not queries.is_over(edition, PhaseCode.NOMINATIONS)


# ---------------------------------------------------------------- WHAT WENT LATE OR WRONG


def before(edition: Edition) -> Edition | None:
    """Return the edition before this one of the same programme, or None (one query; kept on the edition object)."""
    if not hasattr(edition, "_before"):
        rows = Edition.objects.filter(programme=edition.programme_id, arrival_day__lt=edition.arrival_day)
        edition._before = rows.select_related("programme").order_by("-arrival_day").first()  # type: ignore[attr-defined]
    found: Edition | None = edition._before  # type: ignore[attr-defined]
    return found


def looked_back(edition: Edition) -> list[Any]:
    """Return the partners that had places in the edition or any figure there, the most trouble first, each with its figures as
    columns and `back_all`, how much there was in all (one query).

    A list, not a queryset: partners are few, and to sort or filter by such figures a database works each out again.
    """
    numbers: dict[str, Any] = {figure.column: figure.number(edition) for figure in looking_back.every()}
    had = Exists(Quota.objects.filter(edition=edition, body=OuterRef("pk")))
    found: list[Any] = []
    rows: Iterable[Any] = NominatingBody.objects.annotate(had=had, **numbers)
    for row in rows:
        row.back_all = _in_all(row)
        if row.had or row.back_all:
            found.append(row)
    return sorted(found, key=lambda row: (-row.back_all, row.name.lower(), row.pk))


def _in_all(row: Any) -> int:
    """Return how much went late or wrong with a partner; a length of time is no sum."""
    return sum(getattr(row, figure.column) for figure in looking_back.every() if not figure.days)


def beside(rows: list[Any], earlier: list[Any]) -> None:
    """Give each partner `before_all`: how much went late or wrong in the edition before; None where it had no places then."""
    known = {row.pk: row.back_all for row in earlier}
    for row in rows:
        row.before_all = known.get(row.pk)


def figures_in_all(rows: list[Any]) -> dict[str, int]:
    """Return each figure over these partners: a sum, of lengths of time the longest."""
    found: dict[str, int] = {}
    for figure in looking_back.every():
        numbers = [looking_back.number_of(getattr(row, figure.column)) for row in rows]
        found[figure.code] = max(numbers, default=0) if figure.days else sum(numbers)
    return found


def told(row: Any) -> list[str]:
    """Return in words what went late or wrong with a partner that has its figures."""
    numbers = [(one, looking_back.number_of(getattr(row, one.column))) for one in looking_back.every()]
    return [figure.told(number) for figure, number in numbers if number > 0]
