"""The demonstration's mailbox: one's own mails or everybody's, sign-in codes included, nothing without the mark."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import demo
from accounts.models import DemoMark, User
from ish.outbox import delivery, rendering
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


def words_on(page: str) -> list[str]:
    return [words for words in ("for Pia", "for Cem", "not yet", "123456") if words in page]


def test_one_finds_ones_own_and_everybodys_on_asking(
    mark: None, mails: dict[str, Message], pia: Client
) -> None:
    listing = reverse("desk:mailbox")
    assert words_on(text(pia.get(listing))) == ["for Pia", "123456"]
    assert words_on(text(pia.get(f"{listing}?whose=all"))) == ["for Pia", "for Cem", "123456"]
    for name in PAGES:
        codes = {
            who: pia.get(reverse(f"desk:{name}", args=[row.pk])).status_code for who, row in mails.items()
        }
        assert codes == {"pia": 200, "cem": 200, "later": 404, "code": 200}


def test_visitors_and_organisers_find_all_that_was_sent(
    mark: None, mails: dict[str, Message], client: Client
) -> None:
    sent = ["for Pia", "for Cem", "123456"]
    assert words_on(text(client.get(reverse("desk:mailbox")))) == sent
    olga = User.objects.create_user("olga@example.org")
    edition_of(olga, 2027)
    client.force_login(olga)
    assert words_on(text(client.get(reverse("desk:mailbox")))) == sent


def test_a_sign_in_mail_is_read_while_it_works(mark: None, mails: dict[str, Message], client: Client) -> None:
    address = reverse("desk:mailbox_message", args=[mails["code"].pk])
    assert "123456" in text(client.get(address))
    Message.objects.filter(pk=mails["code"].pk).update(expires_at=timezone.now())
    assert client.get(address).status_code == 404
    assert words_on(text(client.get(reverse("desk:mailbox")))) == ["for Pia", "for Cem"]


@pytest.mark.parametrize("shown", [True, False])
def test_only_the_demonstration_keeps_a_code_until_it_expires(
    shown: bool, request: pytest.FixtureRequest, write: Write, sink: Any
) -> None:
    if shown:
        request.getfixturevalue("mark")
    row = write(kind="test.code", context={"word": "123456"})
    assert delivery.deliver(row.pk) == 1
    row.refresh_from_db()
    assert bool(row.secret_body) is shown
    Message.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    delivery.sweep()
    row.refresh_from_db()
    assert (row.state, row.secret_body) == (State.SENT, None)


def test_the_way_in_by_code_is_walked_in_one_browser(mark: None, client: Client, sink: Any) -> None:
    user = User.objects.create_user("pia@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    asked = client.post(reverse("account_request_login_code"), {"email": user.email})
    row = Message.objects.get()
    delivery.deliver(row.pk)
    page = text(client.get(reverse("desk:mailbox_message", args=[row.pk])))
    assert asked["Location"] in page
    code = rendering.unpack(str(Message.objects.get().secret_body)).text.split("\n\n")[2].strip()
    assert code in page
    client.post(asked["Location"], {"code": code})
    assert client.session["_auth_user_id"] == str(user.pk)


def test_without_the_mark_there_is_no_mailbox(mails: dict[str, Message], pia: Client) -> None:
    assert pia.get(reverse("desk:mailbox")).status_code == 404
    for name in PAGES:
        assert pia.get(reverse(f"desk:{name}", args=[mails["code"].pk])).status_code == 404
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


def test_a_link_is_opened_as_the_person_it_went_to(
    mark: None, mails: dict[str, Message], pia: Client
) -> None:
    address = reverse("desk:mailbox_link", args=[mails["cem"].pk])
    assert "Open the link as" in text(pia.get(reverse("desk:mailbox_message", args=[mails["cem"].pk])))
    assert pia.post(address).status_code == 302
    assert "_auth_user_id" not in pia.session  # Cem has no account yet: his invitation asks a visitor
    cem = User.objects.create_user("cem@example.org")
    assert pia.post(address).status_code == 302
    assert pia.session["_auth_user_id"] == str(cem.pk)


def test_nobody_becomes_staff_by_a_mail(mark: None, mails: dict[str, Message], client: Client) -> None:
    User.objects.create_user("cem@example.org", is_staff=True)
    client.post(reverse("desk:mailbox_link", args=[mails["cem"].pk]))
    assert "_auth_user_id" not in client.session


def test_a_link_to_what_is_gone_says_so(
    mark: None, mails: dict[str, Message], pia: Client, world: Any
) -> None:
    world.broken.add("Pia@example.org")
    response = pia.post(reverse("desk:mailbox_link", args=[mails["pia"].pk]), follow=True)
    assert "no longer leads anywhere" in text(response)


def test_the_preview_can_do_nothing(mark: None, mails: dict[str, Message], pia: Client) -> None:
    response = pia.get(reverse("desk:mailbox_preview", args=[mails["pia"].pk]))
    assert response["Content-Security-Policy"].endswith("sandbox")
