"""The only writers of journeys and places."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ish import clock
from ish.people.models import Participation
from logistics.models import Journey, Leg, Place
from logistics.states import Direction
from logistics.times import NoSuchTime, Span, moment, problems

MOST_LEGS = 8


class ChangedMeanwhile(Exception):
    """Somebody else saved this journey since it was read. `current` is the row as it is now."""

    def __init__(self, current: Journey) -> None:
        super().__init__(_("Somebody else has changed this in the meantime."))
        self.current = current


class Impossible(Exception):
    """The legs do not make a journey. `problems` is [(number of the leg from 1, sentence)]."""

    def __init__(self, found: list[tuple[int, str]]) -> None:
        super().__init__(" ".join(text for _number, text in found))
        self.problems = found


@dataclass(frozen=True)
class LegGiven:
    """One leg as somebody types it: local times as on the ticket, without zone."""

    mode: str
    number: str
    from_place: Place
    to_place: Place
    departs: datetime
    arrives: datetime


def _sentence(code: str) -> str:
    return {
        "arrives_before_departure": _(
            "The arrival lies before the departure. Each time is the local one, as on the ticket; check the day."
        ),
        "departs_before_arrival": _("This leg leaves before the one before it arrives."),
        "too_long": _("This leg would take more than two days. Check the days."),
        "same_place": _("The leg ends where it begins."),
    }[code]


def _moments(legs: Sequence[LegGiven]) -> list[Span]:
    spans, found = [], []
    for number, leg in enumerate(legs, start=1):
        try:
            departs = moment(leg.departs, leg.from_place.time_zone)
            arrives = moment(leg.arrives, leg.to_place.time_zone)
        except NoSuchTime:
            found.append(
                (number, _("This time does not exist: the clocks go forward then. Check the ticket."))
            )
            continue
        spans.append(Span(departs, arrives, leg.from_place.name, leg.to_place.name))
    if found:
        raise Impossible(found)
    return spans


@transaction.atomic
def save_journey(
    *,
    participation: Participation,
    direction: str,
    legs: Sequence[LegGiven],
    needs_pick_up: bool = True,
    note: str = "",
    version: int | None = None,
    by: Any = None,
) -> Journey:
    """Save somebody's way there or home, all legs at once; without legs it says only that it will come.

    The same again counts as saved, whatever the version. Raises `ChangedMeanwhile`, `Impossible`.
    """
    if len(legs) > MOST_LEGS:
        raise Impossible([(MOST_LEGS + 1, _("Please give at most %(number)s legs.") % {"number": MOST_LEGS})])
    spans = _moments(legs)
    if found := problems(spans):
        raise Impossible([(number, _sentence(code)) for number, code in found])
    Participation.objects.select_for_update().get(pk=participation.pk)
    row, _made = Journey.objects.get_or_create(participation=participation, direction=Direction(direction))
    given = [
        _leg(row, order, leg, span) for order, (leg, span) in enumerate(zip(legs, spans, strict=True), 1)
    ]
    if version is not None and row.version != version:
        if _says(row, row.legs.all()) == (needs_pick_up, note.strip(), [_facts(leg) for leg in given]):
            return row  # the button was pressed twice: what is saved is what was sent
        raise ChangedMeanwhile(row)
    row.needs_pick_up, row.note, row.differs = needs_pick_up, note.strip(), ""
    row.starts_at = spans[0].departs_at if spans else None
    row.ends_at = spans[-1].arrives_at if spans else None
    row.version, row.saved_at, row.saved_by = row.version + 1, clock.now(), by
    row.save()
    row.legs.all().delete()
    Leg.objects.bulk_create(given)
    return row


def _says(row: Journey, legs: Iterable[Leg]) -> tuple[bool, str, list[tuple[Any, ...]]]:
    return row.needs_pick_up, row.note, [_facts(leg) for leg in legs]


def _facts(leg: Leg) -> tuple[Any, ...]:
    places = (leg.from_place_id, leg.to_place_id)
    return (leg.order, leg.mode, leg.number, *places, leg.departs_at, leg.arrives_at)


def _leg(journey: Journey, order: int, leg: LegGiven, span: Span) -> Leg:
    return Leg(
        journey=journey,
        order=order,
        mode=leg.mode,
        number=" ".join(leg.number.upper().split()),
        from_place=leg.from_place,
        to_place=leg.to_place,
        departs_at=span.departs_at,
        departs_zone=leg.from_place.time_zone,
        arrives_at=span.arrives_at,
        arrives_zone=leg.to_place.time_zone,
    )


@transaction.atomic
def add_place(*, name: str, time_zone: str, country: str = "", iata: str = "", by: Any = None) -> Place:
    """Return the place of that name or code; it is made when it is not known yet. Raises `ValidationError`."""
    found = Place.objects.filter(iata=iata.upper()).first() if iata else None
    found = found or Place.objects.filter(name__iexact=name.strip()).first()
    if found:
        return found
    place = Place(
        name=" ".join(name.split()), time_zone=time_zone, country=country.upper(), iata=iata.upper()
    )
    place.full_clean()
    place.save()
    return place
