"""The data protection officer: invited, sees logs and no contents, and what is worth a question."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from accounts import roles
from accounts import services as accounts
from accounts.models import Invitation, User
from ish.outbox import rendering
from ish.outbox.models import Message
from ish.oversight import services, unusual
from ish.oversight.models import Officer
from ish.people.models import Person
from ish.privacy.models import Look
from ish.privacy.services import looks_of, one_act, reveal_many
from ish.profiles.models import Health

LOOKS = "/oversight/looks/"
BERLIN = ZoneInfo("Europe/Berlin")


def test_invited_by_mail_and_ended_at_once(world, as_actor) -> None:
    olga = as_actor("organiser")
    answer = olga.post(
        reverse("oversight:invite_officer"),
        {"name": "Ida Kern", "email": "Ida@example.org", "language": "de"},
    )
    assert answer.status_code == 302
    message = Message.objects.get(kind="officer_invitation")
    invitation = Invitation.objects.get(role="officer")
    sent = rendering.wire(*rendering.stored(message, mint=True))
    assert accounts.invitation_link(invitation.pk) in sent.text
    again = olga.post(
        reverse("oversight:invite_officer"), {"name": "I", "email": "ida@example.org", "language": "de"}
    )
    assert again.status_code == 200

    token = accounts.invitation_link(invitation.pk).rstrip("/").rpartition("/")[2]
    ida = accounts.accept(token=token)
    assert roles.is_wide(ida)
    row = Officer.objects.get(user=ida)
    services.end_officer(officer=row, by=world.users["organiser"])
    assert not roles.holds(User.objects.get(pk=ida.pk), "officer")


def test_looks_tell_who_and_when_and_show_nobody_by_name(world, as_actor) -> None:
    page = as_actor("officer").get(LOOKS).content.decode()
    assert "Olga" in page
    assert f"No. {world.person.pk}" in page
    assert world.person.family_name not in page and world.person.email not in page
    assert world.users["organiser"].email not in page


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("of=profiles.health", 1),
        ("of=profiles.traveldocument", 0),
        ("role=reviewer", 0),
        ("where=export", 0),
        ("person=999999", 0),
        ("until=01.01.2020", 0),
        ("since=01.01.2020", 1),
        ("reason=nuts", 0),
    ],
)
def test_looks_are_filtered(world, as_actor, query: str, count: int) -> None:
    page = as_actor("officer").get(f"{LOOKS}?{query}").content.decode()
    assert page.count(f"No. {world.person.pk}<") == count


def test_changes_name_fields_and_no_value(world, as_actor) -> None:
    world.person.refresh_from_db()
    world.person.phone = "+4962217770001"
    world.person.save()
    page = (
        as_actor("officer").get(reverse("oversight:changes") + f"?person={world.person.pk}").content.decode()
    )
    assert "phone" in page.lower()
    assert "7770001" not in page
    other = as_actor("officer").get(reverse("oversight:changes") + "?person=999999").content.decode()
    assert "phone number" not in other.lower()


def _look(reader: User, person: int, at: datetime, **more: Any) -> Look:
    fields = ["profiles.health.diet"]
    return Look(reader=reader, role="organiser", person_id=person, fields=fields, where="page", at=at, **more)


def test_what_is_worth_a_question(world) -> None:
    Look.objects.all().delete()
    olga, nadia = world.users["organiser"], world.users["nobody"]
    noon = datetime.now(BERLIN).replace(hour=12, minute=5) - timedelta(days=2)
    Look.objects.bulk_create(_look(olga, n, noon) for n in range(1, unusual.MANY + 1))
    Look.objects.bulk_create([_look(olga, 1, noon.replace(hour=23)), _look(nadia, 1, noon)])
    # A list taken away is one act, told by itself; what is long ago is not told.
    exported = noon - timedelta(days=3)
    Look.objects.bulk_create(
        Look(reader=nadia, role="reviewer", person_id=n, fields=[], where="export", at=exported)
        for n in range(40)
    )
    Look.objects.bulk_create([_look(nadia, 1, noon - timedelta(days=unusual.DAYS + 9))])
    found = {(hint.kind, hint.reader_id, hint.count) for hint in unusual.hints()}
    assert found == {("many", olga.pk, unusual.MANY), ("night", olga.pk, 1), ("part", nadia.pk, 1)}


def test_one_act_counts_its_people(world) -> None:
    Look.objects.all().delete()
    rows = [
        Health.objects.get_or_create(participation=p)[0]
        for p in (world.participation, world.participation_other)
    ]
    Health.objects.update(allergies="nuts")
    rows = list(Health.objects.select_related("participation__person", "participation__edition"))
    olga = world.users["organiser"]
    with one_act():
        for row in rows:
            reveal_many([row], reader=olga, role="organiser", fields=["allergies"], where="export")
    reveal_many(rows, reader=olga, role="organiser", fields=["allergies"], where="list")
    mine = Look.objects.filter(reader=olga).values_list("act", flat=True)
    assert len(set(mine)) == 2
    assert {look.people for look in looks_of(world.person.pk)} == {Look.objects.filter(act=mine[0]).count()}
    assert list(looks_of(world.person.pk, through=["guardian"])) == []


def test_a_person_reads_of_how_many_people_a_file_was(world, as_actor) -> None:
    olga = world.users["organiser"]
    persons = Person.objects.bulk_create(Person(family_name=f"P{n}") for n in range(23))
    keys = [world.person.pk, *(person.pk for person in persons)]
    Look.objects.bulk_create(
        Look(
            reader=olga,
            role="organiser",
            person_id=key,
            fields=["profiles.health.diet"],
            where="export",
            people=24,
        )
        for key in keys
    )
    page = as_actor("participant").get(reverse("profiles:looks", args=[world.person.pk])).content.decode()
    assert "in a list taken away as a file, of 24 people" in page
    assert f"number {world.person.pk}" in page
