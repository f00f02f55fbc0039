"""Pia, her parents, a tutor on duty and the organiser, for the hard days on site."""

from datetime import date, datetime
from typing import Any

from django.test import Client

from ish.people.models import Participation
from ish.people.states import Capacity, State
from logistics import duty_services
from tests.consents import makers
from tests.people import makers as people

JUNE = datetime(2027, 6, 20, 12, tzinfo=makers.BERLIN)
NIGHT = datetime(2027, 7, 22, 1, 30, tzinfo=makers.BERLIN)


def signed_in(user: Any) -> Client:
    """Return a client signed in as a user."""
    client = Client()
    client.force_login(user)
    return client


def tutor(of: Participation, by: Any, name: str = "Toni") -> Participation:
    """Return a tutor who looks after everybody of the edition for the whole stay."""
    user = people.user(f"{name.lower()}@example.org")
    row = people.participation(
        of.edition,
        people.person(name, "Keller", user=user, email=user.email, birth_date=date(1999, 3, 3)),
        State.CONFIRMED,
        capacity=Capacity.TUTOR,
    )
    first, last = duty_services.usual_days(of.edition)
    duty_services.give_duty(participation=row, starts_on=first, ends_on=last, everybody=True, by=by)
    return row
