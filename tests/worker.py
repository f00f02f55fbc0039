"""A real Celery worker as a child process, on the database and the queue of the running test."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests import servers


def environment(base_url: str | None = None) -> dict[str, str]:
    """Return the environment in which a child process sees the test's own database and queue."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "ish.settings", "LOG_LEVEL": "INFO"}
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        env["DATABASE_URL"] = f"sqlite:///{name}"
    else:
        env["DATABASE_URL"] = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"
    if base_url:
        env["BASE_URL"] = base_url
    return env


def empty_queue() -> None:
    """Forget every message that earlier tests have left."""
    if settings.REDIS_URL:
        import redis  # noqa: PLC0415 - optional: only this column needs it

        with redis.Redis.from_url(settings.REDIS_URL) as client:
            client.flushdb()
        return
    for folder in ("messages", "control"):
        shutil.rmtree(settings.QUEUE_DIR / folder, ignore_errors=True)
        (settings.QUEUE_DIR / folder).mkdir(parents=True)


@dataclass
class Worker:
    """A handle on the process: `output()`, `wait_for(…)`, `stop()`, `kill()`."""

    process: "subprocess.Popen[bytes]"
    log: Path
    noted: Path

    @classmethod
    def start(cls, *, base_url: str | None = None, beat: bool = True, queue: str = "empty") -> "Worker":
        """Start a worker and return when it is ready to take tasks; `queue="kept"` leaves earlier messages."""
        if queue == "empty":
            empty_queue()
        log = Path(settings.DATA_DIR) / f"worker-{time.monotonic_ns()}.log"
        command = [sys.executable, "-m", "celery", "-A", "ish", "worker", "--concurrency", "2"]
        command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        if beat:
            command += ["-B", "--schedule", str(log.with_suffix(".schedule"))]
        with log.open("wb") as file:
            process = subprocess.Popen(  # noqa: S603 - fixed arguments
                command, stdout=file, stderr=file, env=environment(base_url), start_new_session=True
            )
        worker = cls(process, log, servers.note(process))
        worker.wait_for(lambda: " ready." in worker.output(), seconds=60)
        return worker

    def output(self) -> str:
        """Return everything the worker has said so far."""
        return self.log.read_text(errors="replace")

    def wait_for(self, happened: Callable[[], object], *, seconds: float = 60) -> None:
        """Return as soon as `happened()` is true; raises `AssertionError` with the worker's words if it never is."""
        deadline = time.monotonic() + seconds
        while not happened():
            assert self.process.poll() is None, f"The worker ended.\n{self.output()[-4000:]}"
            assert time.monotonic() < deadline, f"It did not happen in time.\n{self.output()[-4000:]}"
            time.sleep(0.1)

    def stop(self) -> None:
        """Let it finish what it is doing; after that, end it."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()
        self.noted.unlink(missing_ok=True)

    def kill(self) -> None:
        """End it and its children at once, as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(15)
        self.noted.unlink(missing_ok=True)
