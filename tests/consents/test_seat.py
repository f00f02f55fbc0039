"""The seat in a browser without account: what is shown, what is kept, what is refused."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ish.consents import counting, seat, seat_mails
from ish.consents.models import Answer, Draft
from ish.outbox import rendering
from ish.outbox.models import Message
from ish.people import answers
from ish.people.models import Participation
from ish.people.states import State
from ish.privacy.services import note_look
from tests.consents import makers
from tests.people import makers as people

CODES = ("medical", "swimming", "photo_web")


@pytest.fixture
def pia(db: None) -> Participation:
    return makers.pia(makers.edition(CODES))


@pytest.fixture
def mother(pia: Participation) -> Any:
    return makers.guardian(pia, "Marie")


@pytest.fixture
def father(pia: Participation) -> Any:
    return makers.guardian(pia, "Frederic")


def address(pia: Participation, parent: Any) -> str:
    return reverse("consents:seat", args=[seat.link(pia, parent)])


def test_opening_changes_nothing_and_nothing_is_ticked(pia: Participation, mother: Any) -> None:
    page = Client().get(address(pia, mother)).content.decode()
    assert "What do you agree to for Pia Petit?" in page and "Swimming" in page and "If you say no:" in page
    assert page.count('type="radio"') == 6 and "checked" not in page
    assert "Deutsch" in page  # the language that binds
    assert not Answer.objects.exists() and not Draft.objects.exists()


def test_ticks_are_kept_and_signed_one_by_one(pia: Participation, mother: Any) -> None:
    client, url = Client(), address(pia, mother)
    swim, photo = (f"text{makers.text(pia.edition, code)}" for code in ("swimming", "photo_web"))
    saved = client.post(url, {swim: "yes", "version": "0"}, headers={"HX-Request": "true"})
    assert saved.status_code == 200 and Draft.objects.get().choices == {swim.removeprefix("text"): True}
    page = client.get(url).content.decode()
    assert page.count("checked") == 1 and not Answer.objects.exists()
    late = client.post(url, {photo: "no", "version": "0"}, headers={"HX-Request": "true"})
    assert late.status_code == 409
    unsigned = client.post(url, {swim: "yes", "do": "sign", "name": ""})
    assert "Write your full name" in unsigned.content.decode() and not Answer.objects.exists()
    client.post(url, {swim: "yes", photo: "no", "do": "sign", "name": "Marie Petit"})
    assert {(a.purpose.code, a.agrees, a.name, a.method) for a in Answer.objects.all()} == {
        ("swimming", True, "Marie Petit", "link"),
        ("photo_web", False, "Marie Petit", "link"),
    }
    page = client.get(url).content.decode()
    assert "1 question is open" in page and page.count('type="radio"') == 2


def test_taking_back_shows_first_what_follows(pia: Participation, mother: Any) -> None:
    makers.say(pia, mother, swimming=True)
    client, signed = Client(), seat.link(pia, mother)
    url = reverse("consents:seat_withdraw", args=[signed, "swimming"])
    page = client.get(url).content.decode()
    assert "stays out of the water" in page
    assert Answer.objects.count() == 1
    assert client.post(url, {"name": ""}).status_code == 200 and Answer.objects.count() == 1
    client.post(url, {"name": "Marie"})
    assert makers.state(pia, "swimming") == counting.WITHDRAWN
    history = client.get(reverse("consents:seat_history", args=[signed])).content.decode()
    assert history.count("Swimming") == 2
    assert client.get(url).status_code == 302


def test_two_guardians_know_nothing_of_each_other(pia: Participation, mother: Any, father: Any) -> None:
    makers.say(pia, mother, "Zqmothername", swimming=False, photo_web=True)
    makers.say(pia, None, "Zqstudentname", photo_web=True)
    client, signed = Client(), seat.link(pia, father)
    for url in (
        reverse("consents:seat", args=[signed]),
        reverse("consents:seat_history", args=[signed]),
        reverse("consents:seat", args=[signed]) + "?change=swimming",
    ):
        page = client.get(url).content.decode()
        for canary in ("Zqmothername", "Zqstudentname", "Marie", "marie@", "pia@example.org", "disagree"):
            assert canary.casefold() not in page.casefold(), (url, canary)
        assert "signed_items" not in page and "Take back" not in page
    assert client.get(reverse("consents:seat_withdraw", args=[signed, "photo_web"])).status_code == 302


def test_links_end_are_renewed_to_their_own_address_and_no_more(pia: Participation, mother: Any) -> None:
    client = Client()
    old = seat.link(pia, mother, days=-1)
    gone = client.get(reverse("consents:seat", args=[old]))
    assert gone.status_code == 410 and "Send me a new link" in gone.content.decode()
    for _twice in range(2):
        assert client.post(reverse("consents:new_link"), {"signed": old}).status_code == 200
    (message,) = Message.objects.filter(kind=seat_mails.AGAIN)
    assert message.to_email == "marie@example.org"
    written = rendering.live(message)
    assert "/consents/seat/" in written.text and "Pia Petit" in written.subject
    assert client.get(reverse("consents:seat", args=["nonsense"])).status_code == 404
    assert client.post(reverse("consents:new_link"), {"signed": "nonsense"}).status_code == 410


def test_accepting_the_place_leads_on_to_the_seat_with_one_letter(db: None) -> None:
    row = makers.pia(makers.edition(CODES), state=State.OFFERED)
    mother, father = makers.guardian(row, "Marie"), makers.guardian(row, "Frederic")
    makers.guardian(row, "Shared", email="pia@example.org")
    answers.note(row, role="student", agrees=True, at=row.offered_at, method="page")
    client = Client()
    url = reverse("people:agree", args=[answers.link(row, mother)])
    done = client.post(url, {"answer": "yes", "name": "Marie Petit"})
    assert done.url.startswith("/consents/seat/") and client.get(done.url).status_code == 200
    assert "Go on:" in client.get(url).content.decode()
    row.refresh_from_db()
    assert row.state == State.CONFIRMED
    letters = Message.objects.filter(kind=seat_mails.ASKED)
    assert [one.to_email for one in letters] == [father.email]


def test_a_student_answers_their_own_in_their_account(pia: Participation, mother: Any) -> None:
    client = Client()
    client.force_login(pia.person.user)
    assert client.get(reverse("consents:mine")).url == reverse("consents:own", args=[pia.pk])
    url = reverse("consents:own", args=[pia.pk])
    page = client.get(url).content.decode()
    assert "Swimming" not in page and "under 18 your guardians decide, too" in page
    key = makers.text(pia.edition, "photo_web")
    client.post(url, {f"text{key}": "yes", "do": "sign", "name": "Pia Petit"})
    (row,) = Answer.objects.all()
    assert (row.role, row.method, row.by, row.of_age) == ("participant", "page", pia.person.user, False)
    stranger = Client()
    stranger.force_login(people.user("other@example.org"))
    assert stranger.get(url).status_code == 404


def test_who_looked_at_what_a_guardian_reads_stands_at_the_seat(pia: Participation, mother: Any) -> None:
    olga = people.organiser(pia.edition)
    look = {"reader": olga, "role": "organiser", "person_id": pia.person_id}
    note_look(fields=["profiles.health.allergies"], reason="Menu for Friday", where="page", **look)
    note_look(fields=["profiles.health.private_note"], reason="Talk in confidence", where="page", **look)
    page = Client().get(address(pia, mother)).content.decode()
    assert "Who looked, and why" in page and "Menu for Friday" in page
    assert "Talk in confidence" not in page
