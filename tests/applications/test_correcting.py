"""By the link of their own part students correct what the school knows of them, without an account."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from django.test import Client
from django.urls import reverse

from ish.applications import seat
from ish.nominations.models import Correction, Nomination
from ish.nominations.services import correcting
from ish.outbox import rendering
from ish.people.models import Participation, Person
from tests.nominations import makers


def _url(cast: SimpleNamespace) -> str:
    return reverse("applications:correct", args=[seat.sign(cast.participation)])


def _shown(client: Client, url: str) -> dict[str, Any]:
    initial = client.get(url).context["form"].initial
    return {name: value for name, value in initial.items() if value}


def test_who_one_is_waits_and_the_rest_counts_at_once(cast, address, mailbox):
    client, url = Client(), _url(cast)
    assert "Look and correct" in client.get(address).content.decode()
    data = _shown(client, url)
    assert "rank" not in data
    page = client.post(url, {**data, "birth_date": "13.04.2009", "school": "Lyceum"}, follow=True)
    assert "The school looks at it" in page.content.decode()
    assert "Take it back" in page.content.decode()
    person = Person.objects.get(pk=cast.participation.person_id)
    assert (person.birth_date, Nomination.objects.get(pk=cast.mio.pk).school) == (date(2009, 4, 12), "Lyceum")
    waits = Correction.objects.get(state="proposed")
    assert (waits.role, waits.proposed_by) == ("participant", None)
    assert waits.changes == {"birth_date": ["2009-04-12", "2009-04-13"]}
    seen = correcting.mark_of(waits)
    correcting.approve(correction=waits, fields=["birth_date"], by=cast.olga, seen=seen)
    (letter,) = mailbox(kind="correction_outcome")
    assert letter.to_email == person.email
    text = rendering.live(letter).text
    there = text[text.index("http") :].split()[0].partition("8000")[2]
    assert "accepted" in text
    assert "13 April 2009" in Client().get(there).content.decode()


def test_it_is_taken_back_by_the_link_and_only_ones_own(cast):
    client, url = Client(), _url(cast)
    client.post(url, {**_shown(client, url), "given_names": "Mia"})
    partners = correcting.propose(
        nomination=cast.mio, values={"family_name": "Hayasida"}, by=cast.cem, role="coordinator"
    )
    own = Correction.objects.get(role="participant")
    for key in (str(partners.pk), "0", "x"):
        assert client.post(url, {"take_back": key}).status_code == 404
    others = reverse("applications:correct", args=[seat.sign(cast.max.participation)])
    assert client.post(others, {"take_back": str(own.pk)}).status_code == 404
    assert client.post(url, {"take_back": str(own.pk)}).status_code == 302
    own.refresh_from_db()
    partners.refresh_from_db()
    assert (own.state, partners.state) == ("retracted", "proposed")
    assert "Corrections so far" in client.get(url).content.decode()


def test_with_an_account_what_was_said_by_the_link_is_still_ones_own(cast, as_user):
    guest, url = Client(), _url(cast)
    guest.post(url, {**_shown(guest, url), "given_names": "Mia"})
    student = makers.user("mio@example.org")
    Person.objects.filter(pk=cast.participation.person_id).update(user=student)
    row = Correction.objects.get()
    back = reverse("nominations:retract", args=[row.pk])
    assert as_user(cast.cem).post(back).status_code == 404
    assert as_user(cast.olga).post(back).status_code == 404
    page = as_user(student).get(reverse("nominations:correct_own", args=[cast.participation.pk]))
    assert back in page.content.decode()
    assert as_user(student).post(back).status_code == 302
    row.refresh_from_db()
    assert row.state == "retracted"


def test_once_it_is_decided_the_link_corrects_nothing_and_tells_nothing(cast, address):
    url, told = _url(cast), set()
    for state in ("offered", "not_selected"):
        Participation.objects.filter(pk=cast.participation.pk).update(state=state)
        assert Client().get(url).headers["Location"].startswith("/application/")
        page = Client().post(url, {"given_names": "Mia"}, follow=True).content.decode()
        assert "no longer be corrected by this link" in page
        told.add(page.split("<main")[1].split("</main")[0])
        assert "Look and correct" not in Client().get(address).content.decode()
    assert len(told) == 1
    Participation.objects.filter(pk=cast.participation.pk).update(state="withdrew")
    assert Client().get(url).status_code == 410
    assert not Correction.objects.exists()
