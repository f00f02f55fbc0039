"""A motivation is accepted or sent back with a reason; a letter goes back to who wrote it, who sends another or is replaced."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ish import clock
from ish.applications import seat
from ish.applications.models import Application, Reference
from ish.outbox import registry, rendering
from ish.outbox.models import Message
from ish.people import requirements
from ish.people.models import Participation
from ish.selection import dossier
from tests.applications.test_referees import ask, link
from tests.applications.test_student import mark, save

WHY = "Please say which experiment you mean."


@pytest.fixture
def olga(cast: SimpleNamespace, client: Client, address: str, as_user: Any) -> Any:
    """Mio has written; `olga("send_back", …)` is what the organiser does on her page."""
    save(client, address, mark(cast))
    url = reverse("applications:own", args=[cast.participation.pk])
    return lambda do, **more: as_user(cast.olga).post(url, {"do": do, **more}, follow=True).content.decode()


def done(cast: SimpleNamespace) -> bool:
    found = requirements.tasks(cast.participation, clock.today())
    return [task.done for task in found if task.requirement.code == "motivation"] == [True]


def test_a_motivation_sent_back_opens_the_part_again(
    cast: SimpleNamespace, client: Client, address: str, olga: Any, on_day: Any
) -> None:
    on_day((cast.decided.closes + timedelta(days=3)).isoformat())
    assert not seat.is_open(cast.mio)
    assert "Please fill this in" in olga("send_back")
    assert "Sent back to Mio" in olga("send_back", **{"judge-reason": WHY})
    message = Message.objects.get(kind="motivation_sent_back")
    assert WHY in rendering.live(message).text
    page = client.get(address).content.decode()
    assert WHY in page and "sent back" in page
    assert not done(cast)
    assert save(client, address, mark(cast), motivation="The one with the pump.").status_code == 200
    assert Application.objects.get().judged == ""
    assert not registry.get("motivation_sent_back").still_wanted(message)
    assert WHY not in client.get(address).content.decode()


def test_an_accepted_motivation_says_so_until_it_is_written_anew(
    cast: SimpleNamespace, client: Client, address: str, olga: Any
) -> None:
    assert "Accepted." in olga("accept")
    assert "done already" in olga("accept")
    assert "accepted" in client.get(address).content.decode() and done(cast)
    save(client, address, mark(cast), field0="physics")  # the same words
    assert Application.objects.get().judged == "accepted"
    save(client, address, mark(cast), motivation="Something else.")
    assert Application.objects.get().judged == ""


def test_nobody_else_judges_and_nothing_is_judged_after_the_decision(
    cast: SimpleNamespace, client: Client, address: str, olga: Any
) -> None:
    for do in ("accept", "send_back", "letter_back"):
        assert client.post(address, {"do": do}).status_code == 404
    Participation.objects.filter(pk=cast.participation.pk).update(state="offered")
    assert "the school has decided" in olga("send_back", **{"judge-reason": WHY})
    assert Application.objects.get().judged == ""


def test_a_letter_sent_back_is_asked_for_again_or_somebody_else_is(
    cast: SimpleNamespace, client: Client, address: str, olga: Any, on_day: Any
) -> None:
    ask(client, address)
    row = Reference.objects.get()
    client.post(link(row), {"do": "letter", "letter-letter": "About another student."})
    on_day((cast.decided.closes + timedelta(days=1)).isoformat())
    assert "Sent back to Aya Mori" in olga("letter_back", **{"back-reason": "This is about Max."})
    message = Message.objects.filter(kind="reference_request").latest("pk")
    shown = rendering.live(message)
    assert registry.get("reference_request").still_wanted(message)
    assert "This is about Max." in shown.text and "Once more" in shown.subject
    assert dossier.make(cast.mio, reader=cast.olga, role="organiser", anonymised=False).letter == ""
    assert "This is about Max." not in client.get(address).content.decode()
    assert "This is about Max." in client.get(link(row)).content.decode()
    client.post(link(row), {"do": "letter", "letter-letter": "About Mio."})
    row.refresh_from_db()
    assert (row.state, row.letter, row.reason) == ("arrived", "About Mio.", "")


def test_who_was_sent_a_letter_back_can_be_replaced(
    cast: SimpleNamespace, client: Client, address: str, olga: Any
) -> None:
    ask(client, address)
    client.post(link(Reference.objects.get()), {"do": "letter", "letter-letter": "Wrong."})
    olga("letter_back", **{"back-reason": "Wrong student."})
    ask(client, address, name="Ken", email="ken@example.org")
    assert list(Reference.objects.order_by("pk").values_list("state", flat=True)) == ["replaced", "asked"]
