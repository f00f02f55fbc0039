"""A small cast for the tests of nominations: an edition, two partners with coordinators, students. All of them invented."""

from datetime import date
from typing import Any

from accounts.models import User
from ish.nominations import services
from ish.nominations.models import Coordinator, Nomination
from ish.nominations.states import Receiver, Sender
from ish.people.models import Participation, Person
from ish.people.states import State
from ish.programme.models import Edition, NominatingBody, Quota
from tests.people import makers

edition, organiser, user = makers.edition, makers.organiser, makers.user


def body(
    of: Edition, name: str = "Kumamoto", places: int = 2, reserve: int = 1, **fields: Any
) -> NominatingBody:
    """Return a partner with places in the edition."""
    by = fields.pop("names_by", None)
    row = makers.body(name, **fields)
    Quota.objects.create(edition=of, body=row, places=places, reserve_places=reserve, nominations_by=by)
    return row


def coordinator(of: NominatingBody, email: str = "cem@example.org", **fields: Any) -> User:
    """Return a user who acts for the partner."""
    who = user(email)
    Coordinator.objects.create(body=of, user=who, name=who.name, email=email, **fields)
    return who


def draft(
    of: Edition, by: NominatingBody, given: str = "Mio", family: str = "Hayashida", **fields: Any
) -> Nomination:
    """Return a draft, named through the service."""
    address = f"{given}.{family}".lower().strip(".").encode("ascii", "ignore").decode() + "@example.org"
    values = {"birth_date": date(2009, 4, 12), "email": address, **fields}
    return services.nominate(edition=of, body=by, by=None, given_names=given, family_name=family, **values)


def submitted(of: Edition, by: NominatingBody, given: str = "Mio", **fields: Any) -> Nomination:
    """Return a nomination that was handed in."""
    row = draft(of, by, given, **fields)
    services.submit(nominations=[row], by=None)
    row.refresh_from_db()
    return row


def at(nomination: Nomination, **states: Any) -> Nomination:
    """Put a nomination into states as if it had come there."""
    Nomination.objects.filter(pk=nomination.pk).update(**states)
    nomination.refresh_from_db()
    return nomination


def crowd(of: Edition, by: NominatingBody, count: int) -> None:
    """Name `count` students, in bulk."""
    persons = Person.objects.bulk_create(
        [
            Person(given_names=f"Given{i:05d}", family_name=f"Family{i % 97:03d}", email=f"p{i}@example.org")
            for i in range(count)
        ],
        batch_size=500,
    )
    rows = Participation.objects.bulk_create(
        [Participation(person=p, edition=of, state=State.PROSPECTIVE) for p in persons], batch_size=500
    )
    Nomination.objects.bulk_create(
        [
            Nomination(
                edition=of,
                body=by,
                participation=p,
                rank=i % 9000 + 1,
                sender_state=Sender.SUBMITTED,
                receiver_state=Receiver.WAITING,
            )
            for i, p in enumerate(rows)
        ],
        batch_size=500,
    )
