"""Small rules about participations."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import DateField, F, Func, Q

from ish.people import ages
from ish.people.models import Participation
from ish.people.states import NEXT, NEXT_OF_GUESTS, Capacity, State


class YearsBefore(Func):
    """The same day so many years before a day (of a column), to compare birth dates with. In words of the database: a function of
    Python, asked for each of some thousand rows, is what pages of numbers spent their time on."""

    output_field = DateField()
    arity = 1
    years: int

    def __init__(self, day: F, years: int) -> None:
        super().__init__(day, years=int(years))

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **more: Any) -> Any:
        """A day that the year does not have (29 February) becomes the last of the month."""
        template = "(%(expressions)s - INTERVAL '%(years)s years')::date"
        return super().as_sql(compiler, connection, template=template, **more)

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Days are texts there, year first, and compared as such."""
        template = "((substr(%(expressions)s, 1, 4) - %(years)s) || substr(%(expressions)s, 5))"
        return super().as_sql(compiler, connection, template=template, **more)


def younger(years: int, way: str = "") -> Q:
    """Return the condition on participations (`way` leads to one: "participation__"): not yet so old on the day of arrival;
    who has no date of birth is not."""
    return Q(**{f"{way}person__birth_date__gt": YearsBefore(F(f"{way}edition__arrival_day"), years)})


def may_be_minor(way: str = "") -> Q:
    """Under 18 on the day of arrival, or of an age that nobody knows: whom a parent has to answer for, as far as we know."""
    return younger(ages.ADULT, way) | Q(**{f"{way}person__birth_date__isnull": True})


# Under 18 on the day of arrival, as a condition on participations; `is_minor_on` asks the same of one.
MINOR = younger(ages.ADULT)
# Whom a parent has to answer for: who is under 18, and who may be as far as we know.
MAY_BE_MINOR = may_be_minor()


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
    return None if age is None else age < ages.ADULT


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
