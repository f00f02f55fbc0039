"""Pia with a place in an edition whose sections are asked, the organiser of everything, and one who does travel only."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from ish import clock
from ish.people.models import Participation, Person
from ish.people.states import State
from ish.profiles.models import NoticeRead
from ish.profiles.notice import NOTICE_VERSION
from ish.programme.models import Edition, Organiser, Phase, Programme
from ish.programme.states import Part, PhaseCode

TODAY = date(2027, 5, 18)


@pytest.fixture(autouse=True)
def _one_factor(settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = False


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """`today(day)` makes it another day; it is 18 May 2027 otherwise."""

    def be(day: date) -> None:
        monkeypatch.setattr(clock, "today", lambda zone=None: day)

    be(TODAY)
    return be


@pytest.fixture
def edition(db: None) -> Edition:
    programme = Programme.objects.create(name="International Summer Science School", short_name="ISH")
    edition = Edition.objects.create(
        programme=programme,
        number=30,
        year=2027,
        arrival_day=date(2027, 7, 18),
        departure_day=date(2027, 8, 14),
        contact_email="school@example.org",
    )
    for code, opens, closes in (
        (PhaseCode.NOMINATIONS, date(2027, 1, 1), date(2027, 3, 15)),
        (PhaseCode.ACCEPTANCE, date(2027, 4, 1), date(2027, 5, 1)),
        (PhaseCode.PROFILE, date(2027, 4, 10), date(2027, 5, 31)),
        (PhaseCode.DOCUMENTS, date(2027, 5, 10), date(2027, 6, 15)),
        (PhaseCode.STAY, date(2027, 7, 18), date(2027, 8, 14)),
    ):
        Phase.objects.create(edition=edition, code=code, opens=opens, closes=closes)
    return edition


def make(edition: Edition, name: str, *, read: bool = True, state: str = State.CONFIRMED) -> Participation:
    """Return a participation of a new person with an account."""
    user = User.objects.create_user(f"{name.lower()}@example.org", name=name)
    person = Person.objects.create(
        user=user, given_names=name, family_name="Sato", email=user.email, birth_date=date(2008, 1, 2)
    )
    row = Participation.objects.create(
        person=person,
        edition=edition,
        state=state,
        offered_at=clock.now() if state != State.PROSPECTIVE else None,
    )
    if read:
        NoticeRead.objects.create(person=person, edition_id=edition.pk, version=NOTICE_VERSION, language="en")
    return row


@pytest.fixture
def pia(edition: Edition) -> Participation:
    return make(edition, "Pia")


@pytest.fixture
def organiser(edition: Edition) -> Callable[..., User]:
    """`organiser("travel")` returns an organiser of that part."""

    def one(part: str = Part.LEAD) -> User:
        user = User.objects.create_user(f"{part}@example.org", name=f"Olga {part}")
        Organiser.objects.create(edition=edition, user=user, name=user.name, email=user.email, part=part)
        return user

    return one


@pytest.fixture
def as_user() -> Callable[[Any], Client]:
    """`as_user(user)` returns a client signed in as the user."""

    def sign_in(user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
