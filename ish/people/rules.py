"""Small rules about participations."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F, Q

from ish.people.models import Participation
from ish.people.states import NEXT, NEXT_OF_GUESTS, Capacity, State

# Under 18 on the day of arrival, as a condition on participations; `is_minor_on` asks the same of one.
_BORN, _ARRIVES = "person__birth_date", "edition__arrival_day"
_THEN = F(f"{_ARRIVES}__year") - 18
MINOR = (
    Q(**{f"{_BORN}__year__gt": _THEN})
    | Q(**{f"{_BORN}__year": _THEN, f"{_BORN}__month__gt": F(f"{_ARRIVES}__month")})
    | Q(
        **{
            f"{_BORN}__year": _THEN,
            f"{_BORN}__month": F(f"{_ARRIVES}__month"),
            f"{_BORN}__day__gt": F(f"{_ARRIVES}__day"),
        }
    )
)
# Whom a parent has to answer for: who is under 18, and who may be as far as we know.
MAY_BE_MINOR = MINOR | Q(**{f"{_BORN}__isnull": True})


def next_states(old: str, capacity: str = Capacity.PARTICIPANT) -> frozenset[str]:
    """Return the states to which somebody who comes as `capacity` may go."""
    return (NEXT if capacity == Capacity.PARTICIPANT else NEXT_OF_GUESTS)[old]


def may_follow(old: str, new: str, capacity: str = Capacity.PARTICIPANT) -> bool:
    """Say whether a participation may go from one state to the other."""
    return new in next_states(old, capacity)


def may_answer(participation: Participation) -> bool:
    """Say whether the place can be accepted now."""
    return participation.state == State.OFFERED


def may_give_back(participation: Participation) -> bool:
    """Say whether there is a place to give back."""
    return participation.state in (State.OFFERED, State.CONFIRMED)


def is_minor_on(participation: Participation, day: date) -> bool | None:
    """Say whether the person is under 18 on the day; None while the birth date is unknown."""
    age = participation.person.age_on(day)
    return None if age is None else age < 18


def accept_by(
    participation: Participation, *, offered_on: date, phase_closes: date | None, own: date | None
) -> date:
    """Return the last day to accept: the latest of the phase's day, the body's own, and the edition's days after the offer."""
    days = [offered_on + timedelta(days=participation.edition.acceptance_days)]
    days += [day for day in (phase_closes, own) if day is not None]
    return max(days)


def zone_of(participation: Participation) -> ZoneInfo:
    """Return the zone in which the days of the participation's edition are counted."""
    return ZoneInfo(participation.edition.time_zone)
