"""The declarations as people read them: the table, the record of processing, and what a role meets."""

import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from ish.oversight import activities, declared, opened, services, words
from ish.oversight.models import Record
from ish.privacy import catalogue, checks, purposes
from ish.privacy.retention import CLASSES

TABLE = "/oversight/need-to-know/"


def test_everything_declared_has_words() -> None:
    """In the reader's language: a default name made from Python's would stay English."""
    every = [policy for policy in catalogue.every().values() if policy.fields]
    nameless = [
        f"{p.label}.{name}" for p in every for name in p.fields if not declared.has_words(p.label, name)
    ]
    assert nameless == []
    assert [p.label for p in every if not declared.is_titled(p.label)] == []
    assert set(words.ROLES) == set(catalogue.READERS)
    assert set(words.KINDS) == set(catalogue.KINDS)
    assert set(words.PURPOSES) == set(words.GROUNDS) == set(words.SUBJECTS) == set(purposes.PURPOSES)


def test_a_model_without_purpose_does_not_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = catalogue.declared("profiles.health")
    assert list(checks._purpose(policy)) == []
    object.__setattr__(policy, "purpose", "fun")
    try:
        assert [error.id for error in checks._purpose(policy)] == ["privacy.E009"]
    finally:
        object.__setattr__(policy, "purpose", "health")


def test_the_table_follows_the_declarations(world) -> None:
    rows = {(g.label, row.name): row for g in declared.groups(edition=world.edition) for row in g.rows}
    every = {(p.label, name) for p in catalogue.every().values() for name in (*p.fields, *p.derived)}
    assert set(rows) == every
    allergies = rows["profiles.health", "allergies"]
    assert (allergies.logged, allergies.sealed) == (True, True)
    assert "organiser (lead, health)" in allergies.reads
    assert allergies.from_day == world.edition.phases.get(code="documents").opens
    assert (allergies.until - world.edition.departure_day).days == CLASSES["health"].days
    hosts = {(g.label, row.name) for g in declared.groups(edition=None, role="host") for row in g.rows}
    assert ("people.person", "email") in hosts
    assert not {label for label, _name in hosts} & {"profiles.health", "profiles.traveldocument"}


def test_a_participant_reads_of_people_and_an_organiser_of_staff_too(world, as_actor) -> None:
    mine = as_actor("participant").get(TABLE).content.decode()
    assert "Health and diet" in mine
    assert "Invitation" not in mine
    assert "Invitation" in as_actor("organiser").get(TABLE).content.decode()
    file = as_actor("officer").get(TABLE + "?_export=csv&model=profiles.health")
    assert b"".join(file.streaming_content).decode().count("Health and diet") == len(
        catalogue.declared("profiles.health").fields
    )
    assert as_actor("officer").get(TABLE + "?_export=exe").status_code == 404
    assert as_actor("officer").get(TABLE + "?role=king&model=x").status_code == 200


def test_what_a_role_meets_is_read_off_the_rules() -> None:
    (organiser,) = opened.by_role("organiser")
    (reviewer,) = opened.by_role("reviewer")
    told = {one.title: one.shows for one in organiser.lists}
    assert "family name as in the passport" in {name.lower() for shows in told.values() for name in shows}
    assert "People" in told
    assert "People" not in {one.title for one in reviewer.lists}


def test_the_record_is_computed_and_its_words_are_kept(world, as_actor) -> None:
    olga: Client = as_actor("organiser")
    sent: dict[str, Any] = dict.fromkeys(services.WORDS, "")
    sent |= {"seen": "0", "controller": "The City\nMarket square 1", "security": "A locked room"}
    assert olga.post(reverse("oversight:edit_record"), sent).status_code == 302
    late = olga.post(reverse("oversight:edit_record"), sent | {"controller": "Somebody else"})
    assert (late.status_code, Record.objects.get().controller) == (200, "The City\nMarket square 1")
    olga.post(reverse("oversight:check_record"), {"version": "0"})
    assert Record.objects.get().checked_on is None
    olga.post(reverse("oversight:check_record"), {"version": "1"})
    page = olga.get(reverse("oversight:record")).content.decode()
    assert "Last checked on" in page and "A locked room" in page
    for language, heading in (("en", "Record of processing activities"), ("de", "")):
        answer = olga.get(reverse("oversight:record_paper", args=[language]))
        pdf = PdfReader(io.BytesIO(answer.content))
        text = " ".join(page.extract_text() for page in pdf.pages)
        assert heading in text and "Market square 1" in text
        assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert str(pdf.trailer["/Root"]["/Lang"]).lower().startswith(language)
    assert olga.get(reverse("oversight:record_paper", args=["xx"])).status_code == 404


def test_each_purpose_has_its_data_and_health_is_special(db: None) -> None:
    found = {activity.code: activity for activity in activities.activities()}
    assert found["health"].special and not found["partners"].special
    models = {title for activity in found.values() for title, _facts in activity.data}
    assert models == {declared.model_title(p.label) for p in catalogue.every().values() if p.fields}
