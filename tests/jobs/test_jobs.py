"""Background work: once, with progress, a clear word when it fails, rung again when its worker died."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from ish.jobs import registry, running, services
from ish.jobs.models import Job
from ish.jobs.states import NEXT, State

pytestmark = pytest.mark.django_db
PAIRS = [(old, new) for old in State for new in State]
Bells = list[tuple[str, tuple[Any, ...]]]


@pytest.fixture
def bells(monkeypatch: pytest.MonkeyPatch) -> Bells:
    rung: Bells = []
    monkeypatch.setattr(services, "_send", lambda name, args: rung.append((name, args)))
    return rung


@pytest.fixture
def handler(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[registry.Handler], None]]:
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    yield lambda fn: registry.register("test.count", fn, label="Counting")


@pytest.fixture
def olga(db: None) -> User:
    return User.objects.create_user("olga@example.org")


def count_to_three(job: Job, progress: registry.Progress) -> dict[str, Any]:
    for n in range(1, 4):
        progress(n, 3)
    return {"text": f"Counted {job.args['what']}."}


def test_start_writes_and_rings_after_the_commit(
    handler: Any, olga: User, bells: Bells, django_capture_on_commit_callbacks: Any
) -> None:
    handler(count_to_three)
    with django_capture_on_commit_callbacks(execute=True):
        job = services.start(kind="test.count", owner=olga, args={"what": "sheep"})
        assert (job.state, bells) == (State.WAITING, [])
    assert bells == [("jobs.run", (job.pk,))]


def test_an_unknown_kind_is_refused(olga: User) -> None:
    with pytest.raises(services.UnknownKind):
        services.start(kind="test.nothing", owner=olga, args={})


def test_it_runs_once(handler: Any, olga: User) -> None:
    handler(count_to_three)
    job = services.start(kind="test.count", owner=olga, args={"what": "sheep"})
    assert (running.run(job.pk), running.run(job.pk)) == (True, False)
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.attempts) == (State.DONE, 3, 3, 1)
    assert job.result == {"text": "Counted sheep."}
    assert job.beat_at and job.finished_at


def test_a_refusal_is_shown_as_it_is(handler: Any, olga: User) -> None:
    def refuse(job: Job, progress: registry.Progress) -> None:
        raise registry.Refused("The list has no names.")

    handler(refuse)
    job = services.start(kind="test.count", owner=olga, args={})
    running.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == (State.FAILED, "The list has no names.")


def test_a_crash_is_told_without_its_innards(handler: Any, olga: User) -> None:
    def crash(job: Job, progress: registry.Progress) -> None:
        raise ZeroDivisionError("Pia Lind, born 2009")

    handler(crash)
    job = services.start(kind="test.count", owner=olga, args={})
    running.run(job.pk)
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert "our side" in job.error and "Pia" not in job.error


def test_a_kind_that_is_gone_fails_clearly(olga: User) -> None:
    job = Job.objects.create(kind="test.gone", owner=olga)
    running.run(job.pk)
    job.refresh_from_db()
    assert job.state == State.FAILED and job.error


def test_the_sweep_rings_for_lost_and_stuck_ones(
    olga: User, bells: Bells, django_capture_on_commit_callbacks: Any
) -> None:
    now = timezone.now()
    fresh = Job.objects.create(kind="k", owner=olga)
    lost = Job.objects.create(kind="k", owner=olga, created_at=now - timedelta(minutes=5))
    old = {"kind": "k", "owner": olga, "created_at": now - timedelta(minutes=9), "state": State.RUNNING}
    dead = Job.objects.create(**old, beat_at=now - timedelta(minutes=3), attempts=1)
    alive = Job.objects.create(**old, beat_at=now, attempts=1)
    hopeless = Job.objects.create(**old, beat_at=now - timedelta(minutes=3), attempts=running.MAX_ATTEMPTS)
    with django_capture_on_commit_callbacks(execute=True):
        assert running.sweep() == 2
    assert bells == [("jobs.run", (lost.pk,)), ("jobs.run", (dead.pk,))]
    states = dict(Job.objects.values_list("pk", "state"))
    assert states == {
        fresh.pk: State.WAITING,
        lost.pk: State.WAITING,
        dead.pk: State.WAITING,
        alive.pk: State.RUNNING,
        hopeless.pk: State.FAILED,
    }


def test_who_was_taken_for_dead_stops_and_writes_nothing(handler: Any, olga: User) -> None:
    def slow(job: Job, progress: registry.Progress) -> dict[str, Any]:
        progress(1, 2)
        Job.objects.filter(pk=job.pk).update(attempts=2)  # the sweep returned it and another worker has it
        progress(2, 2)
        raise AssertionError("It should have stopped.")

    handler(slow)
    job = services.start(kind="test.count", owner=olga, args={})
    assert running.run(job.pk) is True
    job.refresh_from_db()
    assert (job.state, job.done, job.finished_at) == (State.RUNNING, 1, None)


@pytest.mark.django_db(transaction=True)
def test_two_workers_run_it_once(handler: Any, olga: User) -> None:
    ran = []

    def slow(job: Job, progress: registry.Progress) -> None:
        ran.append(job.pk)
        time.sleep(0.1)

    handler(slow)
    job = services.start(kind="test.count", owner=olga, args={})

    def work() -> None:
        running.run(job.pk)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert ran == [job.pk]


@pytest.mark.django_db(transaction=True)
def test_the_heart_beats_while_the_handler_computes(
    handler: Any, olga: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BEAT_EVERY", 0.05)
    beats = set()

    def silent(job: Job, progress: registry.Progress) -> None:
        for _ in range(10):
            time.sleep(0.05)
            beats.add(Job.objects.get(pk=job.pk).beat_at)

    handler(silent)
    job = services.start(kind="test.count", owner=olga, args={})
    running.run(job.pk)
    assert len(beats) > 2


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_every_pair_of_states(old: State, new: State, olga: User) -> None:
    job = Job.objects.create(kind="k", owner=olga, state=old)
    if new in NEXT[old]:
        assert running.move(pk=job.pk, old=old, new=new)
    else:
        with pytest.raises(running.Forbidden):
            running.move(pk=job.pk, old=old, new=new)
    job.refresh_from_db()
    assert job.state == (new if new in NEXT[old] else old)


def test_the_database_knows_the_states_too(olga: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(kind="k", owner=olga, state="lost")


def test_the_page_is_the_owners_alone(handler: Any, olga: User, client: Client) -> None:
    handler(count_to_three)
    job = services.start(kind="test.count", owner=olga, args={"what": "sheep"})
    address = reverse("desk:job", args=[job.pk])
    assert client.get(address).status_code == 302
    client.force_login(User.objects.create_user("eve@example.org"))
    assert client.get(address).status_code == 404
    client.force_login(olga)
    assert "Counting" in client.get(address).content.decode()
    fragment = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment and f'hx-get="{address}"' in fragment
    running.run(job.pk)
    assert "Counted sheep." in client.get(address).content.decode()
    assert "hx-get" not in client.get(address, headers={"HX-Request": "true"}).content.decode()
