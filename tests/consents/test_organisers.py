"""What organisers see, record, do without and send; what an edition asks."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ish import clock
from ish.consents import counting, lifting_services, morning, overview, purpose_services, seat_mails
from ish.consents.models import Answer, Lift, Purpose
from ish.outbox.models import Message
from ish.people import bulk_services, requirements
from ish.people.models import Participation
from ish.people.states import Actor
from tests.consents import makers
from tests.people import makers as people

CODES = ("medical", "swimming", "photo_web")


@pytest.fixture
def pia(db: None, settings: Any) -> Participation:
    settings.REQUIRE_SECOND_FACTOR = False
    return makers.pia(makers.edition(CODES))


@pytest.fixture
def olga(pia: Participation) -> Client:
    client = Client()
    client.force_login(people.organiser(pia.edition))
    return client


def _families(pia: Participation) -> Any:
    return makers.guardian(pia, "Marie"), makers.guardian(pia, "Frederic")


def test_a_disagreement_is_a_state_that_organisers_alone_see_in_full(
    pia: Participation, olga: Client
) -> None:
    mother, father = _families(pia)
    makers.say(pia, mother, "Marie Petit", swimming=True)
    makers.say(pia, father, "Frederic Petit", swimming=False)
    page = olga.get(reverse("consents:person", args=[pia.pk])).content.decode()
    assert "they disagree" in page and "Marie Petit" in page and "Frederic Petit" in page
    for url in (reverse("consents:panel", args=[pia.pk]), reverse("consents:matrix")):
        assert "they disagree" in olga.get(url).content.decode()
    student = Client()
    student.force_login(pia.person.user)
    assert "disagree" not in student.get(reverse("consents:own", args=[pia.pk])).content.decode()
    (line,) = [one for one in morning.lines(pia.edition, clock.now(), None) if one.key == "consents-disagree"]
    assert [row.participation for row in line.rows] == [pia]


def test_recording_what_was_said_on_the_phone(pia: Participation, olga: Client) -> None:
    mother, _father = _families(pia)
    url = reverse("consents:record", args=[pia.pk, mother.pk])
    swim = f"text{makers.text(pia.edition, 'swimming')}"
    said = {swim: "yes", "name": "Marie Petit", "method": "phone"}
    assert olga.post(url, said).status_code == 200 and not Answer.objects.exists()  # nobody said how we know
    olga.post(url, {**said, "source": "called on 3 May"})
    (row,) = Answer.objects.all()
    assert (row.agrees, row.method, row.source, row.by.email) == (
        True,
        "phone",
        "called on 3 May",
        "olga@example.org",
    )


def test_doing_without_needs_a_reason_and_can_be_undone(pia: Participation, olga: Client) -> None:
    _mother, father = _families(pia)
    url = reverse("consents:lift", args=[pia.pk])
    olga.post(url, {"purpose": "swimming", "reason": ""})
    assert not Lift.objects.exists()
    olga.post(url, {"purpose": "swimming", "reason": "no pool this year"})
    olga.post(url, {"guardian": father.pk, "reason": "cannot be reached"})
    assert makers.state(pia, "swimming") == counting.WAIVED and Lift.objects.count() == 2
    assert "cannot be reached" in olga.get(reverse("consents:person", args=[pia.pk])).content.decode()
    for row in Lift.objects.all():
        olga.post(url, {"again": row.pk})
    assert makers.state(pia, "swimming") == counting.MISSING
    assert olga.post(url, {"purpose": "swimming", "guardian": father.pk, "reason": "x"}).status_code == 404


def test_custody_decides_who_is_asked_and_is_missed_when_unknown(pia: Participation, olga: Client) -> None:
    parent = makers.guardian(pia, "Marie", custody="unknown")
    at = clock.today()
    rows = Participation.objects.all()
    assert list(rows.filter(overview.custody_unknown(at))) == [pia]
    page = olga.get(reverse("consents:person", args=[pia.pk])).content.decode()
    assert "Custody is not known well enough" in page
    values = {"name": "Marie", "custody": "sole", "email": parent.email, "language": "en"}
    olga.post(reverse("consents:guardian", args=[pia.pk, parent.pk]), values)
    parent.refresh_from_db()
    assert parent.custody == "sole" and not rows.filter(overview.custody_unknown(at)).exists()
    olga.post(
        reverse("consents:guardian", args=[pia.pk, 0]),
        {**values, "name": "Otto", "email": "", "custody": "joint"},
    )
    assert list(rows.filter(overview.custody_unknown(at))) == [pia]  # sole and joint: one of them is wrong
    stranger = people.participation(pia.edition, people.person("Paul"))
    assert olga.get(reverse("consents:guardian", args=[stranger.pk, parent.pk])).status_code == 404


def test_who_has_not_answered_is_written_to_once_a_day(pia: Participation, olga: Client) -> None:
    mother, father = _families(pia)
    makers.guardian(pia, "Shared", email="pia@example.org")
    makers.say(pia, father, medical=True)
    page = olga.get(reverse("consents:matrix") + "?only=guardian").content.decode()
    assert "PETIT" in page.upper()
    for _twice in range(2):
        olga.post(reverse("consents:ask"), {"confirmed": "1"})
    assert [one.to_email for one in Message.objects.filter(kind=seat_mails.ASKED)] == [mother.email]
    makers.say(pia, mother, medical=True)
    rest = olga.get(reverse("consents:matrix") + "?only=refused").content.decode()
    assert "Nobody fits this filter" in rest
    found = olga.get(reverse("consents:matrix") + "?purpose=medical&state=missing").content.decode()
    assert "Petit" in found  # one more signer, whose address is the student's
    file = olga.get(reverse("consents:matrix") + "?_export=csv")
    text = b"".join(file.streaming_content).decode()
    assert "Swimming" in text and "missing" in text


def test_what_is_missing_stays_on_the_lists_until_it_is_answered(pia: Participation) -> None:
    mother, father = _families(pia)
    at = pia.edition.arrival_day

    def open_now() -> set[tuple[str, str]]:
        found = requirements.tasks(pia, at)
        codes = ("guardian_medical", "guardian_consents", "own_consents", "consent_refused")
        return {(t.requirement.code, t.actor) for t in found if t.open and t.requirement.code in codes}

    assert open_now() == {("guardian_medical", Actor.GUARDIAN), ("own_consents", Actor.PARTICIPANT)}
    makers.say(pia, None, medical=True)
    makers.say(pia, mother, medical=True)
    assert open_now() == {("guardian_medical", Actor.GUARDIAN)}
    makers.say(pia, father, medical=False)  # a no is an answer, and somebody else's turn
    assert open_now() == {("consent_refused", Actor.ORGANISER)}


def test_an_edition_takes_the_usual_changes_and_adds_its_own(db: None, settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = False
    edition = people.edition()
    olga = Client()
    olga.force_login(people.organiser(edition))
    assert "Take 16 usual consents" in olga.get(reverse("consents:purposes")).content.decode()
    olga.post(reverse("consents:take"))
    assert Purpose.objects.filter(edition=edition, needed=True).count() == 5
    texts = {"title_en": "Boat", "body_en": "By boat.", "binding": "en", "do": "texts"}
    olga.post(reverse("consents:purpose", args=["boat"]), texts)
    row = Purpose.objects.get(code="boat")
    assert [(t.language, t.title, t.binding) for t in row.texts.all()] == [("en", "Boat", True)]
    wrong = olga.post(reverse("consents:purpose", args=["boat"]), {**texts, "binding": "fr"})
    assert "at least in the language that binds" in wrong.content.decode()
    values = {
        "kind": "activity",
        "asked_of": "guardian",
        "capacities": ["participant"],
        "order": "5",
        "active": "on",
    }
    olga.post(reverse("consents:add"), {**texts, **values, "title_en": "Parkour at night"})
    assert Purpose.objects.get(code="parkour_at_night").capacity_list == ["participant"]
    olga.post(reverse("consents:purpose", args=["boat"]), {**values, "do": "settings", "active": ""})
    assert not Purpose.objects.get(code="boat").active


def test_single_consents_are_done_without_for_many_and_never_those_of_the_law(
    pia: Participation, olga: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: makers.JUNE)
    purpose_services.take_standard(
        edition=pia.edition, by=None, codes=("free_time", "health_data", "supervision")
    )
    paul = people.participation(
        pia.edition, people.person("Paul", birth_date=makers.BORN), "confirmed", offered_at=clock.now()
    )
    for row in (pia, paul):
        makers.guardian(row, f"Mother{row.pk}", custody="sole")
    url = reverse("people:waive_many")
    page = olga.get(url).content.decode()
    assert 'value="consent-free_time"' in page and "(2)" in page
    for code in ("consent-health_data", "consent-supervision", "guardian_medical", "own_consents"):
        assert f'value="{code}"' not in page
    assert "The law asks for some of these" in page
    said = {"confirmed": "1", "what": "consent-free_time", "reason": "no free afternoons this year"}
    for _twice in range(2):
        olga.post(url, said)
    assert [(one.reason, one.purpose.code) for one in Lift.objects.all()] == [
        (said["reason"], "free_time")
    ] * 2
    assert {makers.state(row, "free_time") for row in (pia, paul)} == {"waived"}
    olga.post(reverse("people:unwaive_many"), {"confirmed": "1", "what": "consent-free_time"})
    assert not Lift.objects.exists() and makers.state(pia, "free_time") == "missing"
    with pytest.raises(ValueError, match="law"):
        bulk_services.waive_many(keys=[pia.pk], requirement="own_consents", reason="r", by=None)
    with pytest.raises(ValueError, match="law"):
        health = makers.purpose(pia.edition, "health_data")
        lifting_services.lift_many(purpose=health, keys=[pia.pk], reason="r", by=None)
