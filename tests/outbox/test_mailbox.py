"""The demonstration's mailbox: one's own mails only, organisers all, nothing without the mark."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import demo
from accounts.models import DemoMark, User
from ish.outbox.models import Message
from ish.outbox.states import State
from tests.outbox.conftest import World
from tests.outbox.test_pages import edition_of, text

pytestmark = pytest.mark.django_db
Write = Callable[..., Message]
PAGES = ["mailbox_message", "mailbox_preview"]


@pytest.fixture
def mark() -> Iterator[None]:
    DemoMark.objects.create(stage="travel", now=timezone.now())
    demo.forget()
    yield
    demo.forget()


@pytest.fixture
def mails(write: Write) -> dict[str, Message]:
    """One sent mail each for Pia and Cem, one of Pia's that was not sent, one that signs her in."""
    rows = {
        "pia": write(to_email="Pia@example.org", hold=True, context={"word": "for Pia"}),
        "cem": write(to_email="cem@example.org", hold=True, context={"word": "for Cem"}),
        "later": write(hold=True, context={"word": "not yet"}),
        "code": write(kind="test.code", context={"word": "123456"}),
    }
    Message.objects.exclude(pk=rows["later"].pk).update(state=State.SENT, sent_at=timezone.now())
    return rows


@pytest.fixture
def pia(client: Client) -> Client:
    client.force_login(User.objects.create_user("pia@example.org"))
    return client


def test_one_finds_ones_own(mark: None, mails: dict[str, Message], pia: Client) -> None:
    page = text(pia.get(reverse("desk:mailbox")))
    assert [words for words in ("for Pia", "for Cem", "not yet", "123456") if words in page] == ["for Pia"]
    for name in PAGES:
        codes = {
            who: pia.get(reverse(f"desk:{name}", args=[row.pk])).status_code for who, row in mails.items()
        }
        assert codes == {"pia": 200, "cem": 404, "later": 404, "code": 404}


def test_organisers_find_all_that_was_sent(mark: None, mails: dict[str, Message], client: Client) -> None:
    olga = User.objects.create_user("olga@example.org")
    edition_of(olga, 2027)
    client.force_login(olga)
    page = text(client.get(reverse("desk:mailbox")))
    assert [words for words in ("for Pia", "for Cem", "not yet", "123456") if words in page] == [
        "for Pia",
        "for Cem",
    ]
    assert "Open the link" not in text(client.get(reverse("desk:mailbox_message", args=[mails["pia"].pk])))
    assert client.post(reverse("desk:mailbox_link", args=[mails["pia"].pk])).status_code == 404


def test_without_the_mark_there_is_no_mailbox(mails: dict[str, Message], pia: Client) -> None:
    assert pia.get(reverse("desk:mailbox")).status_code == 404
    for name in PAGES:
        assert pia.get(reverse(f"desk:{name}", args=[mails["pia"].pk])).status_code == 404
    assert pia.post(reverse("desk:mailbox_link", args=[mails["pia"].pk])).status_code == 404


def test_the_link_is_minted_anew_and_stays_in_the_house(
    mark: None, mails: dict[str, Message], pia: Client, world: World
) -> None:
    address = reverse("desk:mailbox_link", args=[mails["pia"].pk])
    assert "Open the link" in text(pia.get(reverse("desk:mailbox_message", args=[mails["pia"].pk])))
    assert world.minted == []
    assert pia.get(address).status_code == 405
    response = pia.post(address)
    assert (response.status_code, response["Location"]) == (302, "/l/1?a=1&b=2")
    assert pia.post(reverse("desk:mailbox_link", args=[mails["cem"].pk])).status_code == 404


def test_a_link_to_what_is_gone_says_so(
    mark: None, mails: dict[str, Message], pia: Client, world: Any
) -> None:
    world.broken.add("Pia@example.org")
    response = pia.post(reverse("desk:mailbox_link", args=[mails["pia"].pk]), follow=True)
    assert "no longer leads anywhere" in text(response)


def test_the_preview_can_do_nothing(mark: None, mails: dict[str, Message], pia: Client) -> None:
    response = pia.get(reverse("desk:mailbox_preview", args=[mails["pia"].pk]))
    assert response["Content-Security-Policy"].endswith("sandbox")
