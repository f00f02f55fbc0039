"""What people ask: the month to answer, more time, the answer, and who reads it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ish import clock
from ish.contacts import morning
from ish.forgetting.models import LegalHold
from ish.outbox.models import Message
from ish.people import services as people
from ish.people.models import Participation, Person
from ish.rights import deadlines, services
from ish.rights.models import Request


@pytest.mark.parametrize(
    ("received", "due", "extended"),
    [
        (date(2027, 1, 31), date(2027, 2, 28), date(2027, 4, 30)),
        (date(2027, 11, 30), date(2027, 12, 30), date(2028, 2, 29)),
        (date(2027, 12, 15), date(2028, 1, 15), date(2028, 3, 15)),
    ],
)
def test_a_month_and_two_more(received: date, due: date, extended: date) -> None:
    assert deadlines.due(received) == due
    assert deadlines.due(received, extended=True) == extended


def _asked(world: Any, **more: Any) -> Request:
    user = world.users["participant"]
    return services.receive_request(person=world.person, kind="erasure", text="Please", by=user, **more)


def test_a_person_asks_and_reads_the_answer(world: Any, enter: Any) -> None:
    client = enter(world.users["participant"])
    client.post(reverse("rights:ask"), {"kind": "erasure", "text": "Please forget <b>me</b>"})
    client.post(reverse("rights:ask"), {"kind": "erasure", "text": "And soon"})
    (row,) = Request.objects.all()
    assert row.due == deadlines.due(clock.today()) and "And soon" in (row.text or "")
    assert Message.objects.filter(kind="request_received").count() == 1
    olga = enter(world.users["organiser"])
    url = reverse("rights:request", args=[row.pk])
    assert "&lt;b&gt;me" in olga.get(url).content.decode()
    wrong = olga.post(url, {"outcome": "partly", "answer": "Erased the rest"})
    assert wrong.status_code == 200 and Request.objects.get().state == "received"
    olga.post(url, {"outcome": "partly", "answer": "Erased the rest", "stays": "That you took part"})
    row.refresh_from_db()
    assert (row.state, row.outcome, row.answered_by) == ("answered", "partly", world.users["organiser"])
    page = client.get(reverse("rights:mine")).content.decode()
    assert "That you took part" in page
    with pytest.raises(services.NotAllowed):
        services.answer_request(request=row, outcome="done", answer="x", stays="", by=None)


def test_more_time_once_within_the_month_and_with_a_reason(world: Any) -> None:
    row = _asked(world)
    with pytest.raises(ValueError):
        services.extend_request(request=row, reason=" ", by=None)
    row = services.extend_request(request=row, reason="many at once", by=None)
    assert row.due == deadlines.due(row.received_on, extended=True)
    assert Message.objects.filter(kind="request_extended").count() == 1
    with pytest.raises(services.NotAllowed):
        services.extend_request(request=row, reason="again", by=None)
    Request.objects.update(extended_at=None, received_on=clock.today() - timedelta(days=40))
    with pytest.raises(services.NotAllowed):
        services.extend_request(request=row, reason="too late", by=None)


def test_recorded_for_somebody_it_says_how_it_came(world: Any, enter: Any) -> None:
    olga = world.users["organiser"]
    with pytest.raises(ValueError):
        services.receive_request(person=world.person, kind="objection", text="", by=olga)
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(ValueError):
        services.receive_request(
            person=world.person, kind="objection", text="", by=olga, source="letter", received_on=tomorrow
        )
    post = {
        "confirmed": "1",
        "kind": "objection",
        "received_on": clock.today().isoformat(),
        "source": "letter",
    }
    enter(olga).post(reverse("rights:record", args=[world.person.pk]), post)
    row = Request.objects.get()
    assert (row.source, row.recorded_by) == ("letter", olga)
    mine = enter(world.users["participant"]).get(reverse("rights:mine")).content.decode()
    assert "letter" not in mine.split("<main")[1].split("received on")[-1][:200]


def test_the_morning_list_says_what_is_due(world: Any) -> None:
    row = _asked(world)

    def lines() -> dict[str, int]:
        found = morning.told(world.edition, timezone.now(), world.users["organiser"])
        return {told.line.key: told.count for told in found if told.line.key.startswith("rights-")}

    assert lines() == {"rights-waiting": 1}
    Request.objects.filter(pk=row.pk).update(due=clock.today() - timedelta(days=2))
    assert lines() == {"rights-due": 1}


def test_erased_its_words_are_gone_and_the_row_stays(world: Any) -> None:
    row = _asked(world)
    LegalHold.objects.all().delete()
    people.erase_person(person=world.person, by=world.users["organiser"], reason="asked")
    row.refresh_from_db()
    assert (row.text, row.kind) == (None, "erasure") and row.erased_at is not None
    person = Person.objects.get(pk=world.person.pk)
    with pytest.raises(services.NotAllowed):
        services.receive_request(person=person, kind="objection", text="", by=None, source="letter")


def test_words_are_sealed(world: Any) -> None:
    row = _asked(world)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM rights_request WHERE id = %s", [row.pk])
        assert "Please" not in cursor.fetchone()[0]


def test_the_list_costs_the_same_for_many(world: Any, enter: Any) -> None:
    client = enter(world.users["organiser"])
    _asked(world)
    url = reverse("rights:requests")
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(url)
    today = clock.today()
    for number in range(12):
        person = Person.objects.create(given_names=f"Ada{number}")
        Participation.objects.create(person=person, edition=world.edition)
        Request.objects.create(person=person, kind="objection", received_on=today, due=today)
    with CaptureQueriesContext(connection) as many:
        assert "Ada11" in client.get(url).content.decode()
    assert len(many) <= len(few)
