"""Facts rest on two consents: nobody but the family says no to them, one of each kind is asked, and what could not be erased at
once is erased in the night."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ish import clock
from ish.consents import conditions, following, purpose_services, seat, services
from ish.consents.models import Lift, Purpose
from ish.consents.states import Kind
from ish.documents.models import StoredFile
from ish.forgetting import services as forgetting
from ish.forgetting.states import Trigger
from ish.people.models import Guardian, Participation, Person
from ish.portraits import services as portraits
from ish.portraits.models import Portrait
from ish.profiles.models import ChangeRequest, Health, Interests
from tests.consents import makers
from tests.people import makers as people
from tests.portraits.test_picture import turned

CODES = ("data", "health_data", "swimming")


@pytest.fixture(autouse=True)
def june(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: makers.JUNE)


@pytest.fixture
def pia(db: None, settings: Any, tmp_path: Path) -> Participation:
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "uploads"
    settings.REQUIRE_SECOND_FACTOR = False
    row = makers.pia(makers.edition(CODES))
    Health.objects.create(participation=row, medication=[{"what": "insulin"}], version=1)
    Interests.objects.create(participation=row, hobbies="chess", version=1)
    Person.objects.filter(pk=row.person_id).update(pronunciation="PEE-ah")
    return row


@pytest.fixture
def mother(pia: Participation) -> Guardian:
    return makers.guardian(pia, "Mother", custody="sole")


def _night() -> dict[str, Any]:
    return forgetting.run(day=clock.today(), trigger=Trigger.NIGHT).emptied


def _is_refused(row: Participation, kind: str) -> bool:
    return Participation.objects.filter(conditions.refused(kind, clock.today()), pk=row.pk).exists()


def test_what_organisers_do_without_hides_nothing_on_the_emergency_card(
    pia: Participation, mother: Guardian
) -> None:
    olga = Client()
    olga.force_login(people.organiser(pia.edition))
    person = reverse("consents:person", args=[pia.pk])
    page = olga.get(person).content.decode()
    assert "nobody can do without it" in page and 'id="reason-health_data"' not in page
    assert 'id="reason-swimming"' in page
    said = {"purpose": "health_data", "reason": "cannot be reached"}
    answer = olga.post(reverse("consents:lift", args=[pia.pk]), said, follow=True)
    assert "nobody can do without it" in answer.content.decode() and not Lift.objects.exists()
    # One from before hides nothing, and takes no refusal back.
    health = makers.purpose(pia.edition, "health_data")
    Lift.objects.create(participation=pia, purpose=health, reason="before")
    assert not _is_refused(pia, "health")
    olga.post(reverse("logistics:card", args=[pia.pk]), {"cause": "illness", "reason": "fever"})
    page = olga.get(reverse("logistics:card", args=[pia.pk])).content.decode()
    assert "insulin" in page and "no consent to health facts" not in page
    Lift.objects.all().delete()
    makers.say(pia, mother, health_data=False)
    Lift.objects.create(participation=pia, purpose=health, reason="before")
    assert _is_refused(pia, "health")


def test_taken_back_under_a_hold_is_emptied_in_the_night_after_it(
    pia: Participation, mother: Guardian
) -> None:
    makers.say(pia, mother, data=True, health_data=True)
    makers.say(pia, None, data=True, health_data=True)
    portraits.give(participation=pia, data=turned(), by=None)  # nothing is ticked: the file alone is left
    asked = ChangeRequest.objects.create(participation=pia, section="interests", role="participant")
    asked.say(fields={"hobbies": ["chess", "go"]}, reason="because")
    asked.save()
    hold = forgetting.hold(person=pia.person, reason="court", until=None, by=None)
    makers.say(pia, mother, data=False, health_data=False)
    assert _night() == {} and Health.objects.get().medication and Interests.objects.get().hobbies
    forgetting.end_hold(hold=hold, reason="over", by=None)
    Interests.objects.update(hobbies="")
    Person.objects.update(pronunciation="")
    assert _night() == {"profiles.health": {"health": 1}}
    assert not Health.objects.get().medication
    assert not StoredFile.objects.exclude(path="").exists() and Portrait.objects.get().framed is None
    asked.refresh_from_db()
    assert (asked.state, asked.said) == ("withdrawn", {})
    assert following.leftovers() == [] and _night() == {}


def test_a_no_that_counts_since_custody_changed_is_followed_in_the_night(
    pia: Participation, mother: Guardian, django_assert_num_queries: Any
) -> None:
    father = makers.guardian(pia, "Father", custody="joint")
    makers.say(pia, father, health_data=False, data=False)
    Guardian.objects.filter(pk=father.pk).update(custody="entrusted")
    Health.objects.update(medication=[{"what": "insulin"}])
    Person.objects.update(pronunciation="PEE-ah")
    makers.say(pia, mother, health_data=True, data=True)
    assert following.leftovers() == []
    with CaptureQueriesContext(
        connection,
    ) as alone:
        following.leftovers()
    for name in ("Paul", "Ida"):
        people.participation(pia.edition, people.person(name))
    with django_assert_num_queries(len(alone)):
        following.leftovers()
    Guardian.objects.filter(pk=father.pk).update(custody="joint")
    assert following.leftovers() == [(pia.pk, "data"), (pia.pk, "health")]
    # Between finding and emptying somebody may agree.
    makers.say(pia, father, data=True)
    assert following.empty_leftover(pia.pk, "data").total == 0
    assert _night() == {"profiles.health": {"health": 1}}
    assert not Health.objects.get().medication and Person.objects.get(pk=pia.person_id).pronunciation
    assert _night() == {}


def test_who_refused_years_ago_and_agrees_now_keeps_what_they_gave_anew(
    pia: Participation, mother: Guardian
) -> None:
    makers.say(pia, mother, data=False)
    later = people.edition(31, date(2028, 7, 23))
    purpose_services.take_standard(edition=later, by=None, codes=CODES)
    people.participation(later, pia.person)
    Person.objects.filter(pk=pia.person_id).update(pronunciation="PEE-ah")
    assert following.leftovers() == []


def test_one_consent_for_each_kind_on_which_facts_rest(pia: Participation, mother: Guardian) -> None:
    olga, edition = Client(), pia.edition
    olga.force_login(people.organiser(edition))
    form = {"kind": "data", "asked_of": "both", "capacities": "participant", "active": "on", "order": 50}
    words = {"title_en": "Newsletter", "body_en": "We write.", "binding": "en"}
    page = olga.post(reverse("consents:add"), {**form, **words}).content.decode()
    assert "This edition asks for a consent of the kind" in page and Purpose.objects.count() == 3
    olga.post(reverse("consents:add"), {**form, **words, "kind": "other"})
    own = Purpose.objects.get(code="newsletter")
    url = reverse("consents:purpose", args=[own.code])
    page = olga.post(url, {**form, "do": "settings"}).content.decode()
    assert "This edition asks for a consent of the kind" in page
    assert olga.post(url, {**form, "active": "", "do": "settings"}).status_code == 302  # it is not asked
    own.refresh_from_db()
    with pytest.raises(purpose_services.KindTaken):
        purpose_services.save_purpose(purpose=own, values={"active": True}, by=None)
    # What was answered about something else cannot begin to carry facts.
    makers.say(pia, mother, swimming=False)
    Purpose.objects.filter(code="data").update(active=False)
    with pytest.raises(purpose_services.Answered):
        purpose_services.save_purpose(
            purpose=makers.purpose(edition, "swimming"), values={"kind": Kind.DATA}, by=None
        )
    purpose_services.save_purpose(purpose=own, values={"active": True}, by=None)
    # Neither the usual ones nor those of the year before bring a second one along.
    Purpose.objects.filter(code="data").delete()
    purpose_services.take_standard(edition=edition, by=None)
    assert not Purpose.objects.get(edition=edition, code="data").active
    later = people.edition(31, date(2028, 7, 23))
    purpose_services.take_standard(edition=later, by=None, codes=("data",))
    purpose_services.carry(edition, later, None)
    assert not Purpose.objects.get(edition=later, code="newsletter").active


def test_a_picture_that_comes_during_a_refusal_is_not_kept(pia: Participation, mother: Guardian) -> None:
    portraits.give(participation=pia, data=turned(), by=None)
    hold = forgetting.hold(
        person=pia.person, reason="court", until=None, by=None
    )  # so that there is one to allow
    makers.say(pia, mother, data=False)
    with pytest.raises(portraits.Refused, match="no consent"):
        portraits.allow(participation=pia, uses=["badge"], by=None)
    forgetting.end_hold(hold=hold, reason="over", by=None)
    before = StoredFile.objects.count()
    with pytest.raises(portraits.Refused, match="no consent"):
        portraits.give(participation=pia, data=turned(), by=None)
    assert StoredFile.objects.count() == before and Portrait.objects.get().uses == []


def test_taking_back_pressed_twice_says_so(
    pia: Participation, mother: Guardian, monkeypatch: pytest.MonkeyPatch
) -> None:
    makers.say(pia, mother, swimming=True)
    signed, given, posts = seat.link(pia, mother), services.given, []

    def meanwhile(place: Any, code: str) -> Any:
        """The other press arrives once this one has found the consent."""
        item = given(place, code)
        if not posts:
            posts.append(code)
            services.withdraw(seat=place, code=code, name="Mother")
        return item

    monkeypatch.setattr(services, "given", meanwhile)
    url = reverse("consents:seat_withdraw", args=[signed, "swimming"])
    page = Client().post(url, {"name": "Mother"}, follow=True)
    assert page.status_code == 200 and "nothing to take back" in page.content.decode()
    assert posts and makers.state(pia, "swimming") == "withdrawn"
