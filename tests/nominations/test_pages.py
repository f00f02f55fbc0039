"""The pages: what they say, what a second click does, how many queries they take."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from ish.nominations import services
from ish.nominations.models import Coordinator, Nomination
from ish.nominations.states import Receiver, Sender
from ish.outbox.models import Message
from ish.people import requirements
from ish.people.models import Person
from ish.people.states import State
from tests.nominations import makers

STUDENT = {"given_names": "Mio", "family_name": "Hayashida", "birth_date": "12.04.2010", "language": "en"}


def _url(name, *args):
    return reverse(f"nominations:{name}", args=args)


def test_a_coordinator_names_a_student_by_form(cast, as_user):
    client = as_user(cast.cem)
    response = client.post(_url("add", cast.kumamoto.pk), STUDENT)
    row = Nomination.objects.get()
    assert response.url == _url("student", row.pk)
    assert "a parent or guardian" in client.get(response.url).content.decode()
    again = client.post(_url("add", cast.kumamoto.pk), STUDENT)
    assert b"on your list already" in again.content
    assert Person.objects.count() == 1


def test_an_organiser_says_how_they_know(cast, as_user):
    client = as_user(cast.olga)
    assert client.post(_url("add", cast.kumamoto.pk), STUDENT).status_code == 200
    client.post(_url("add", cast.kumamoto.pk), {**STUDENT, "on_behalf": "by phone, 3 March"})
    row = Nomination.objects.get()
    assert (row.on_behalf, row.created_by) == ("by phone, 3 March", cast.olga)
    shown = as_user(cast.cem).get(_url("student", row.pk)).content.decode()
    assert "by phone" not in shown


def test_before_the_phase_coordinators_wait_and_organisers_do_not(cast, as_user, on_day):
    on_day("2026-12-01")
    assert as_user(cast.cem).get(_url("add", cast.kumamoto.pk)).status_code == 302
    assert as_user(cast.olga).get(_url("add", cast.kumamoto.pk)).status_code == 200


def test_the_second_editor_keeps_what_they_typed(cast, as_user):
    row = makers.draft(cast.edition, cast.kumamoto)
    services.save(nomination=row, values={"school": "Sojo"}, version=0, by=cast.olga)
    client = as_user(cast.cem)
    data = {**STUDENT, "birth_date": "12.04.2009", "school": "Kumamoto", "version": 0}
    page = client.post(_url("edit", row.pk), data).content.decode()
    assert "Somebody else has changed this" in page
    assert "Sojo" in page
    assert 'value="Kumamoto"' in page
    assert 'name="version" value="1"' in page
    assert client.post(_url("edit", row.pk), {**data, "version": 1}).status_code == 302
    row.refresh_from_db()
    assert row.school == "Kumamoto"


def test_handing_in_asks_first_and_happens_once(cast, as_user):
    row = makers.draft(cast.edition, cast.kumamoto)
    client = as_user(cast.cem)
    page = client.post(_url("hand_in_all", cast.kumamoto.pk))
    assert b"The school receives 1 student" in page.content
    for _ in range(2):
        assert client.post(_url("hand_in_all", cast.kumamoto.pk), {"confirmed": 1}).status_code == 302
    row.refresh_from_db()
    assert row.sender_state == Sender.SUBMITTED
    assert Message.objects.filter(kind="nomination_received").count() == 1


def test_a_deadline_in_between_marks_as_late_and_stops_nothing(cast, as_user, on_day):
    row = makers.draft(cast.edition, cast.kumamoto)
    client = as_user(cast.cem)
    client.get(_url("hand_in", row.pk))
    on_day("2027-06-30")
    client.post(_url("hand_in", row.pk), {"confirmed": 1})
    row.refresh_from_db()
    assert (row.sender_state, row.late) == (Sender.SUBMITTED, True)


def test_from_ticks_to_letters(cast, as_user, mailbox):
    rows = [makers.submitted(cast.edition, cast.kumamoto, name) for name in ("Mio", "Ryu", "Hina")]
    client = as_user(cast.olga)
    client.post(_url("pending"), {"n": [r.pk for r in rows], "decision": "selected"})
    page = client.get(_url("release")).content.decode()
    assert "3 would hold a place, but 2 were agreed" in page
    keys = ",".join(str(r.pk) for r in services.to_release(cast.edition))
    data = {
        "confirmed": 1,
        "keys": keys,
        "seen": services.mark_of(services.to_release(cast.edition)),
        "batch": "b",
    }
    assert client.post(_url("release"), data).status_code == 200
    assert not mailbox(kind="place_offered")
    for _ in range(2):
        assert client.post(_url("release"), {**data, "beyond": "on"}).status_code == 302
    assert len(mailbox(kind="place_offered")) == 3


def test_only_those_ticked_are_released(cast, as_user):
    rows = [makers.submitted(cast.edition, cast.kumamoto, name) for name in ("Mio", "Ryu")]
    services.set_pending(nominations=rows, decision=Receiver.SELECTED, by=cast.olga)
    client = as_user(cast.olga)
    page = client.post(_url("release"), {"n": [rows[0].pk]}).content.decode()
    assert f'name="keys" value="{rows[0].pk}"' in page
    seen = services.mark_of(services.to_release(cast.edition, keys=[rows[0].pk]))
    client.post(_url("release"), {"confirmed": 1, "keys": rows[0].pk, "seen": seen})
    states = {n.pk: n.participation.state for n in Nomination.objects.select_related("participation")}
    assert states == {rows[0].pk: State.OFFERED, rows[1].pk: State.PROSPECTIVE}


def test_before_a_release_it_is_said_who_sees_it_before_the_letter(cast, as_user):
    rows = [makers.submitted(cast.edition, cast.kumamoto, name) for name in ("Mio", "Ryu")]
    services.set_pending(nominations=rows, decision=Receiver.SELECTED, by=cast.olga)
    client, at_once = as_user(cast.olga), "show at once, before the letters"
    page = client.get(_url("release")).content.decode()
    assert f"{at_once}, on the pages of the coordinators." in page
    person = rows[0].participation.person
    person.user = User.objects.create_user("mio@example.org")
    person.save()
    page = client.get(_url("release")).content.decode()
    assert f"{at_once}, on the pages of the coordinators and of 1 student with an account." in page
    cast.edition.hold_mail = False
    cast.edition.save()
    assert at_once not in client.get(_url("release")).content.decode()


@pytest.mark.parametrize("bad", ["x", "9" * 30, "-1"])
def test_keys_that_are_none_are_not_found(cast, as_user, bad):
    client = as_user(cast.olga)
    assert client.post(_url("pending"), {"n": [bad], "decision": "selected"}).status_code == 404
    assert client.post(_url("release"), {"keys": bad, "confirmed": 1}).status_code == 404


def test_coordinators_are_invited_and_ended_by_organisers(cast, as_user):
    client = as_user(cast.olga)
    data = {"name": "Yuki", "email": "yuki@example.org", "kind": "deputy", "language": "de"}
    assert client.post(_url("invite", cast.kumamoto.pk), data).status_code == 302
    assert b"acts for the partner already" in client.post(_url("invite", cast.kumamoto.pk), data).content
    row = Coordinator.objects.get(email="yuki@example.org")
    assert Message.objects.get(kind="coordinator_invitation").language == "de"
    assert b"invited" in client.get(_url("coordinators")).content
    client.post(_url("end", row.pk), {"confirmed": 1})
    row.refresh_from_db()
    assert row.active_to is not None


def test_what_a_partner_owes_is_a_requirement(cast):
    row = makers.draft(cast.edition, cast.kumamoto)

    def open_codes():
        found = requirements.tasks(row.participation, cast.phase.opens)
        return {t.requirement.code for t in found if t.open and t.actor == "coordinator"}

    assert open_codes() == {"submit_nomination"}
    services.submit(nominations=[row], by=cast.cem)
    assert open_codes() == set()
    services.send_back(nomination=Nomination.objects.get(), comment="Grade?", by=cast.olga)
    assert open_codes() == {"correct_nomination"}


def test_the_partners_own_date_moves_what_is_due(cast):
    late = cast.phase.closes.replace(year=2027, month=5, day=30)
    row = makers.draft(cast.edition, makers.body(cast.edition, "Cambridge", names_by=late, country="GB"))
    found = requirements.tasks(row.participation, cast.phase.opens)
    assert next(t.due for t in found if t.requirement.code == "submit_nomination") == late


@pytest.mark.parametrize("name", ["mine", "list", "decisions", "coordinators"])
def test_queries_do_not_grow_with_students(cast, as_user, monkeypatch, name):
    for kept in ("ish.clock._SECONDS", "accounts.demo._SECONDS"):
        monkeypatch.setattr(kept, 3600)  # what is kept for a few seconds is no page's fault
    user = cast.cem if name == "mine" else cast.olga
    makers.crowd(cast.edition, cast.kumamoto, 50)
    few = _queries(as_user(user), name)
    makers.crowd(cast.edition, cast.kumamoto, 4950)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the servers do by themselves after a while
    assert _queries(as_user(user), name) == few <= 15


def _queries(client, name):
    client.get(_url(name))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(_url(name)).status_code == 200
    return len(queries)


def test_a_parent_at_the_students_address_is_asked_for_another(cast, as_user):
    client, address = as_user(cast.cem), {"email": "fabre@example.org", "guardian_name": "Isabelle"}
    words = "an address of the parent&#x27;s own"
    url = client.post(
        _url("add", cast.kumamoto.pk), {**STUDENT, **address, "guardian_email": "Fabre@example.org"}
    ).url
    assert words in client.get(url).content.decode()
    Person.objects.update(email="mio@example.org")
    assert words not in client.get(url).content.decode()
    asked = client.post(_url("hand_in_all", cast.kumamoto.pk)).content.decode()
    assert "So are parents with an address of their own." in asked
