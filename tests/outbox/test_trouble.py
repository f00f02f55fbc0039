"""Worker killed between claim and sent, two deliverers at once, two writers at once, broker down: nothing lost, nothing twice."""

import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from ish.jobs import services as jobs
from ish.outbox import delivery, rendering
from ish.outbox.models import Message
from ish.outbox.states import State
from tests.outbox.conftest import World
from tests.outbox.sink import Sink
from tests.worker import Worker, environment

Write = Callable[..., Message]


def in_threads(number: int, work: Callable[[], Any]) -> list[Any]:
    """Run `work` at once in several threads with connections of their own; return what each gave back or raised."""
    barrier, results = threading.Barrier(number), []

    def run() -> None:
        try:
            barrier.wait(30)
            results.append(work())
        except Exception as error:  # it is looked at by the test
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


@pytest.mark.django_db(transaction=True)
def test_two_deliverers_send_once(write: Write, sink: Sink) -> None:
    pks = [write(to_email=f"p{n}@example.org").pk for n in range(12)]
    sent = in_threads(4, lambda: delivery.deliver_batch(pks))
    assert sum(sent) == 12
    assert sink.recipients == sorted(f"p{n}@example.org" for n in range(12))
    assert set(Message.objects.values_list("state", "attempts")) == {(State.SENT, 1)}


@pytest.mark.django_db(transaction=True)
def test_one_key_is_written_once_by_many(write: Write) -> None:
    def work() -> int:
        with transaction.atomic():
            return write(key="offer:7").pk

    results = in_threads(6, work)
    assert results == [Message.objects.get().pk] * 6


KILLED = """
import django; django.setup()
import os, signal
from ish.outbox import delivery, registry, wire
registry.register(registry.Kind("test.hello", "Hello", "test/none"))
def die(self, mail):
    if {after}:
        real(self, mail)
    os.kill(os.getpid(), signal.SIGKILL)
real, wire.Line.send = wire.Line.send, die
from ish.outbox.models import Message
delivery.deliver_batch(list(Message.objects.values_list("pk", flat=True)))
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_worker_killed_around_sending_loses_nothing(
    after: bool, write: Write, world: World, sink: Sink
) -> None:
    """Killed before the server took it, it is sent once; killed right after, twice at most and with one Message-ID."""
    for name in "ab":
        message = write(
            to_email=f"{name}@example.org", hold=True
        )  # words are there, so no template is needed
        Message.objects.filter(pk=message.pk).update(state=State.QUEUED, body_text="Hello")
    env = environment() | {
        "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
    }
    done = subprocess.run(  # noqa: S603 - fixed arguments
        [sys.executable, "-c", textwrap.dedent(KILLED.format(after=after))],
        env=env,
        capture_output=True,
        check=False,
    )
    assert done.returncode == -9, done.stderr.decode()
    assert list(Message.objects.values_list("state", flat=True)) == [State.SENDING] * 2
    assert len(sink.mails) == int(after)
    pks = list(Message.objects.values_list("pk", flat=True))

    delivery.sweep()  # too early: a slow deliverer may still be at it
    assert delivery.deliver_batch(pks) == 0
    Message.objects.update(claimed_at=timezone.now() - timedelta(minutes=16))
    delivery.sweep()
    assert delivery.deliver_batch(pks) == 2
    assert set(sink.recipients) == {"a@example.org", "b@example.org"}
    assert len(sink.mails) == 2 + int(after)
    assert {mail["Message-ID"] for mail in sink.parsed()} == set(
        Message.objects.values_list("message_id", flat=True)
    )


@pytest.mark.django_db(transaction=True)
def test_a_deliverer_taken_for_dead_does_not_overwrite_its_successor(write: Write, sink: Sink) -> None:
    message = write()

    def meanwhile(recipient: str) -> None:
        sink.on_mail = None
        Message.objects.update(claimed_at=timezone.now() - timedelta(hours=1))
        delivery.sweep()
        connection.close()

    sink.on_mail = meanwhile
    delivery.deliver(message.pk)
    message.refresh_from_db()
    assert message.state == State.QUEUED  # the successor decides


@pytest.mark.django_db(transaction=True)
def test_broker_down_fails_no_request(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def refuse(*args: Any, **kwargs: Any) -> None:
        calls.append(args)
        raise OSError("no broker")

    monkeypatch.setattr(current_app._get_current_object(), "send_task", refuse)
    monkeypatch.setattr(jobs, "_silent_until", 0.0)
    for _ in range(20):
        write()
    assert Message.objects.filter(state=State.QUEUED).count() == 20
    assert len(calls) == 1  # the others do not wait for a broker that just did not answer
    monkeypatch.setattr(jobs, "_silent_until", 0.0)


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_really_not_there(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    app = current_app._get_current_object()
    monkeypatch.setattr(jobs, "_silent_until", 0.0)
    with app.connection_for_write("redis://127.0.0.1:9/0", connect_timeout=1) as dead:
        real = app.send_task
        monkeypatch.setattr(app, "send_task", lambda *a, **k: real(*a, **{**k, "connection": dead}))
        began = time.monotonic()
        message = write()
    assert time.monotonic() - began < 5
    assert Message.objects.get().pk == message.pk
    monkeypatch.setattr(jobs, "_silent_until", 0.0)


def test_a_real_worker_killed_in_the_middle(
    write: Write, world: World, sink: Sink, monkeypatch: pytest.MonkeyPatch, transactional_db: None
) -> None:
    """kill -9 on a worker with mails in flight; the next one, and the sweep, bring every mail out."""
    monkeypatch.setenv("EMAIL_URL", f"smtp://127.0.0.1:{sink.port}")
    reached, go_on = threading.Event(), threading.Event()

    def hold_up(recipient: str) -> None:
        if len(sink.mails) == 5:
            reached.set()
            go_on.wait(30)

    sink.on_mail = hold_up
    first = Worker.start(beat=False)
    try:
        pks = []
        for n in range(10):
            message = write(to_email=f"p{n}@example.org", hold=True, kind="test.hello")
            Message.objects.filter(pk=message.pk).update(kind="accounts.test", secret_body=None)
            pks.append(message.pk)
        _seal(pks)
        Message.objects.filter(pk__in=pks).update(state=State.QUEUED, transient=True)
        jobs.ring("outbox.deliver_batch", pks)
        assert reached.wait(20), first.output()[-3000:]
    finally:
        first.kill()
        go_on.set()
    left = Message.objects.filter(state=State.SENDING)
    assert 1 <= left.count() <= 6
    left.update(claimed_at=timezone.now() - timedelta(hours=1))
    second = Worker.start(beat=False, queue="kept")
    try:
        jobs.ring("outbox.sweep")
        second.wait_for(lambda: Message.objects.filter(state=State.SENT).count() == 10, seconds=30)
    finally:
        second.stop()
    assert set(sink.recipients) == {f"p{n}@example.org" for n in range(10)}
    assert len({mail["Message-ID"] for mail in sink.parsed()}) == 10
    assert len(sink.mails) <= 11  # the one between the server's yes and our note may come twice


def _seal(pks: list[int]) -> None:
    """Make them sign-in mails: those need no kind, and the worker knows none of the tests' kinds."""
    for message in Message.objects.filter(pk__in=pks):
        message.secret_body = rendering.pack(rendering.Rendered("Code", "123", ""))
        message.save(update_fields=["secret_body"])


@pytest.mark.django_db
def test_a_busy_database_is_asked_again_before_a_mail_is_sent_twice(
    write: Write, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    message, refusals = write(), [OperationalError("database is locked")] * 2
    real = delivery.move

    def busy(**given: Any) -> int:
        if given["new"] == State.SENT and refusals:
            raise refusals.pop()
        return real(**given)

    monkeypatch.setattr(delivery, "move", busy)
    assert delivery.deliver(message.pk) == 1
    message.refresh_from_db()
    assert (message.state, refusals) == (State.SENT, [])
