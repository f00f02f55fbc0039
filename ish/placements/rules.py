"""Small rules of placing: who may be placed, from when to when, and what speaks against a lab."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ish.people.states import Capacity, State
from ish.placements.matching import BrokenRule
from ish.placements.models import Placement
from ish.programme.models import Edition

PLACEABLE = (State.OFFERED, State.CONFIRMED, State.ARRIVED)
WISHING_CAPACITY = Capacity.PARTICIPANT


def usual_days(edition: Edition) -> tuple[date, date]:
    """Return the first and last day in the labs: from the second Monday to the Wednesday before the end of the stay.

    A stay too short for that is spent in the lab from the day after arrival to the day before departure.
    """
    first_monday = edition.arrival_day + timedelta(days=(7 - edition.arrival_day.weekday()) % 7)
    start = first_monday + timedelta(days=7)
    end = edition.departure_day - timedelta(days=3)
    if end < start:
        return edition.arrival_day + timedelta(days=1), edition.departure_day - timedelta(days=1)
    return start, end


def in_words(broken: BrokenRule) -> str | Promise:
    """Return a broken rule of a lab as a sentence with both values."""
    if broken.rule == "min_age":
        if broken.student_value is None:
            return _("The lab takes people from %(age)s years; the date of birth is not known.") % {
                "age": broken.lab_value
            }
        return _("The lab takes people from %(age)s years; at the start they are %(own)s.") % {
            "age": broken.lab_value,
            "own": broken.student_value,
        }
    values = {"lab": ", ".join(broken.lab_value), "own": ", ".join(broken.student_value) or "–"}
    if broken.rule == "languages":
        return _("The lab works in %(lab)s; they speak %(own)s.") % values
    return _("The lab asks for %(lab)s; they have %(own)s.") % values


def overfull(*, taken: int, capacity: int) -> str | None:
    """Return a sentence when one more does not fit, else None."""
    if taken < capacity:
        return None
    return ngettext(
        "The lab has %(capacity)s place, and it is taken.",
        "The lab has %(capacity)s places, and they are taken.",
        capacity,
    ) % {"capacity": capacity}


def overlapping(placements: list[Placement], start: date, end: date) -> Iterator[Placement]:
    """Yield the placements that share a day with the span."""
    return (p for p in placements if p.starts_on <= end and start <= p.ends_on)
