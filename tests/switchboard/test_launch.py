"""`make run`, as people meet it: it starts, it says where, it stops everything, and it says what is in the way."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from ish import launch
from tests import servers
from tests.architecture.tree import ROOT

pytestmark = pytest.mark.once


class Run:
    """One `python -m ish.launch`, its words, and its children."""

    def __init__(self, folder: Path, port: int, **settings: str) -> None:
        kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL", "LOG_LEVEL")}
        env = {**kept, "DATA_DIR": str(folder / "data"), "PORT": str(port), "DEMO": "0", **settings}
        self.log = folder / f"log-{time.monotonic_ns()}"
        with self.log.open("wb") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "ish.launch"],
                cwd=ROOT,
                env=env,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def wait_until_it_says(self, words: str, seconds: float = 90) -> None:
        deadline = time.monotonic() + seconds
        while words not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.1)

    def children(self) -> list[int]:
        found = subprocess.run(
            ["ps", "-A", "-o", "pid=,ppid="],  # noqa: S607 - found by PATH like any tool
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        pairs = [tuple(map(int, line.split())) for line in found.splitlines()]
        family = {self.process.pid}
        while grown := {pid for pid, parent in pairs if parent in family} - family:
            family |= grown
        return sorted(family - {self.process.pid})

    def end(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(30)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.fixture
def port() -> int:
    return servers.free_port()


@pytest.fixture
def run(tmp_path: Path, port: int) -> Iterator[Run]:
    started = Run(tmp_path, port)
    yield started
    if started.process.poll() is None:
        started.end(signal.SIGTERM)


def test_it_starts_serves_and_stops_everything(run: Run, tmp_path: Path, port: int) -> None:
    run.wait_until_it_says(f"http://localhost:{port}")
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=30) as answer:
        assert answer.status == 200

    second = Run(tmp_path, servers.free_port())
    assert second.process.wait(30) == 1
    assert "Another run is using" in second.said()
    third = Run(tmp_path / "elsewhere", port) if (tmp_path / "elsewhere").mkdir() is None else run
    assert third.process.wait(30) == 1
    assert re.search(rf"Port {port} cannot be used .*make run PORT={port + 1}", third.said())

    children = run.children()
    assert len(children) >= 3  # web with its worker, background worker
    assert run.end(signal.SIGINT) == 0
    assert [pid for pid in children if is_alive(pid)] == []
    assert "Stopped." in run.said()
    assert "Traceback" not in run.said()


def test_when_one_process_dies_it_says_so_and_stops_the_rest(run: Run) -> None:
    run.wait_until_it_says("Ctrl-C stops everything")
    children = run.children()
    victim = (
        next(pid for pid in children if "celery" in Path(f"/proc/{pid}/cmdline").read_text())
        if Path("/proc/self").exists()
        else children[-1]
    )
    os.kill(victim, signal.SIGKILL)
    assert run.process.wait(30) == 1
    assert "has ended" in run.said()
    assert [pid for pid in children if is_alive(pid)] == []


@pytest.mark.parametrize("port", ["", "8000"])
def test_the_usual_port(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("PORT", port)
    assert launch.Plan.from_environment().url == "http://localhost:8000"


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", "80 80"])
def test_a_port_that_is_none(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(launch.CannotStart, match="a number from 1 to 65535"):
        launch.Plan.from_environment()


def test_a_data_directory_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    plan = launch.Plan("127.0.0.1", 8000, tmp_path / "file" / "data", demo=False)
    with pytest.raises(launch.CannotStart, match="cannot be written"):
        launch.take_data_dir(plan)


def test_what_was_prepared_is_not_prepared_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    plan = launch.Plan("127.0.0.1", 8000, tmp_path, demo=True)
    (tmp_path / "ish.sqlite3").touch()
    assert launch.remembered_introduction(plan) is None
    (tmp_path / ".prepared").write_text(f"{launch.fingerprint(plan)}\nolga@example.org")
    assert launch.remembered_introduction(plan) == "olga@example.org"
    elsewhere = launch.Plan("127.0.0.1", 8001, tmp_path, demo=True)
    assert launch.remembered_introduction(elsewhere) is None
    without = launch.Plan("127.0.0.1", 8000, tmp_path, demo=False)
    assert launch.remembered_introduction(without) is None


def test_the_port_is_free_again_at_once(port: int) -> None:
    plan = launch.Plan("127.0.0.1", port, Path(), demo=False)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        with pytest.raises(launch.CannotStart):
            launch.check_port(plan)
    launch.check_port(plan)
