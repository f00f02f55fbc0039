"""Two who edit the same: the second is told, sees both versions, keeps their words, and may save on purpose.

Nominations, profiles, wishes, journeys, plans, projects, contacts, editions, phases and partners have this beside their other
tests (see the table in `__init__`); here are messages, places by page, and all forms at once by their mark.
"""

from typing import Any

from django.test import Client
from django.urls import reverse

from ish.outbox import services
from ish.outbox.models import Message


def _as(world: Any, actor: str) -> Client:
    client = Client()
    client.force_login(world.users[actor])
    return client


def _typed(answer: Any, **words: str) -> dict[str, str]:
    form = answer.context["form"]
    return {"seen": form["seen"].value() or "", **words}


def test_a_message_of_two_editors(world: Any) -> None:
    address = reverse("desk:message_edit", args=[world.message.pk])
    first, second = _as(world, "organiser"), _as(world, "organiser")
    shown = [client.get(address) for client in (first, second)]
    assert first.post(address, _typed(shown[0], subject="Hers", text="Her words")).status_code == 302
    answer = second.post(address, _typed(shown[1], subject="His", text="His words"))
    page = answer.content.decode()
    assert answer.status_code == 200
    for words in ("Somebody else has changed this", "Hers", "Her words", 'value="His"', "His words"):
        assert words in page
    assert Message.objects.get(pk=world.message.pk).subject == "Hers"
    assert second.post(address, _typed(answer, subject="His", text="His words")).status_code == 302
    assert Message.objects.get(pk=world.message.pk).subject == "His"


def test_a_message_that_was_released_while_it_was_edited(world: Any) -> None:
    address = reverse("desk:message_edit", args=[world.message.pk])
    client = _as(world, "organiser")
    shown = client.get(address)
    services.release(messages=[world.message], by=world.users["organiser"])
    answer = client.post(address, _typed(shown, subject="Late", text="Too late"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "released meanwhile" in page
    assert "Too late" in page
    assert Message.objects.get(pk=world.message.pk).subject != "Late"
