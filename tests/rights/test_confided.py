"""Three copies of one family: the student, the mother and the father each find what is theirs, and nothing of the others'."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ish import clock
from ish.consents import handover_services as handing
from ish.consents import seat
from ish.people.models import Guardian, Participation, PlaceAnswer
from ish.privacy.services import note_look
from ish.profiles import services as profiles
from ish.rights import archiving, collecting
from tests.consents import makers
from tests.people import makers as people

NOTE = "Zqvwxnote"


@pytest.fixture
def family(db: None, monkeypatch: pytest.MonkeyPatch) -> tuple[Participation, Guardian, Guardian]:
    monkeypatch.setattr(clock, "now", lambda: makers.JUNE)
    pia = makers.pia(makers.edition(("medical", "photo_web")))
    mother = makers.guardian(pia, "Marie", phone="+4962211111111")
    father = makers.guardian(pia, "Frederic", phone="+4962212222222")
    for parent in (mother, father):
        makers.say(pia, parent, f"Zqvwx{parent.name}signed", medical=True)
    PlaceAnswer.objects.create(
        participation=pia,
        role="guardian",
        guardian=mother,
        name="ZqvwxMarieplace",
        agrees=True,
        at=makers.JUNE,
        method="link",
    )
    makers.say(pia, None, "Zqvwxpiasigned", photo_web=True)
    contacts = [{"name": "Papa", "phone": "+49 6221 2222222"}, {"name": "Zqvwxaunt", "phone": "+33612345678"}]
    for section, values in (("health", {"private_note": NOTE}), ("emergency", {"contacts": contacts})):
        profiles.save_section(
            participation=pia, section=section, values=values, version=0, by=pia.person.user
        )
    handover = handing.hand_over(participation=pia, section="health", guardian=mother, by=pia.person.user)
    values = {"diet": "Zqvwxdiet"}
    handing.save(handover=handover, found=seat.Seat(pia, mother, "x"), values=values, version=1)
    olga = people.organiser(pia.edition)
    for name in ("private_note", "diet"):
        look = {"reader": olga, "role": "organiser", "person_id": pia.person_id, "reason": f"Zqvwxwhy{name}"}
        note_look(fields=[f"profiles.health.{name}"], where="page", **look)
    return pia, mother, father


def _copy(pia: Participation, parent: Guardian | None) -> str:
    """Return all that goes into a copy, of the paper what is handed to the typesetter."""
    role, key = ("guardian", parent.pk) if parent else ("participant", None)
    found = collecting.of(pia.person, role=role, guardian_id=key)
    parts = (
        archiving.as_json(found, [], found.left_out, made=makers.JUNE, language="en"),
        archiving.log_as_json(found, made=makers.JUNE),
        archiving.as_paper(found, [], found.left_out),
        found.contains,
    )
    return json.dumps(parts, default=str)


def test_each_finds_what_is_theirs(family: Any) -> None:
    pia, mother, father = family
    own = {
        "Zqvwxdiet": {None, mother},
        "profiles.health.diet": {None, mother, father},  # as just below
        NOTE: {None},
        "private_note": {None},
        "Zqvwxwhyprivate_note": {None},
        "Zqvwxwhydiet": {None, mother, father},  # that somebody looked at health tells nothing of who wrote
        "ZqvwxMariesigned": {mother},
        "ZqvwxMarieplace": {mother},
        "ZqvwxFredericsigned": {father},
        "Zqvwxpiasigned": {None},
        "marie@example.org": {None, mother},
        "frederic@example.org": {None, father},
        "Zqvwxaunt": {None, mother, father},
        "Papa": {None, father},
    }
    copies = {reader: _copy(pia, reader) for reader in (None, mother, father)}
    wrong = [
        (words, str(reader))
        for words, readers in own.items()
        for reader, text in copies.items()
        if (words in text) is not (reader in readers)
    ]
    assert not wrong, str(wrong)


def test_whether_there_is_a_note_nobody_can_tell(family: Any) -> None:
    pia, mother, _father = family
    before = collecting.of(pia.person, role="guardian", guardian_id=mother.pk)
    profiles.save_section(
        participation=pia, section="health", values={"private_note": ""}, version=2, by=pia.person.user
    )
    after = collecting.of(pia.person, role="guardian", guardian_id=mother.pk)
    assert before.left_out == after.left_out and before.groups == after.groups
    assert len(before.changes) == len(after.changes)


def test_the_page_of_everything_is_the_student_s(family: Any) -> None:
    pia, mother, _father = family
    client = Client()
    client.force_login(pia.person.user)
    for url in (reverse("profiles:data"), reverse("profiles:data") + "?format=json"):
        page = client.get(url).content.decode()
        assert "Zqvwxpiasigned" in page and NOTE in page and "Zqvwxdiet" in page
        assert "ZqvwxMarie" not in page and "ZqvwxFrederic" not in page
    answer = mother.consents.get()
    assert client.get(reverse("profiles:wrong", args=["consents.answer", answer.pk])).status_code == 404
