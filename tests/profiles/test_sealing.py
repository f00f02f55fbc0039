"""Travel documents are sealed but for the last day of validity; the migration that did it goes both ways."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from ish.people.models import Participation
from ish.profiles.models import TravelDocument

FACTS: dict[str, Any] = {
    "kind": "id_card",
    "issuing_country": "VU",
    "issued_on": date(2019, 2, 23),
    "biometric": False,
    "has_residence_permit": True,
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
    assert TravelDocument.objects.filter(biometric__isnull=False, has_residence_permit__isnull=True).exists()
    row.refresh_from_db()
    assert (row.biometric, row.has_residence_permit) == (False, None)


@pytest.mark.django_db(transaction=True)
def test_the_migration_seals_what_is_there_and_opens_it_again(pia: Participation) -> None:
    before, after = [("profiles", "0002_section_names")], [("profiles", "0003_sealed_documents")]
    TravelDocument.objects.create(participation=pia, number="TK1", expires_on=date(2031, 1, 1), **FACTS)
    other = Participation.objects.create(person=pia.person, edition=pia.edition, capacity="invited_guest")
    TravelDocument.objects.create(participation=other, number="TK2")
    try:
        MigrationExecutor(connection).migrate(before)
        clear = raw()
        assert (clear["kind"], clear["issuing_country"]) == ("id_card", "VU")
        assert str(clear["issued_on"]) == "2019-02-23" and not clear["biometric"]
    finally:
        MigrationExecutor(connection).migrate(after)
    first, second = TravelDocument.objects.order_by("pk")
    assert {name: getattr(first, name) for name in FACTS} == FACTS
    assert (first.number, first.expires_on) == ("TK1", date(2031, 1, 1))
    assert {getattr(second, name) for name in FACTS} == {None} and second.number == "TK2"
