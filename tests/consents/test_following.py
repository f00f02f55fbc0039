"""What follows when a consent is refused or taken back: what rested on it is gone, who has to know is told, and it was said
before."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ish import clock
from ish.consents import conditions, following, purpose_services, seat, services
from ish.consents.states import Kind
from ish.outbox.models import Message
from ish.people.models import Participation, Person
from ish.people.states import Capacity
from ish.portraits.models import Portrait
from ish.privacy import catalogue
from ish.privacy import services as privacy
from ish.profiles import rules, sections
from ish.profiles import services as profiles
from ish.profiles.models import ChangeRequest, Health, Interests
from ish.profiles.states import Care, ChangeState
from logistics.models import Duty, Journey
from logistics.queries import with_way_home
from tests.consents import makers
from tests.people import makers as people

CODES = ("data", "health_data", "swimming", "photo_group", "free_time")


@pytest.fixture(autouse=True)
def june(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: makers.JUNE)


@pytest.fixture
def pia(db: None, settings: Any) -> Participation:
    settings.REQUIRE_SECOND_FACTOR = False
    row = makers.pia(makers.edition(CODES))
    Health.objects.create(
        participation=row, allergies=[{"what": "nuts"}], diet="vegan", private_note="x", version=1
    )
    Interests.objects.create(participation=row, hobbies="chess", shirt_size="M", version=1)
    Person.objects.filter(pk=row.person_id).update(pronunciation="PEE-ah", badge_name="Pia")
    return row


@pytest.fixture
def mother(pia: Participation) -> Any:
    return makers.guardian(pia, "Mother", custody="sole")


def _agreed(pia: Participation, mother: Any) -> None:
    makers.say(pia, mother, **dict.fromkeys(CODES, True))
    makers.say(pia, None, data=True, health_data=True, photo_group=True)


def _health(pia: Participation) -> dict[str, Any]:
    row = Health.objects.get(participation=pia)
    return {
        name: getattr(row, name)
        for name in sections.HEALTH.fields
        if getattr(row, name) not in (None, "", [])
    }


def test_health_facts_go_with_their_consent_and_come_back_only_by_hand(
    pia: Participation, mother: Any
) -> None:
    _agreed(pia, mother)
    asked = ChangeRequest.objects.create(
        participation=pia, section="health", care=Care.HEALTH, role="participant"
    )
    asked.say(fields={"diet": ["vegan", "no nuts"]}, reason="because")
    asked.save()
    place = seat.Seat(pia, mother, "x")
    item = services.given(place, "health_data")
    said = " ".join(map(str, services.follows(place, item)))
    assert "erased at once" in said and _health(pia)
    services.withdraw(seat=place, code="health_data", name="Mother")
    assert _health(pia) == {} and Interests.objects.get().hobbies == "chess"
    asked.refresh_from_db()
    assert (asked.state, asked.said) == (ChangeState.WITHDRAWN, {})
    at = rules.today(pia)
    standing = rules.standing(pia, sections.HEALTH, user=pia.person.user, role="participant", at=at)
    assert (standing.shown, standing.why) == (False, "no_consent")
    with pytest.raises(Exception):  # noqa: B017 - an older page that saves itself
        profiles.save_section(
            participation=pia, section="health", values={"diet": "kosher"}, version=1, by=pia.person.user
        )
    assert _health(pia) == {}
    # Agreed again, it is asked again, and empty.
    makers.say(pia, mother, health_data=True)
    assert rules.standing(pia, sections.HEALTH, user=None, role="participant", at=at).why != "no_consent"
    assert _health(pia) == {}


def test_what_is_given_freely_goes_and_the_rest_stays(pia: Participation, mother: Any) -> None:
    _agreed(pia, mother)
    Portrait.objects.create(participation=pia, uses=["badge"], source="phone")
    makers.say(pia, None, data=False)
    row = Interests.objects.get()
    assert [getattr(row, name) for name in sections.INTERESTS.fields] == [""] * 5
    person = Person.objects.get(pk=pia.person_id)
    assert (person.pronunciation, person.badge_name) == ("", "Pia") and person.email
    assert Portrait.objects.get().uses == [] and _health(pia)
    makers.say(pia, mother, data=False)  # a second no changes nothing
    assert Participation.objects.filter(conditions.refused("data", clock.today()), pk=pia.pk).exists()


def test_a_refusal_and_two_who_disagree_count_like_taking_back(pia: Participation, mother: Any) -> None:
    father = makers.guardian(pia, "Father", custody="joint")
    type(mother).objects.filter(pk=mother.pk).update(custody="joint")
    makers.say(pia, mother, health_data=True)
    assert _health(pia)
    makers.say(pia, father, health_data=False)
    assert makers.state(pia, "health_data") == "disagreement" and _health(pia) == {}


def test_a_legal_hold_keeps_and_closes(pia: Participation, mother: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(privacy, "is_held", lambda person_id: True)
    _agreed(pia, mother)
    place = seat.Seat(pia, mother, "x")
    assert following.KEPT in services.follows(place, services.given(place, "health_data"))
    makers.say(pia, mother, health_data=False)
    standing = rules.standing(pia, sections.HEALTH, user=None, role="participant", at=rules.today(pia))
    assert _health(pia) and standing.why == "no_consent"


def test_who_has_to_know_gets_a_letter_that_names_person_and_activity_alone(
    pia: Participation, mother: Any
) -> None:
    tutor = people.participation(
        pia.edition, people.person("Tom", email="tom@example.org"), "confirmed", capacity=Capacity.TUTOR
    )
    olga = people.organiser(pia.edition)
    _agreed(pia, mother)
    makers.say(pia, mother, photo_group=False)
    place = seat.Seat(pia, mother, "x")
    said = [str(line) for line in services.follows(place, services.given(place, "swimming"))]
    before = Message.objects.filter(kind="consent_taken_back")
    assert {row.to_email for row in before} >= {tutor.person.email}
    before.delete()
    assert any("1 person who looks after" in line for line in said)
    services.withdraw(seat=place, code="swimming", name="Mother")
    rows = Message.objects.filter(kind="consent_taken_back")
    assert {row.to_email for row in rows} == {"tom@example.org", olga.email}
    assert rows.get(to_email="tom@example.org").context.keys() == {"purpose", "edition", "contact"}
    with pytest.raises(services.NotAsked):  # a second press
        services.withdraw(seat=place, code="swimming", name="Mother")
    makers.say(pia, mother, swimming=True)
    services.withdraw(seat=place, code="swimming", name="Mother")
    assert rows.all().count() == 4  # once for each time


def test_a_first_no_is_no_news_to_tutors(pia: Participation, mother: Any) -> None:
    people.participation(
        pia.edition, people.person("Tom", email="tom@example.org"), "confirmed", capacity=Capacity.TUTOR
    )
    makers.say(pia, mother, swimming=False, free_time=False)
    assert not Message.objects.filter(kind="consent_taken_back").exists()


def test_every_fact_that_rests_on_a_consent_is_named_before_it_goes() -> None:
    assert set(catalogue.CONSENTS) == {str(kind) for kind in following.RESTING} <= set(Kind.values)
    assert set(catalogue.resting_on("health")) == {"profiles.health", "profiles.changerequest"}
    assert set(catalogue.resting_on("data")) == {"profiles.interests", "people.person", "portraits.portrait"}
    sensitive = {
        f"{label}.{one.name}"
        for label, policy in catalogue.every().items()
        for one in policy.fields.values()
        if one.kind == "health" and not one.consent
    }
    assert not {name for name in sensitive if name.startswith("profiles.")}


def test_an_older_archive_does_not_bring_it_back(pia: Participation, mother: Any) -> None:
    before = timezone.now()
    _agreed(pia, mother)
    makers.say(pia, mother, health_data=False)
    Health.objects.update(diet="as it was")  # what a restored archive holds
    assert privacy.replay(since=before) == 1
    assert _health(pia) == {}


@pytest.mark.parametrize(("born", "asked"), [(date(2009, 7, 1), True), (date(2005, 6, 20), False)])
def test_guardians_sit_for_what_counts_at_once(db: None, born: date, asked: bool) -> None:
    """Who was born on 1 July 2009 is 17 in June, and 18 on arrival."""
    row = makers.pia(makers.edition(CODES), born=born)
    mother = makers.guardian(row, "Mother", custody="sole")
    page = Client().get(reverse("consents:seat", args=[seat.link(row, mother)])).content.decode()
    assert ("Photos for the group" in page) is asked
    assert "Swimming" not in page


def test_lists_on_site_say_it(pia: Participation, mother: Any) -> None:
    """The tutors' list names what may not be done; the departures whether somebody travels alone; the card that nothing is
    known."""
    purpose_services.take_standard(edition=pia.edition, by=None, codes=("way_home",))
    tom = people.participation(
        pia.edition,
        people.person("Tom", user=people.user("tom@example.org")),
        "confirmed",
        capacity=Capacity.TUTOR,
    )
    today = clock.today()
    Duty.objects.create(participation=tom, starts_on=today, ends_on=today, everybody=True)
    Journey.objects.create(
        participation=pia,
        direction="departure",
        starts_at=makers.JUNE,
        ends_at=makers.JUNE + timedelta(hours=3),
    )
    _agreed(pia, mother)
    makers.say(pia, mother, way_home=True)
    client = Client()
    client.force_login(tom.person.user)
    page = client.get(reverse("logistics:in_care")).content.decode()
    assert "Pia" in page and "No consent to" not in page
    makers.say(pia, mother, swimming=False, way_home=False, health_data=False)
    page = client.get(reverse("logistics:in_care")).content.decode()
    assert "Swimming" in page and "Travelling home alone" in page
    client.post(reverse("logistics:card", args=[pia.pk]), {"cause": "illness", "reason": "fever"})
    page = client.get(reverse("logistics:card", args=[pia.pk])).content.decode()
    assert "There is no consent to health facts" in page and "nobody has answered" not in page
    (row,) = with_way_home(Journey.objects.all(), pia.edition)
    assert row.alone is False
    makers.say(pia, mother, way_home=True)
    assert with_way_home(Journey.objects.all(), pia.edition).get().alone is True
    Participation.objects.filter(pk=pia.pk).update(capacity=Capacity.CHAPERONE)
    assert with_way_home(Journey.objects.all(), pia.edition).get().alone is None
