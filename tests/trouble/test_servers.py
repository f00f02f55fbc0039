"""Broker down, mail server down, worker killed: the page answers, the rows stay, and everything is done once in the end.

Deliverers killed around sending, and a real worker killed with mails in flight, are in `tests/outbox/test_trouble.py`.
"""

import subprocess
import sys
import textwrap
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.conf import settings as site_settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ish.jobs import running
from ish.jobs import services as jobs
from ish.jobs.models import Job
from ish.nominations import services
from ish.nominations.models import ImportStash, Nomination
from ish.outbox import delivery
from ish.outbox.models import Message
from ish.outbox.states import State
from ish.people.models import Person
from tests.nominations import makers
from tests.nominations.test_importing import SAMPLES
from tests.outbox import sink as sinks
from tests.outbox.sink import Sink
from tests.worker import empty_queue, environment

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(transactional_db: None, on_day: Any, as_user: Any) -> Any:
    """Partner, coordinator and a draft, in the time for nominations."""
    edition = makers.edition()
    on_day(edition.phases.get(code="nominations").opens.isoformat())
    body = makers.body(edition, "Kumamoto", country="JP", time_zone="Europe/Berlin")
    cem = makers.coordinator(body)
    row = makers.draft(edition, body)
    client: Client = as_user(cem)
    address = reverse("nominations:hand_in", args=[row.pk])

    class Place:
        """What the tests need of it."""

        def __init__(self) -> None:
            self.edition, self.body, self.cem, self.row = edition, body, cem, row

        def hand_in(self) -> int:
            """Press the button."""
            return client.post(address, {"confirmed": "1"}).status_code

    return Place()


@pytest.fixture(params=["files", "network"])
def no_broker(request: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A broker that is really not there: a queue that cannot be written, or a server that does not answer."""
    monkeypatch.setattr(jobs, "_silent_until", 0.0)
    app = current_app._get_current_object()
    if request.param == "network" or site_settings.REDIS_URL:
        with app.connection_for_write("redis://127.0.0.1:9/0", connect_timeout=1) as dead:
            real = app.send_task
            monkeypatch.setattr(app, "send_task", lambda *a, **k: real(*a, **{**k, "connection": dead}))
            yield lambda: monkeypatch.undo()
    else:
        empty_queue()
        folder = site_settings.QUEUE_DIR / "messages"
        aside = folder.with_name("messages-aside")
        folder.rename(aside)
        folder.write_text("A file stands where the folder was.")

        def mend() -> None:
            if aside.exists():
                folder.unlink()
                aside.rename(folder)

        yield mend
        mend()
    jobs._silent_until = 0.0


def _later(minutes: int) -> None:
    """Let the time pass after which the sweep rings again."""
    Message.objects.update(rung_at=timezone.now() - timedelta(minutes=minutes))


def test_broker_down(place: Any, no_broker: Any, sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    assert place.hand_in() == 302
    waiting = list(Message.objects.order_by("pk").values_list("kind", "state"))
    assert waiting == [("nomination_received", State.QUEUED), ("privacy_notice", State.QUEUED)]
    no_broker()
    bells: list[tuple[str, Any]] = []
    monkeypatch.setattr("ish.jobs.services._send", lambda name, args: bells.append((name, args)))
    _later(60)
    delivery.sweep()
    assert bells == [("outbox.deliver_batch", ([m.pk for m in Message.objects.order_by("pk")],))]
    for _name, args in bells * 2:
        delivery.deliver_batch(*args)
    assert sink.recipients == ["cem@example.org", "mio.hayashida@example.org"]


def test_a_long_list_without_a_broker_is_done_by_the_sweep(
    place: Any, no_broker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = _import_job(place)
    no_broker()
    bells: list[Any] = []
    monkeypatch.setattr("ish.jobs.services._send", lambda name, args: bells.append((name, args)))
    Job.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    assert running.sweep() == 1
    assert bells == [("jobs.run", (job.pk,))]
    running.run(job.pk)
    running.run(job.pk)
    assert Person.objects.count() == 4


def test_mail_server_down(place: Any, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 2
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    assert place.hand_in() == 302
    pks = [m.pk for m in Message.objects.order_by("pk")]
    assert delivery.deliver_batch(pks) == 0
    rows = Message.objects.order_by("pk")
    assert {row.state for row in rows} <= {State.QUEUED, State.FAILED}
    assert all(row.error or row.attempts == 0 for row in rows)
    with sinks.running() as server:
        settings.EMAIL_PORT = server.port
        Message.objects.update(not_before=timezone.now() - timedelta(minutes=1))
        _later(60)
        delivery.sweep()
        assert delivery.deliver_batch(pks) == 2
        assert delivery.deliver_batch(pks) == 0
        assert server.recipients == ["cem@example.org", "mio.hayashida@example.org"]


def _import_job(place: Any) -> Job:
    data = (SAMPLES / "kumamoto.xlsx").read_bytes()
    stash = services.stash_list(
        edition=place.edition, body=place.body, owner=place.cem, file_name="k.xlsx", data=data
    )
    return services.start_import(stash=stash, by=place.cem, leave_out=False)


KILLED = """
import django; django.setup()
import os, signal
from ish.nominations.models import Nomination
manager = type(Nomination.objects)
def die(self, rows, **options):
    os.kill(os.getpid(), signal.SIGKILL)
manager.bulk_create = die
from ish.jobs import running
running.run({pk})
"""


def test_a_worker_killed_in_the_middle_of_a_list(place: Any) -> None:
    """People are written already when the power goes: nothing of it stays, and the next worker writes all, once."""
    job = _import_job(place)
    connection.close()
    done = subprocess.run(  # noqa: S603 - fixed arguments
        [sys.executable, "-c", textwrap.dedent(KILLED.format(pk=job.pk))],
        env=environment(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == -9, done.stderr.decode()[-2000:]
    assert Person.objects.count() == Nomination.objects.count() == 1
    job.refresh_from_db()
    assert job.state == "running"
    assert not running.run(job.pk)  # too early: it may still be alive
    Job.objects.update(
        beat_at=timezone.now() - timedelta(minutes=5), created_at=timezone.now() - timedelta(minutes=9)
    )
    assert running.sweep() == 1
    assert running.run(job.pk)
    assert Person.objects.count() == Nomination.objects.count() == 4
    assert ImportStash.objects.get().data is None
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)
