"""The organisers' list of messages: theirs only, constant queries, numbers first, nothing of sign-in mails."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from ish.outbox import delivery
from ish.outbox.models import Message
from ish.outbox.states import State
from ish.programme.models import Edition, Organiser, Programme
from tests.outbox.sink import Sink

pytestmark = pytest.mark.django_db
Write = Callable[..., Message]


def edition_of(user: User, year: int) -> Edition:
    programme, _made = Programme.objects.get_or_create(name="ISH", short_name="ISH")
    edition = Edition.objects.create(
        programme=programme,
        number=year - 1996,
        year=year,
        arrival_day=date(year, 7, 10),
        departure_day=date(year, 8, 7),
    )
    Organiser.objects.create(edition=edition, user=user, name=user.name, email=user.email)
    return edition


@pytest.fixture
def olga() -> User:
    return User.objects.create_user("olga@example.org", name="Olga Adler")


@pytest.fixture
def edition(olga: User) -> Edition:
    return edition_of(olga, 2027)


@pytest.fixture
def foreign() -> Edition:
    return edition_of(User.objects.create_user("otto@example.org"), 2026)


@pytest.fixture
def desk(client: Client, olga: User) -> Client:
    client.force_login(olga)
    return client


def text(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def numbers_of(page: str) -> list[str]:
    return re.findall(r"\d+ (?:person|people|message|messages)[^<.]*", re.sub(r"\s+", " ", page))


def test_the_list_shows_ones_own_edition_and_no_sign_in_mails(
    desk: Client, edition: Edition, foreign: Edition, write: Write
) -> None:
    write(edition_id=edition.pk, to_name="Pia Lind")
    write(edition_id=foreign.pk, to_name="Foreign Name")
    write(kind="test.code", edition_id=edition.pk, to_name="Secret Name")
    page = text(desk.get(reverse("desk:messages")))
    assert "Pia Lind" in page
    assert "Foreign Name" not in page and "Secret Name" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=lind", ["Pia Lind"]),
        ("q=cem@", ["Cem Acar"]),
        ("state=held", ["Cem Acar"]),
        ("state=sent", []),
        ("person=7", ["Pia Lind"]),
        ("kind=test.rich", ["Cem Acar"]),
        ("batch=b1", ["Pia Lind"]),
    ],
)
def test_filters(query: str, found: list[str], desk: Client, edition: Edition, write: Write) -> None:
    write(edition_id=edition.pk, to_name="Pia Lind", person_id=7, batch="b1")
    write(
        edition_id=edition.pk,
        to_name="Cem Acar",
        to_email="cem@example.org",
        person_id=8,
        hold=True,
        kind="test.rich",
    )
    page = text(desk.get(f"{reverse('desk:messages')}?{query}"))
    assert [name for name in ("Pia Lind", "Cem Acar") if name in page] == found


@pytest.mark.parametrize(
    "query", ["person=9" + "9" * 30, "person=x", "state=lost", "page=-1", "page=z", "q=%00", "person=1e9"]
)
def test_odd_filters(query: str, desk: Client, edition: Edition, write: Write) -> None:
    write(edition_id=edition.pk)
    assert desk.get(f"{reverse('desk:messages')}?{query}").status_code == 200


def test_the_number_of_queries_does_not_grow(desk: Client, edition: Edition, write: Write) -> None:
    counts = []
    desk.get(reverse("desk:messages"))  # what is remembered between requests is remembered
    for more in (1, 3, 60):
        for _ in range(more):
            write(edition_id=edition.pk)
        with CaptureQueriesContext(connection) as queries:
            text(desk.get(reverse("desk:messages")))
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2]
    assert counts[0] <= 15


def test_exports_what_is_shown(desk: Client, edition: Edition, write: Write) -> None:
    write(edition_id=edition.pk, to_name="=Pia")
    response = desk.get(f"{reverse('desk:messages')}?_export=csv")
    body = b"".join(response.streaming_content) if response.streaming else response.content
    assert b"pia@example.org" in body and b"\n=Pia" not in body and b",=Pia" not in body


def test_one_message(desk: Client, edition: Edition, write: Write) -> None:
    message = write(edition_id=edition.pk, reason="She was offered a place.")
    page = text(desk.get(reverse("desk:message", args=[message.pk])))
    for words in (
        "pia@example.org",
        "Because.",
        "She was offered a place.",
        "world &amp; more",
        "[personal link]",
    ):
        assert words in page
    assert "sandbox" in page


def test_the_preview_can_do_nothing(desk: Client, edition: Edition, write: Write) -> None:
    message = write(edition_id=edition.pk, hold=True)
    response = desk.get(reverse("desk:message_preview", args=[message.pk]))
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy and policy.endswith("sandbox") and "script" not in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "[personal link]" in text(response)


@pytest.mark.parametrize("name", ["message", "message_preview", "message_edit"])
def test_what_is_not_theirs_is_not_there(
    name: str, desk: Client, edition: Edition, foreign: Edition, write: Write
) -> None:
    own = write(edition_id=edition.pk, hold=True)
    assert desk.get(reverse(f"desk:{name}", args=[own.pk])).status_code == 200
    for message in (
        write(edition_id=foreign.pk, hold=True),
        write(hold=True),
        write(kind="test.code", edition_id=edition.pk),
    ):
        assert desk.get(reverse(f"desk:{name}", args=[message.pk])).status_code == 404


def test_others_find_no_list(client: Client, edition: Edition) -> None:
    assert client.get(reverse("desk:messages")).status_code == 302
    client.force_login(User.objects.create_user("pia@example.org"))
    assert client.get(reverse("desk:messages")).status_code == 404
    assert client.post(reverse("desk:messages_act"), {"action": "release"}).status_code == 404


def test_release_says_the_numbers_first(
    desk: Client, edition: Edition, foreign: Edition, write: Write, sink: Sink, olga: User
) -> None:
    held = [write(edition_id=edition.pk, hold=True, to_email=f"p{n % 2}@example.org") for n in range(3)]
    alien, queued = write(edition_id=foreign.pk, hold=True), write(edition_id=edition.pk)
    picks = {"action": "release", "pick": [m.pk for m in (*held, alien, queued)]}
    page = text(desk.post(reverse("desk:messages_act"), picks))
    assert "2 people will be written to" in numbers_of(page)
    assert set(Message.objects.filter(pk__in=[m.pk for m in held]).values_list("state", flat=True)) == {
        State.HELD
    }
    answer = desk.post(reverse("desk:messages_act"), {**picks, "confirmed": "1"})
    assert answer.status_code == 302
    assert dict(Message.objects.values_list("pk", "state")) == {
        **{m.pk: State.QUEUED for m in (*held, queued)},
        alien.pk: State.HELD,
    }
    assert set(Message.objects.filter(pk__in=[m.pk for m in held]).values_list("handled_by", flat=True)) == {
        olga.pk
    }
    assert delivery.deliver_batch([m.pk for m in held]) == 3


def test_all_that_fit_the_filter_means_those_that_were_counted(
    desk: Client, edition: Edition, write: Write
) -> None:
    for n in range(60):
        write(edition_id=edition.pk, hold=True, batch="a" if n % 2 else "b", to_email=f"p{n}@example.org")
    data = {"action": "discard", "all": "1", "query": "batch=a"}
    page = text(desk.post(reverse("desk:messages_act"), data))
    assert "30 messages will not be sent" in numbers_of(page)
    newest = re.search(r'name="newest" value="(\d+)"', page)
    assert newest
    late = write(edition_id=edition.pk, hold=True, batch="a")
    desk.post(reverse("desk:messages_act"), {**data, "newest": newest[1], "confirmed": "1"})
    assert Message.objects.filter(state=State.DISCARDED).count() == 30
    late.refresh_from_db()
    assert late.state == State.HELD


@pytest.mark.parametrize(
    "data",
    [
        {"action": "explode"},
        {},
        {"action": "release", "all": "1", "newest": "²"},
        {"action": "retry", "pick": "x"},
    ],
)
def test_nonsense_is_refused(data: dict[str, str], desk: Client, edition: Edition, write: Write) -> None:
    write(edition_id=edition.pk)
    assert desk.post(reverse("desk:messages_act"), data).status_code in (302, 404)


def test_a_failed_one_can_be_tried_again(desk: Client, edition: Edition, write: Write) -> None:
    message = write(edition_id=edition.pk)
    Message.objects.update(state=State.FAILED, error="550 nobody here")
    page = text(desk.get(reverse("desk:message", args=[message.pk])))
    assert "550 nobody here" in page and 'value="retry"' in page
    desk.post(reverse("desk:messages_act"), {"action": "retry", "pick": message.pk, "confirmed": "1"})
    message.refresh_from_db()
    assert (message.state, message.error) == (State.QUEUED, "")


def test_edit_by_form(desk: Client, edition: Edition, write: Write) -> None:
    message = write(edition_id=edition.pk, hold=True)
    address = reverse("desk:message_edit", args=[message.pk])
    assert "Hello world" in text(desk.get(address))
    assert desk.post(address, {"subject": "", "text": "x"}).status_code == 200
    assert desk.post(address, {"subject": "New", "text": "Words\r\n\r\n[personal link]"}).status_code == 302
    message.refresh_from_db()
    assert (message.subject, message.body_text, message.edited) == ("New", "Words\n\n[personal link]\n", True)
    Message.objects.update(state=State.QUEUED)
    assert desk.get(address).status_code == 404
