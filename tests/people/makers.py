"""A small cast for the tests of programme and people: one edition, its people, users with roles. All of them invented."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import User
from ish import clock
from ish.people.models import Participation, Person
from ish.people.states import State
from ish.programme import services as programme
from ish.programme.models import Edition, NominatingBody, Organiser, Programme
from ish.programme.states import Part

BERLIN = ZoneInfo("Europe/Berlin")
ARRIVAL, DEPARTURE = date(2027, 7, 18), date(2027, 8, 14)


def user(email: str = "olga@example.org", **fields: Any) -> User:
    """Return a user (made once)."""
    found = User.objects.filter(email=email).first()
    return found or User.objects.create_user(
        email, "a long password", **{"name": email.split("@")[0].title(), **fields}
    )


def edition(number: int = 30, arrival: date = ARRIVAL, short: str = "ISH", **fields: Any) -> Edition:
    """Return an edition with the usual calendar; the programme is made once."""
    kind = fields.pop("kind", "incoming")
    row = Programme.objects.filter(short_name=short).first() or programme.create_programme(
        name=f"{short} Summer School", short_name=short, kind=kind
    )
    return programme.create_edition(
        programme=row,
        by=None,
        number=number,
        arrival_day=arrival,
        departure_day=arrival + (DEPARTURE - ARRIVAL),
        **fields,
    )


def organiser(of: Edition, email: str = "olga@example.org", part: str = Part.LEAD) -> User:
    """Return a user who organises the edition."""
    who = user(email)
    Organiser.objects.create(edition=of, user=who, name=who.name, email=who.email, part=part)
    return who


def person(name: str = "Pia", family: str = "Petit", **fields: Any) -> Person:
    """Return a person with an address."""
    values = {"email": f"{name.lower()}@example.org", "birth_date": date(2009, 5, 4), **fields}
    return Person.objects.create(given_names=name, family_name=family, **values)


def participation(
    of: Edition, who: Person | None = None, state: str = State.PROSPECTIVE, **fields: Any
) -> Participation:
    """Return a participation in a state, as if it had come there."""
    if state in (State.OFFERED, State.CONFIRMED) and "offered_at" not in fields:
        fields["offered_at"] = clock.now()
    return Participation.objects.create(person=who or person(), edition=of, state=state, **fields)


def participant(
    of: Edition, email: str = "pia@example.org", state: str = State.OFFERED, **fields: Any
) -> Participation:
    """Return the participation of somebody with an account."""
    who = user(email)
    return participation(
        of, person(who.name, user=who, email=email, **fields), state, accept_by=date(2027, 5, 14)
    )


def body(name: str = "Kumamoto", **fields: Any) -> NominatingBody:
    """Return a partner."""
    values = {"kind": "twin_city", "country": "JP", "time_zone": "Asia/Tokyo", **fields}
    return NominatingBody.objects.create(name=name, **values)


def crowd(of: Edition, count: int, state: str = State.CONFIRMED) -> None:
    """Put `count` people into the edition, in bulk; every third without address, every fifth without an answer."""
    people = Person.objects.bulk_create(
        [
            Person(
                given_names=f"Given{i:05d}",
                family_name=f"Family{i % 97:03d}",
                email="" if i % 3 == 0 else f"person{i}@example.org",
                birth_date=date(2006, 1, 1) + timedelta(days=i % 1800),
            )
            for i in range(count)
        ],
        batch_size=500,
    )
    now = datetime(2027, 4, 20, 12, tzinfo=BERLIN)
    Participation.objects.bulk_create(
        [
            Participation(
                person=p,
                edition=of,
                state=State.OFFERED if i % 5 == 0 else state,
                offered_at=now,
                accept_by=date(2027, 5, 14),
            )
            for i, p in enumerate(people)
        ],
        batch_size=500,
    )
