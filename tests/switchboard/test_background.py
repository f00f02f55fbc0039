"""The queue and its worker, as the settings configure them."""

import threading
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.conf import settings

from ish import files_broker, keys
from tests.worker import Worker, empty_queue


def test_work_is_never_done_in_the_request() -> None:
    assert not current_app.conf.task_always_eager
    assert current_app.main == "ish"


def test_the_schedule_names_tasks_that_exist() -> None:
    current_app.loader.import_default_modules()
    named = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert named <= set(current_app.tasks)


def test_a_worker_takes_what_was_rung(worker: Worker) -> None:
    current_app.send_task("tests.nobody_knows_this")
    worker.wait_for(lambda: "tests.nobody_knows_this" in worker.output())


def test_messages_in_the_queue_of_files_are_always_whole() -> None:
    """Many ring while one listens: nothing is lost, nothing is read half-written, order is kept per ringer."""
    empty_queue()
    taken: list[str] = []

    def ring(who: int) -> None:
        with current_app.connection_for_write() as link:
            queue = link.SimpleQueue("whole")
            for number in range(40):
                queue.put({"who": who, "number": number, "weight": "x" * 20_000})
            queue.close()

    ringers = [threading.Thread(target=ring, args=(who,)) for who in range(4)]
    with current_app.connection_for_read() as link:
        queue = link.SimpleQueue("whole")
        for ringer in ringers:
            ringer.start()
        while len(taken) < 160:
            message = queue.get(timeout=30)
            taken.append(f"{message.payload['who']}:{message.payload['number']}")
            message.ack()
        queue.close()
    assert len(set(taken)) == 160
    for who in range(4):
        assert [int(t.split(":")[1]) for t in taken if t.startswith(f"{who}:")] == list(range(40))


def test_a_queue_that_cannot_be_written_fails_at_once(tmp_path: Path) -> None:
    options = {**settings.CELERY_BROKER_TRANSPORT_OPTIONS, "data_folder_out": str(tmp_path / "gone")}
    with current_app.connection_for_write(transport_options=options) as link:
        channel = link.channel()
        with pytest.raises(files_broker.ChannelError):
            channel._put("whole", {})


def test_two_first_starts_agree_on_one_secret(tmp_path: Path) -> None:
    found: list[str] = []
    barrier = threading.Barrier(8)

    def start() -> None:
        barrier.wait()
        found.append(keys.kept_secret(tmp_path, "key", keys.new_field_key))

    threads: list[Any] = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["key"]
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
