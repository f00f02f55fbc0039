"""A person, and those who may and may not look."""

from datetime import date

import pytest

from accounts.models import User
from ish.people.models import Participation, Person
from ish.programme.models import Edition, Organiser, Programme
from ish.programme.states import Part


@pytest.fixture
def edition(db) -> Edition:
    programme = Programme.objects.create(name="International Summer Science School", short_name="ISH")
    return Edition.objects.create(
        programme=programme,
        number=30,
        year=2027,
        arrival_day=date(2027, 7, 18),
        departure_day=date(2027, 8, 14),
    )


@pytest.fixture
def person(db) -> Person:
    user = User.objects.create_user("pia@example.org", name="Pia")
    return Person.objects.create(
        user=user,
        family_name="Ohnegleichen",
        given_names="Pia",
        email="pia@example.org",
        birth_date=date(2010, 1, 2),
    )


@pytest.fixture
def participation(person, edition) -> Participation:
    return Participation.objects.create(person=person, edition=edition)


@pytest.fixture
def organiser(edition):
    def make(part: str = Part.LEAD, *, of: Edition = edition) -> User:
        user = User.objects.create_user(f"{part}{of.pk}@example.org")
        Organiser.objects.create(edition=of, user=user, name=part, email=user.email, part=part)
        return user

    return make
