"""Erasing one person reaches every declared field, the history and the messages; counts stay true."""

from datetime import date

import pytest
from auditlog.models import LogEntry
from django.apps import apps
from django.db import connection

from ish.outbox.models import Message
from ish.people.models import Guardian, Participation, Person
from ish.privacy import catalogue
from ish.privacy.models import Erasure
from ish.privacy.services import empty_value, erase
from ish.profiles.models import AboutMe, Education, Health, TravelDocument

CANARY = "Zyxwvut"


@pytest.fixture
def full(participation: Participation) -> Participation:
    person = participation.person
    for name in ("family_name", "given_names", "badge_name", "native_name", "pronunciation"):
        setattr(person, name, f"{CANARY}-{name}")
    person.email = f"{CANARY.lower()}@example.org"
    person.save()
    Guardian.objects.create(person=person, name=f"{CANARY} senior", email=f"{CANARY.lower()}2@example.org")
    AboutMe.objects.create(participation=participation, emergency_name=CANARY, city=CANARY)
    Education.objects.create(participation=participation, institution=CANARY, lab_experience=CANARY)
    Health.objects.create(participation=participation, allergies=CANARY)
    TravelDocument.objects.create(participation=participation, number=CANARY, expires_on=date(2031, 1, 1))
    Message.objects.create(
        kind="x", key="x", to_email=person.email, to_name=CANARY, subject=CANARY, body_text=CANARY, body_html=CANARY,
        person_id=person.pk, message_id="<x@example.org>", context={"name": CANARY},
    )  # fmt: skip
    return participation


def rows_with(text: str) -> list[str]:
    """Return the tables in which some value holds `text`, read as the database holds it."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')  # noqa: S608 - names of our own tables
            if any(text.lower() in str(value).lower() for row in cursor.fetchall() for value in row):
                found.append(model._meta.label)
    return found


def test_nothing_of_the_person_is_left(full: Participation, organiser) -> None:
    before = rows_with(CANARY)
    assert {"people.Person", "outbox.Message", "profiles.AboutMe"} <= set(before)
    report = erase(person_id=full.person_id, by=organiser(), reason="asked by letter")
    assert rows_with(CANARY) == []
    full.refresh_from_db()
    person = Person.objects.get(pk=full.person_id)
    assert person.erased_at and person.birth_date is None and person.nationalities == []
    assert Health.objects.get().allergies is None
    assert report.report["people.person"] == 1
    assert Erasure.objects.get().reason == "asked by letter"


def test_the_history_keeps_that_something_changed_but_no_value(full: Participation) -> None:
    entries = LogEntry.objects.filter(object_pk=str(full.person_id), content_type__model="person")
    assert entries.exists()
    assert not any(CANARY.lower() in str((e.changes, e.object_repr, e.changes_text)).lower() for e in entries)


def test_others_keep_what_is_theirs(full: Participation, edition, organiser) -> None:
    other = Person.objects.create(family_name="Unbeteiligt", given_names="Noor")
    stays = AboutMe.objects.create(
        participation=Participation.objects.create(person=other, edition=edition), city="Bautzen"
    )
    erase(person_id=full.person_id, by=organiser(), reason="")
    other.refresh_from_db()
    stays.refresh_from_db()
    assert (other.family_name, stays.city) == ("Unbeteiligt", "Bautzen")


def test_the_account_can_no_longer_sign_in(full: Participation, organiser) -> None:
    user = full.person.user
    erase(person_id=full.person_id, by=organiser(), reason="")
    user.refresh_from_db()
    assert not user.is_active
    assert "pia" not in user.email


def test_every_declared_field_has_an_empty_value_its_column_accepts() -> None:
    for policy in catalogue.every().values():
        if policy.person is None:
            continue
        for name in policy.fields:
            field = policy.model._meta.get_field(name)
            value = empty_value(field)
            assert value is not None or field.null, f"{policy.label}.{name}"
