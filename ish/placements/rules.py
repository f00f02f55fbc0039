"""Small rules of placing: who may be placed, from when to when, and what speaks against a lab."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ish.people.models import Participation
from ish.people.states import Capacity, State
from ish.placements.matching import BrokenRule
from ish.placements.models import LabProject, Placement
from ish.programme import queries as programme
from ish.programme.models import Edition
from ish.programme.states import PhaseCode

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


@dataclass(frozen=True)
class Wishing:
    """Whether a list of wishes can be changed now; when not, why, in words."""

    open: bool
    title: str = ""
    text: str = ""


def wishing(participation: Participation, *, organiser: bool) -> Wishing:
    """Say whether the list can be changed today: by the person while the phase lasts, by organisers at any time."""
    edition = participation.edition
    if participation.capacity != WISHING_CAPACITY or participation.state not in PLACEABLE:
        return Wishing(
            False, _("No labs to choose"), _("Labs are chosen by students who hold a place in the school.")
        )
    if organiser or programme.is_open(edition, PhaseCode.WISHES):
        return Wishing(True)
    phase = programme.phase(edition, PhaseCode.WISHES)
    if phase is None:
        return Wishing(False, _("No wishes this year"), _("The organisers give out the labs without wishes."))
    if not programme.has_begun(edition, PhaseCode.WISHES):
        day = formats.date_format(phase.opens, "DATE_FORMAT")
        return Wishing(False, _("Not open yet"), _("You can choose your labs from %(day)s.") % {"day": day})
    day = formats.date_format(phase.closes, "DATE_FORMAT")
    return Wishing(
        False,
        _("The time for wishes is over"),
        _("Wishes could be changed until %(day)s. If something important has changed, write to us.")
        % {"day": day},
    )


def too_young(*, age: int | None, min_age: int | None) -> bool:
    """Say whether somebody of a known age is below a lab's minimum."""
    return min_age is not None and age is not None and age < min_age


HARMLESS_UNDER = 16


def for_who_is_under_16(*, age: int | None, project: LabProject) -> list[str | Promise]:
    """Return the warning about somebody under 16 in a lab that is neither at the computer alone nor says from which age it takes
    people (JArbSchG s. 22). A warning: whoever answers for safety in the lab decides."""
    if age is None or age >= HARMLESS_UNDER or project.computer_only or project.min_age is not None:
        return []
    words = _(
        "They are %(own)s at the start. Under 16 only harmless work is right: at the computer, or in a lab that has said that it"
        " takes people of this age."
    )
    return [words % {"own": age}]


MEASLES_BORN_AFTER = date(1970, 12, 31)
"""Who was born after 1970 and is active in a hospital proves protection before starting (IfSG s. 20(8), (9); 23(3))."""


def needs_measles_proof(born: date | None) -> bool:
    """Say whether a hospital has to see a proof; who does not tell their birth date is asked, too."""
    return born is None or born > MEASLES_BORN_AFTER
