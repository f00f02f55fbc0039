"""Hard day 8: a medical emergency at night, with a condition that was told and one that nobody knew of."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from ish import clock
from ish.consents import seat
from ish.forgetting import services as forgetting
from ish.forgetting.states import Trigger
from ish.outbox import rendering
from ish.outbox.models import Message
from ish.people.states import State
from ish.privacy import services as privacy
from ish.privacy.models import Look
from ish.profiles.models import Emergency, Health
from tests.consents import makers
from tests.people import makers as people
from tests.scenarios import family
from tests.scenarios.family import signed_in

TOLD, NOTE = "Typ-1-Diabetes", "Zq private note"
CONTACTS = [
    {
        "name": "Aya Sato",
        "relation": "aunt",
        "phone": "+81312345678",
        "language": "ja",
        "time_zone": "Asia/Tokyo",
    }
]


@pytest.fixture
def night(db: None, data: Path, monkeypatch: Any, settings: Any) -> SimpleNamespace:
    """Half past one: Pia is ill. She told us of her diabetes and of no allergy; her mother said yes to medical care."""
    settings.REQUIRE_SECOND_FACTOR = False
    monkeypatch.setattr(clock, "now", lambda: family.JUNE)
    pia = makers.pia(makers.edition(("medical",)), time_zone="Asia/Tokyo")
    mother = makers.guardian(pia, "Marie", "joint", phone="+81398765432", language="fr")
    father = makers.guardian(pia, "Frederic", "joint")
    cousin = makers.guardian(pia, "Otto", "entrusted")
    olga = people.organiser(pia.edition)
    tutor = family.tutor(pia, olga)
    for signer in (mother, father, None):
        makers.say(pia, signer, medical=True)
    Health.objects.create(participation=pia, conditions=TOLD, private_note=NOTE)
    Emergency.objects.create(participation=pia, contacts=CONTACTS)
    pia.state = State.ARRIVED
    pia.save()
    Message.objects.all().delete()
    monkeypatch.setattr(clock, "now", lambda: family.NIGHT)
    return SimpleNamespace(
        pia=pia, mother=mother, father=father, cousin=cousin, olga=olga, toni=signed_in(tutor.person.user)
    )


def _open(night: Any, reason: str = "found unconscious") -> str:
    url = reverse("logistics:card", args=[night.pia.pk])
    assert TOLD not in night.toni.get(url).content.decode()
    night.toni.post(url, {"cause": "illness", "reason": reason})
    return night.toni.get(url).content.decode()


def test_the_tutor_reads_what_was_told_and_that_the_rest_is_not_known(night: Any) -> None:
    page = _open(night)
    assert TOLD in page and NOTE not in page
    assert "nobody has answered" in page  # an allergy that nobody told of is not "none"
    assert "has been agreed to" in page
    # Who calls whom, in which language, and what time it is there: half past one here is half past eight in Tokyo.
    calls = page.split("Whom to ring")[1]
    assert "tel:+81312345678" in calls and "Japanese" in calls and "08:30 there now" in calls
    assert "tel:+81398765432" in calls and "French" in calls and calls.count("08:30 there now") == 4


def test_without_the_parents_word_the_card_says_so_first(night: Any) -> None:
    makers.say(night.pia, night.father, medical=False)
    page = _open(night)
    assert "has been agreed to" not in page and "missing or was not given" in page


def test_a_doctor_gets_it_in_german_and_printing_is_looking(night: Any) -> None:
    _open(night)
    before = Look.objects.count()
    made = night.toni.get(reverse("logistics:card_paper", args=[night.pia.pk, "de"]))
    reader = PdfReader(BytesIO(made.content))
    text = " ".join(page.extract_text() for page in reader.pages)
    assert TOLD in text and "Aya Sato" in text and "Japanisch" in text and NOTE not in text
    assert reader.trailer["/Root"]["/Lang"] == "de" and Look.objects.count() > before


def test_the_team_is_told_at_once_the_person_and_the_guardians_later(night: Any) -> None:
    _open(night)
    told = {row.to_email: row for row in Message.objects.filter(kind__startswith="card_opened")}
    # Not Otto, who has no custody.
    assert set(told) == {
        night.olga.email,
        night.pia.person.email,
        "marie@example.org",
        "frederic@example.org",
    }
    assert told[night.olga.email].not_before is None
    assert None not in {told[one].not_before for one in (night.pia.person.email, "marie@example.org")}
    assert all(TOLD not in row.body_text + str(row.context) for row in told.values())
    letter = rendering.live(told["marie@example.org"])
    assert "/consents/seat/" in letter.text and "Pia" in letter.subject and TOLD not in letter.text
    assert NOTE not in letter.text


def test_they_see_who_looked_and_why(night: Any) -> None:
    _open(night, "found unconscious")
    night.toni.get(reverse("logistics:card", args=[night.pia.pk]))  # looked at again: the same opening
    own = signed_in(night.pia.person.user).get(reverse("profiles:looks", args=[night.pia.person_id]))
    assert "Toni" in own.content.decode() and "found unconscious" in own.content.decode()
    page = _seat(night, night.mother)
    assert "Qui a consulté" in page and "Fiche d’urgence" in page  # in the mother's language
    assert page.count("found unconscious") == 1
    assert "Toni" in page and TOLD not in page and NOTE not in page
    assert "found unconscious" not in _seat(night, night.cousin)  # who has no say reads nothing
    night.pia.person.birth_date = night.pia.person.birth_date.replace(year=2008)
    night.pia.person.save()
    assert "found unconscious" not in _seat(night, night.mother)  # whoever is of age is told alone


def _seat(night: Any, parent: Any) -> str:
    return Client().get(reverse("consents:seat", args=[seat.link(night.pia, parent)])).content.decode()


def test_afterwards_a_hold_pauses_erasure_and_then_the_health_facts_go(night: Any) -> None:
    _open(night)
    pia, due = night.pia, people.DEPARTURE + timedelta(days=14)
    pia.state = State.COMPLETED
    pia.save()
    hold = forgetting.hold(person=pia.person, reason="Accident report", until=None, by=night.olga)
    run = forgetting.run(day=due + timedelta(days=30), trigger=Trigger.NIGHT)
    assert run.held == 1 and Health.objects.get().conditions == TOLD
    with pytest.raises(privacy.OnHold):
        privacy.erase(person_id=pia.person_id, by=night.olga, reason="asked")
    forgetting.end_hold(hold=hold, reason="Settled with the insurer", by=night.olga)
    run = forgetting.run(day=due + timedelta(days=31), trigger=Trigger.NIGHT)
    row = Health.objects.get()
    assert run.emptied["profiles.health"] == {"health": 1} and not row.conditions and not row.private_note
