"""Travel documents are sealed but for the last day of validity; the way back and forth again loses nothing."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from ish.people.models import Participation
from ish.privacy.fields import unseal
from ish.profiles.models import Education, Emergency, Health, TravelDocument

FACTS: dict[str, Any] = {
    "kind": "id_card",
    "issuing_country": "VU",
    "issued_on": date(2019, 2, 23),
    "biometric": False,
    "permit": "residence",
    "permit_country": "PL",
}


def raw() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(FACTS)} FROM profiles_traveldocument ORDER BY id")  # noqa: S608 - names of our own
        return dict(zip(FACTS, cursor.fetchone(), strict=True))


def test_nothing_but_the_last_day_is_readable_in_the_database(pia: Participation) -> None:
    TravelDocument.objects.create(participation=pia, **FACTS)
    assert all(isinstance(value, str) and value.startswith("gAAAA") for value in raw().values())
    row = TravelDocument.objects.get()
    assert {name: getattr(row, name) for name in FACTS} == FACTS
    assert row.get_kind_display() == "identity card"


def test_yes_no_and_not_said_are_three_things(pia: Participation) -> None:
    row = TravelDocument.objects.create(participation=pia, biometric=False)
    assert TravelDocument.objects.filter(biometric__isnull=False, permit__isnull=True).exists()
    row.refresh_from_db()
    assert (row.biometric, row.permit) == (False, None)


EMPTY = {"hours": "", "time_zone": ""}
MOTHER = {"name": "Ana", "relation": "mother", "phone": "+4962215550100", "language": "Ladin"} | EMPTY


@pytest.mark.django_db(transaction=True)
def test_back_to_the_old_columns_and_forth_again_nothing_is_lost(pia: Participation) -> None:
    clear = {**FACTS, "permit_country": None}
    TravelDocument.objects.create(participation=pia, number="TK1", expires_on=date(2031, 1, 1), **clear)
    other = Participation.objects.create(person=pia.person, edition=pia.edition, capacity="invited_guest")
    TravelDocument.objects.create(participation=other, number="TK2")
    Emergency.objects.create(participation=pia, contacts=[MOTHER], version=3)
    Education.objects.create(participation=pia, kind="university", semester="4th", study_subject="Physics")
    Health.objects.create(participation=pia, allergies=[{"what": "Nuts"}], medication="-")
    loader = MigrationLoader(connection)
    before = loader.project_state(("profiles", "0005_change_requests"))
    migration = loader.get_migration("profiles", "0006_complete_profile")

    def step(way: Any) -> None:
        with connection.schema_editor(atomic=migration.atomic) as editor:
            way(before.clone(), editor)

    try:
        step(migration.unapply)
        with connection.cursor() as cursor:
            cursor.execute("SELECT has_residence_permit FROM profiles_traveldocument ORDER BY id")
            said = [value and unseal(value) for (value,) in cursor.fetchall()]
            assert said == ["true", None]
            cursor.execute("SELECT allergies, medication FROM profiles_health")
            assert [unseal(value) for value in cursor.fetchone()] == ["Nuts", "-"]
            cursor.execute("SELECT emergency_name, emergency_language FROM profiles_aboutme")
            assert cursor.fetchall() == [("Ana", "Ladin")]
            cursor.execute("SELECT grade, subjects FROM profiles_education")
            assert cursor.fetchall() == [("4th", "Physics")]
    finally:
        step(migration.apply)
    first, second = TravelDocument.objects.order_by("pk")
    assert {name: getattr(first, name) for name in FACTS} == clear
    assert (first.number, first.expires_on) == ("TK1", date(2031, 1, 1))
    assert {getattr(second, name) for name in FACTS} == {None} and second.number == "TK2"
    assert [row.contacts for row in Emergency.objects.all()] == [[MOTHER]]
    assert Education.objects.values_list("semester", "study_subject", "grade").get() == ("4th", "Physics", "")
    health = Health.objects.get()
    assert (health.allergies, health.medication) == ([{"what": "Nuts"}], "-")
