"""A reminder is one click, goes to whoever's turn it is, with a link that opens what is missing, and says what went where."""

import re
from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from accounts.models import Invitation, User
from ish import clock
from ish.nominations import nudging_mails, services
from ish.outbox import rendering
from ish.outbox.models import Message
from ish.people import answers
from ish.people import services as people
from ish.people.models import Guardian, Person
from ish.people.states import State
from tests.nominations import makers


def _url(name, *args):
    return reverse(f"nominations:{name}", args=args)


@pytest.fixture
def turns(cast):
    """Mio's own part is open."""
    cast.mio = makers.submitted(cast.edition, cast.kumamoto, "Mio", language="de")
    return cast


def test_one_click_in_the_list_says_what_went_to_whom_and_in_which_language(turns, as_user):
    client, url = as_user(turns.cem), _url("nudge", turns.mio.pk)
    assert f'form="remind" formaction="{url}"' in client.get(_url("mine")).content.decode()
    page = client.post(url, {"confirmed": "1", "next": _url("mine")}, follow=True)
    assert page.redirect_chain == [(_url("mine"), 302)]
    said = "Mio Hayashida (mio.hayashida@example.org) is reminded, in German, of: Motivation."
    assert said in page.content.decode()


def test_who_owes_only_their_own_part_gets_its_link_and_no_account(turns, client):
    message = services.nudge(nomination=turns.mio, by=turns.cem)
    assert not Invitation.objects.filter(email=message.to_email).exists()
    url = re.search(r"http\S+/application/\S+", rendering.live(message).text)[0]
    page = client.get(url.partition("8000")[2])
    assert page.status_code == 200 and b'name="motivation"' in page.content


def test_the_schools_own_reminder_does_the_same(turns, client):
    people.remind(participations=[turns.mio.participation], by=turns.olga, at=clock.today())
    message = Message.objects.get(kind="reminder")
    assert not Invitation.objects.filter(email=message.to_email).exists()
    url = re.search(r"http\S+/application/\S+", rendering.live(message).text)[0]
    assert client.get(url.partition("8000")[2]).status_code == 200
    makers.coordinator(turns.kumamoto, "mio@example.org")  # has an account by now
    Person.objects.update(user=User.objects.get(email="mio@example.org"))
    assert reverse("people:tasks", args=[turns.mio.participation_id]) in rendering.live(message).text


@pytest.fixture
def offered(turns):
    """Mio, 17 on arrival, has accepted; a parent has not said anything."""
    row = turns.mio.participation
    row.state, row.offered_at, row.accept_by = State.OFFERED, clock.now(), date(2027, 5, 14)
    row.save()
    Person.objects.filter(pk=row.person_id).update(birth_date=date(2009, 12, 24))
    makers.at(turns.mio)
    answers.note(row, role="student", agrees=True, at=clock.now(), method="page")
    turns.parent = Guardian.objects.create(person=row.person, name="Ren Hayashida", phone="+81312345678")
    return turns


def test_a_parent_whose_word_is_missing_is_reminded_as_well(offered, as_user, on_day):
    on_day("2027-05-01")
    client, url = as_user(offered.cem), _url("nudge", offered.mio.pk)
    assert "Please ring Ren Hayashida: +81" in unescape(client.get(url).content.decode())
    Guardian.objects.update(email="ren@example.org", language="fr")
    assert "To Ren Hayashida (ren@example.org), in French" in client.get(url).content.decode()
    page = client.post(url, {"confirmed": "1"}, follow=True).content.decode()
    assert "Ren Hayashida (ren@example.org) is reminded, in French" in page
    assert "Mio Hayashida (mio.hayashida@example.org) is reminded, in German" in page
    client.post(url, {"confirmed": "1"})
    (message,) = Message.objects.filter(kind="guardian_asked")
    assert (message.to_email, message.language) == ("ren@example.org", "fr")
    assert reverse("people:agree", args=["x"]).split("x")[0] in rendering.live(message).text
    assert Message.objects.filter(kind="nudge").count() == 1
    on_day("2027-05-02")
    answers.note(offered.mio.participation, role="guardian", agrees=True, at=clock.now(), method="phone")
    client.post(url, {"confirmed": "1"})
    assert Message.objects.filter(kind="guardian_asked").count() == 1
    assert Message.objects.filter(kind="nudge").count() == 2


def test_a_parent_alone_is_reminded_where_the_student_has_done_everything(offered, monkeypatch):
    monkeypatch.setattr(nudging_mails, "open_tasks", lambda *args: [])
    with pytest.raises(services.NoNudge, match="Please ring Ren Hayashida"):
        services.nudge(nomination=makers.at(offered.mio), by=offered.cem)
    Guardian.objects.update(email="ren@example.org")
    assert services.nudge(nomination=makers.at(offered.mio), by=offered.cem).to_email == "ren@example.org"
