"""Hard day 1: a student withdraws two weeks before the arrival, placed in a lab, beside somebody, with a flight on the list."""

import re
from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from ish import clock
from ish.nominations import services, vacancy_queries
from ish.nominations.models import Nomination
from ish.nominations.services import places
from ish.nominations.states import Receiver
from ish.outbox import rendering
from ish.outbox.models import Message
from ish.people import requirements
from ish.people import services as people
from ish.people.states import Actor, State
from ish.placements.models import Placement, Plan
from ish.placements.states import PlanState
from logistics import services as travel
from logistics.models import Place
from logistics.services import LegGiven
from tests.nominations import makers
from tests.nominations.conftest import as_user, cast, on_day  # noqa: F401 - the same cast
from tests.placements import makers as labs


@pytest.fixture
def late(cast, on_day):  # noqa: F811 - the fixture
    """Aki of Kumamoto is coming, by plane, into a lab together with Lou; Rin waits; the arrival is two weeks away."""
    born = {"birth_date": date(2009, 1, 1)}
    cast.aki = makers.submitted(cast.edition, cast.kumamoto, "Aki", family="Kuroda", **born)
    cast.rin = makers.submitted(
        cast.edition, cast.kumamoto, "Rin", family="Sato", reserve=True, rank=1, nationalities=["JP"], **born
    )
    for row, decision in ((cast.aki, Receiver.SELECTED), (cast.rin, Receiver.WAITING_LIST)):
        services.set_pending(nominations=[row], decision=decision, by=cast.olga)
    keys = [cast.aki.pk, cast.rin.pk]
    services.release(edition=cast.edition, keys=keys, by=cast.olga, batch="spring")
    people.accept_place(participation=cast.aki.participation, by=None)
    plan = Plan.objects.create(
        edition=cast.edition, title="Plan", state=PlanState.PUBLISHED, published_at=clock.now()
    )
    rivers = labs.lab(cast.edition, "Rivers", capacity=2)
    cast.hana = labs.host(rivers).user
    for row in (cast.aki.participation, labs.student(cast.edition, "Lou")):
        Placement.objects.create(
            plan=plan,
            participation=row,
            project=rivers,
            starts_on=cast.edition.arrival_day,
            ends_on=cast.edition.departure_day,
        )
    _flight(cast.aki.participation, cast.edition.arrival_day)
    on_day((cast.edition.arrival_day - timedelta(days=14)).isoformat())
    Message.objects.all().delete()
    return cast


def _flight(participation, day):
    ends = {}
    for code, zone in (("KMJ", "Asia/Tokyo"), ("FRA", "Europe/Berlin")):
        ends[code], _made = Place.objects.get_or_create(iata=code, defaults={"name": code, "time_zone": zone})
    leg = LegGiven(
        mode="flight",
        number="LH 711",
        from_place=ends["KMJ"],
        to_place=ends["FRA"],
        departs=datetime.combine(day, time(10, 25)),
        arrives=datetime.combine(day, time(17, 5)),
    )
    travel.save_journey(participation=participation, direction="arrival", legs=[leg])


def _client(user):
    client = Client()
    client.force_login(user)
    return client


def test_everything_touched_is_shown_before_and_the_next_is_proposed_after(late):
    client, aki = _client(late.olga), late.aki.participation
    page = client.get(reverse("people:move", args=[aki.pk, State.WITHDREW])).content.decode()
    assert "Rivers" in page
    assert "One student stays in that lab alone." in page
    assert re.search(r"The arrival on [^<]*(5:05 p\.m\.|17:05) is no longer on the list\.", page)
    assert "A place of Kumamoto becomes free" in page
    assert "One letter goes to Aki Kuroda." in page
    assert "One letter goes to the coordinator of Kumamoto." in page
    data = {"confirmed": "1", "on_behalf": "by phone with the mother", "reason": "A broken leg."}
    assert client.post(reverse("people:move", args=[aki.pk, State.WITHDREW]), data).status_code == 302
    assert Message.objects.filter(kind__in=("withdrawn_notice", "place_free")).count() == 2
    page = client.get(reverse("nominations:free")).content.decode()
    assert page.index("Aki Kuroda") < page.index("Rin Sato")
    assert "14 days until arrival." in page
    assert "A visa can hardly be had in this time." in page
    assert "Aki Kuroda" in client.get(reverse("desk:home")).content.decode()


def test_nobody_waits_at_the_airport_or_in_the_lab(late):
    organiser, supervisor = _client(late.olga), _client(late.hana)
    lists = (
        (organiser, reverse("logistics:arrivals")),
        (organiser, reverse("logistics:roster")),
        (supervisor, reverse("placements:my_projects")),
    )
    for client, url in lists:
        assert "Aki" in client.get(url).content.decode(), url
    people.withdraw(participation=late.aki.participation, by=late.olga, reason="A broken leg.")
    for client, url in lists:
        assert "Aki" not in client.get(url).content.decode(), url
    assert "Lou" in supervisor.get(reverse("placements:my_projects")).content.decode()


def test_the_replacement_has_a_short_list_with_days_ahead_of_the_arrival(late):
    people.withdraw(participation=late.aki.participation, by=late.olga, reason="A broken leg.")
    (place,) = [one for one in vacancy_queries.free_places(late.edition) if one.was_key]
    places.offer_place(nomination=late.rin, body=place.body, by=late.olga, replaces=late.aki)
    rin = Nomination.objects.select_related("participation__edition__programme", "participation__person").get(
        pk=late.rin.pk
    )
    assert rin.replaces == late.aki
    today = clock.today(late.edition.time_zone)
    assert today <= rin.participation.accept_by < late.edition.arrival_day
    last_call = late.edition.arrival_day - timedelta(days=3)
    found = requirements.tasks(rin.participation, today)
    mine = {t.requirement.code: t for t in found if t.open and t.actor == Actor.PARTICIPANT}
    assert {"accept_place", "about_me", "wishes", "arrival"} <= set(mine)
    for code, task in mine.items():
        assert not task.overdue, code
        assert code == "accept_place" or today < task.due <= last_call, code
    after = requirements.tasks(rin.participation, last_call + timedelta(days=1))
    assert next(t for t in after if t.requirement.code == "about_me").overdue


def test_each_hears_what_concerns_them_alone(late):
    people.withdraw(participation=late.aki.participation, by=late.olga, reason="A broken leg.")
    places.offer_place(nomination=late.rin, body=late.kumamoto, by=late.olga, replaces=late.aki)
    told = {(m.kind, m.to_email): rendering.live(m).text for m in Message.objects.all()}
    assert {kind for kind, _to in told} >= {"place_free", "place_offered", "body_result", "withdrawn_notice"}
    assert late.dana.email not in {to for _kind, to in told}
    for (kind, to), text in told.items():
        assert "broken leg" not in text, kind
        if to not in (late.cem.email, late.aki.participation.person.email):
            assert "Aki" not in text, kind
