"""Mails as files: one each, for a day, for their owner's eyes."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ish.outbox import delivery, files, registry, tasks
from ish.outbox.models import Message
from tests.outbox.sink import Sink

pytestmark = pytest.mark.django_db
Write = Callable[..., Message]


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = files.NAME, str(tmp_path / "mail")
    return tmp_path / "mail"


def test_each_mail_is_a_file_of_its_own(write: Write, folder: Path) -> None:
    delivery.deliver_batch([write().pk, write(to_email="mina@example.org").pk])
    found = list(folder.iterdir())
    assert sorted("mina@example.org" in path.read_text() for path in found) == [False, True]
    assert {path.stat().st_mode & 0o777 for path in found} == {0o600}


def test_the_sweep_removes_them_after_a_day(write: Write, folder: Path) -> None:
    delivery.deliver_batch([write().pk, write().pk])
    old, young = sorted(folder.iterdir())
    yesterday = time.time() - files.KEPT.total_seconds() - 60
    os.utime(old, (yesterday, yesterday))
    (folder / "readme.txt").write_text("not ours")
    tasks.sweep()
    assert {path.name for path in folder.iterdir()} == {young.name, "readme.txt"}


def test_a_real_mail_server_is_none_of_this_business(write: Write, folder: Path, settings: Any) -> None:
    delivery.deliver(write().pk)
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    assert files.forget(1) == {"files": 0} and len(list(folder.iterdir())) == 1


@pytest.mark.parametrize(
    ("address", "expected"),
    [("school@bücher.example", "school@xn--bcher-kva.example"), ("", None), ("no address", None)],
)
def test_answers_go_where_the_edition_is_run(
    write: Write, sink: Sink, monkeypatch: pytest.MonkeyPatch, address: str, expected: str | None
) -> None:
    monkeypatch.setattr(registry, "_reply_to", [lambda message: address])
    assert delivery.deliver(write().pk) == 1
    assert sink.parsed()[0]["Reply-To"] == expected
