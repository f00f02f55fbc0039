"""Writing messages: once a key, in the caller's transaction, held ones readable, many with few queries."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from ish.outbox import delivery, services
from ish.outbox.models import Message
from ish.outbox.services import Draft
from ish.outbox.states import State
from tests.outbox.conftest import World
from tests.outbox.sink import Sink

pytestmark = pytest.mark.django_db
Bells = list[tuple[str, tuple[Any, ...]]]


def drafts(number: int, **more: Any) -> list[Draft]:
    return [
        Draft(
            kind="test.hello",
            to_email=f"p{n}@example.org",
            key=f"many:{n}",
            language="en",
            context={"word": "x"},
            **more,
        )
        for n in range(number)
    ]


def test_the_same_key_writes_once(write: Callable[..., Message], rung: Bells) -> None:
    first = write(key="offer:1")
    assert write(key="offer:1", to_email="other@example.org") == first
    assert [m.to_email for m in Message.objects.all()] == ["pia@example.org"]


def test_a_long_key_is_still_one_key(write: Callable[..., Message]) -> None:
    assert write(key="k" * 300) == write(key="k" * 300)
    assert write(key="k" * 300) != write(key="k" * 299 + "l")


def test_the_bell_rings_after_the_commit_only(
    write: Callable[..., Message], rung: Bells, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        message = write()
        assert rung == []
    assert rung == [("outbox.deliver", (message.pk,))]


def test_what_is_rolled_back_was_never_written(
    write: Callable[..., Message], rung: Bells, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError), transaction.atomic():
        write()
        raise RuntimeError
    assert (Message.objects.count(), rung) == (0, [])


def test_a_held_message_is_readable_holds_no_link_and_rings_nobody(
    write: Callable[..., Message], world: World, rung: Bells, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        message = write(hold=True)
    assert (message.state, message.subject) == (State.HELD, "Hello world")
    assert "world & more" in message.body_text
    assert "[personal link]" in message.body_text
    assert "[personal link]" in message.body_html
    assert (world.minted, rung) == ([], [])


def test_a_template_that_fails_does_not_fail_the_cause(write: Callable[..., Message], world: World) -> None:
    world.broken.add("pia@example.org")
    message = write(hold=True)
    assert (message.state, message.body_text) == (State.HELD, "")


def test_edit_release_send(write: Callable[..., Message], world: World, sink: Sink) -> None:
    olga = User.objects.create_user("olga@example.org", name="Olga")
    message = write(hold=True)
    services.edit(
        message=message, subject="Dear\nPia", text="Read <this>:\n\n[personal link]\n\n- a\n- b", by=olga
    )
    assert services.release(messages=[message], by=olga) == 1
    assert services.release(messages=[message], by=olga) == 0
    assert delivery.deliver(message.pk) == 1
    [mail] = sink.parsed()
    assert mail["Subject"] == "Dear Pia"
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None and html is not None
    assert "https://example.org/l/1?a=1&b=2" in plain.get_content()
    assert "Read &lt;this&gt;" in html.get_content()
    assert 'href="https://example.org/l/1?a=1&amp;b=2"' in html.get_content()
    message.refresh_from_db()
    assert "example.org/l/" not in message.body_text + message.body_html
    assert (message.edited, message.handled_by) == (True, olga)
    with pytest.raises(services.NotHeld):
        services.edit(message=message, subject="x", text="y", by=olga)


def test_discard_and_retry(write: Callable[..., Message]) -> None:
    olga = User.objects.create_user("olga@example.org")
    held, queued, sent = write(hold=True), write(), write()
    Message.objects.filter(pk=sent.pk).update(state=State.SENT)
    assert services.discard(messages=[held, queued, sent], by=olga) == 2
    assert {m.pk: m.state for m in Message.objects.all()} == {
        held.pk: State.DISCARDED,
        queued.pk: State.DISCARDED,
        sent.pk: State.SENT,
    }
    failed = write()
    Message.objects.filter(pk=failed.pk).update(state=State.FAILED, error="550 no")
    assert services.retry(messages=[failed, held], by=olga) == 1


@pytest.mark.parametrize("hold", [False, True])
def test_many_with_few_queries(
    hold: bool, world: World, rung: Bells, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True), CaptureQueriesContext(connection) as few:
        assert services.enqueue_many(drafts(3, hold=hold)) == 3
    with django_capture_on_commit_callbacks(execute=True), CaptureQueriesContext(connection) as many:
        assert services.enqueue_many(drafts(230, hold=hold)) == 227
    per_row = 2 * 224 if hold else 0  # a held one is rendered behind a savepoint
    inserts = 9  # SQLite takes some thirty rows a statement
    assert len(many) - len(few) - per_row <= inserts
    assert [len(args[0]) for name, args in rung if name == "outbox.deliver_batch"] == (
        [] if hold else [3, 100, 100, 27]
    )
    assert services.enqueue_many(drafts(230)) == 0


def test_releasing_many_takes_few_queries(world: World, rung: Bells) -> None:
    services.enqueue_many(drafts(250, hold=True))
    rows = list(Message.objects.all())
    with CaptureQueriesContext(connection) as queries:
        assert services.release(messages=rows, by=None) == 250
    assert len(queries) <= 10


def test_a_wish_for_later_is_kept(write: Callable[..., Message], rung: Bells) -> None:
    later = timezone.now() + timedelta(days=3)
    message = write(not_before=later)
    assert message.not_before == later
    assert delivery.deliver(message.pk) == 0


def test_sign_in_mails_are_sealed_and_never_held(write: Callable[..., Message], sink: Sink) -> None:
    message = write(kind="test.code", hold=True, context={"word": "123456"})
    assert (message.state, message.transient, message.subject, message.body_text) == (
        State.QUEUED,
        True,
        "",
        "",
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret_body FROM outbox_message WHERE id = %s", [message.pk])
        assert "123456" not in str(cursor.fetchone())
    assert delivery.deliver(message.pk) == 1
    assert "123456" in str(sink.parsed()[0]["Subject"])
    message.refresh_from_db()
    assert (message.state, message.secret_body, message.subject, message.body_text) == (
        State.SENT,
        None,
        "",
        "",
    )
    assert services.retry(messages=[message], by=None) == 0
