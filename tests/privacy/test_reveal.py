"""Personal values leave through one door, by role and part, and a look at sensitive ones is written down."""

from datetime import date

import pytest

from accounts.models import User
from ish.privacy import catalogue
from ish.privacy.models import Look
from ish.privacy.services import Hidden, looks_of, readable, reveal, reveal_derived, reveal_many
from ish.profiles.models import Health, TravelDocument
from ish.programme.models import Edition
from ish.programme.states import Part


@pytest.fixture
def health(participation) -> Health:
    return Health.objects.create(participation=participation, allergies="nuts", medication="insulin")


def test_a_lead_sees_health_and_the_look_is_kept(health, person, organiser) -> None:
    olga = organiser(Part.LEAD)
    shown = reveal(health, reader=olga, reason="asked by the kitchen")
    assert shown["allergies"] == "nuts"
    (look,) = looks_of(person.pk)
    assert (look.reader, look.role, look.reason) == (olga, "organiser", "asked by the kitchen")
    assert look.fields == ["profiles.health.allergies", "profiles.health.medication"]
    assert "nuts" not in str(look.__dict__)


@pytest.mark.parametrize(
    ("part", "health_seen", "number_seen"),
    [
        (Part.LEAD, True, True),
        (Part.HEALTH, True, False),
        (Part.TRAVEL, False, True),
        (Part.SELECTION, False, False),
    ],
)
def test_parts_of_the_work_see_what_they_need(
    health, participation, organiser, part, health_seen, number_seen
) -> None:
    passport = TravelDocument.objects.create(participation=participation, number="X1")
    reader = organiser(part)
    assert ("allergies" in reveal(health, reader=reader)) is health_seen
    assert ("number" in reveal(passport, reader=reader)) is number_seen
    assert Look.objects.filter(reader=reader).count() == health_seen + number_seen


def test_own_facts_are_seen_without_a_look(health, person) -> None:
    assert reveal(health, reader=person.user)["medication"] == "insulin"
    assert not Look.objects.exists()


def test_an_organiser_of_another_edition_sees_nothing(health, edition, organiser) -> None:
    other = Edition.objects.create(
        programme=edition.programme,
        number=29,
        year=2026,
        arrival_day=edition.arrival_day,
        departure_day=edition.departure_day,
    )
    stranger = organiser(Part.LEAD, of=other)
    with pytest.raises(Hidden):
        reveal(health, reader=stranger)
    assert reveal_many([health], reader=stranger, role="organiser", fields=["allergies"], where="export") == [
        {}
    ]
    assert not Look.objects.exists()


def test_an_export_leaves_one_look_per_person(health, person, organiser) -> None:
    olga = organiser()
    rows = reveal_many([health], reader=olga, role="organiser", fields=["allergies", "diet"], where="export")
    assert rows == [{"allergies": "nuts", "diet": None}]
    (look,) = Look.objects.all()
    assert (look.person_id, look.where, look.fields) == (person.pk, "export", ["profiles.health.allergies"])


def test_partners_hosts_and_the_board_read_neither_health_nor_passport() -> None:
    """A parent may be handed a section, a tutor opens what an emergency needs; what is for the school alone stays so."""
    for policy in catalogue.every().values():
        for field in policy.fields.values():
            if field.kind in ("health", "passport"):
                allowed = {"participant", "organiser", "guardian", "companion"}
                assert set(field.reads) <= allowed, f"{policy.label}.{field.name}"
                assert field.parts, f"{policy.label}.{field.name} is open to every organiser"


def test_a_role_without_a_claim_reads_nothing() -> None:
    assert readable("profiles.Health", "coordinator") == set()
    assert readable("profiles.TravelDocument", "host") == set()
    assert readable("profiles.TravelDocument", "companion") == set()
    assert "private_note" not in readable("profiles.Health", "guardian") | readable(
        "profiles.Health", "companion"
    )


def test_what_is_derived_has_readers_of_its_own(person, participation, organiser, monkeypatch) -> None:
    """The band leaves, the birth date does not; strangers, and roles that are not declared, get nothing."""
    ask = {"name": "age_band", "make": lambda row: row.age_on(date(2027, 7, 18)), "where": "test"}
    olga, nobody = organiser(), User.objects.create_user("nobody@example.org")
    assert reveal_derived([person], reader=olga, role="organiser", **ask) == [17]
    assert reveal_derived([person], reader=nobody, role="organiser", **ask) == [None]
    assert reveal_derived([person], reader=olga, role="companion", **ask) == [None]
    assert "host" in catalogue.declared("people.Person").derived["age_band"].reads
    assert "birth_date" not in readable("people.Person", "host")
    with pytest.raises(KeyError):
        reveal_derived([person], reader=olga, role="organiser", **{**ask, "name": "shoe_size"})
