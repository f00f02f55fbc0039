"""`make run`: prepare the data directory, start web and worker (with scheduler), stop both on Ctrl-C.

Standard library only, until `--prepare` is asked for, which runs in a child process of its own.
"""

import contextlib
import fcntl
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
GRACE = 10  # seconds a process gets to finish what it is doing


class CannotStart(Exception):
    """Something is in the way; the message says what, and what to do about it."""


class Stop(Exception):
    """Somebody pressed Ctrl-C, or asked the process to end."""


@dataclass(frozen=True)
class Plan:
    """What was asked for by environment: PORT, HOST, DATA_DIR, DEMO."""

    host: str
    port: int
    data_dir: Path
    demo: bool

    @classmethod
    def from_environment(cls) -> "Plan":
        """Read the environment; raises `CannotStart` for a port that is none."""
        port = os.environ.get("PORT") or "8000"
        if not port.isdigit() or not 0 < int(port) < 65536:
            raise CannotStart(f"PORT is {port!r}, but a port is a number from 1 to 65535.")
        data_dir = Path(os.environ.get("DATA_DIR") or ROOT / "data").expanduser().resolve()
        demo = (os.environ.get("DEMO") or "1").lower() not in ("0", "no", "false", "off")
        return cls(os.environ.get("HOST") or "127.0.0.1", int(port), data_dir, demo)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def environment(self) -> dict[str, str]:
        """Return the environment of every process that is started."""
        # Compiling every module anew would triple the time of a start.
        inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        return {
            "LOG_LEVEL": "WARNING",
            "BASE_URL": self.url,
            **inherited,
            "DATA_DIR": str(self.data_dir),
            "DJANGO_SETTINGS_MODULE": "ish.settings",
            "PYTHONUNBUFFERED": "1",
            # A forked child of a process that has touched Apple's frameworks would otherwise be ended by macOS.
            "OBJC_DISABLE_INITIALIZE_FORK_SAFETY": "YES",
        }


# ---------------------------------------------------------------- before anything starts


def take_data_dir(plan: Plan) -> IO[str]:
    """Return an open lock on the data directory; raises `CannotStart` when another run holds it."""
    try:
        plan.data_dir.mkdir(parents=True, exist_ok=True)
        lock = (plan.data_dir / ".running").open("a")
    except OSError as error:
        raise CannotStart(
            f"The data directory {plan.data_dir} cannot be written: {error.strerror}."
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise CannotStart(
            f"Another run is using {plan.data_dir}. Stop it first, or choose another: make run DATA_DIR=…"
        ) from error
    return lock


def check_port(plan: Plan) -> None:
    """Raise `CannotStart` when somebody listens on the port already."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((plan.host, plan.port))
        except OSError as error:
            raise CannotStart(
                f"Port {plan.port} cannot be used ({error.strerror}). Choose another: make run PORT={plan.port + 1}"
            ) from error


def fingerprint(plan: Plan) -> str:
    """Return a word that changes whenever the preparation would have something to do or to say."""
    environment = plan.environment()
    digest = hashlib.sha256(f"{plan.demo} {environment['BASE_URL']}".encode())
    for path in sorted(ROOT.glob("*/migrations/*.py")) + sorted(ROOT.glob("ish/*/migrations/*.py")):
        digest.update(f"{path.relative_to(ROOT)} {path.stat().st_mtime_ns}".encode())
    return digest.hexdigest()


def remembered_introduction(plan: Plan) -> str | None:
    """Return what an earlier start of exactly this had to say, or None when there is something to prepare.

    A database elsewhere is always looked at; so is a place without demonstration, whose link works only once.
    """
    stamp, database = plan.data_dir / ".prepared", plan.data_dir / "ish.sqlite3"
    if not plan.demo or os.environ.get("DATABASE_URL") or not database.exists() or not stamp.exists():
        return None
    known, _, introduction = stamp.read_text().partition("\n")
    return introduction if known == fingerprint(plan) else None


# ---------------------------------------------------------------- the child that prepares and introduces


def prepare(plan: Plan) -> None:
    """Bring the database up to date, load the demonstration into an empty one, print who can sign in."""
    import django  # noqa: PLC0415 - optional: the launcher itself runs without Django
    from django.core.management import call_command, get_commands  # noqa: PLC0415 - optional: the same
    from django.db import connection  # noqa: PLC0415 - optional: the same
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415 - optional: the same

    django.setup()
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Preparing the database …")
        call_command("migrate", verbosity=0, interactive=False)
    steps: list[tuple[str, ...]] = (
        [("demo", "--if-empty"), ("demo", "--sign-ins")] if plan.demo else [("first_visit",)]
    )
    known = get_commands()
    for step in steps:
        if step[0] in known:
            call_command(*step)


def run_preparation(plan: Plan, processes: "Processes") -> str:
    """Let a child prepare everything, and return what it says about signing in. Raises `CannotStart`."""
    child = processes.start("preparation", "-m", "ish.launch", "--prepare", output=subprocess.PIPE)
    introduction, _ = child.communicate()
    if child.returncode:
        raise CannotStart("The data could not be prepared; see the lines above.")
    del processes.running["preparation"]
    (plan.data_dir / ".prepared").write_text(f"{fingerprint(plan)}\n{introduction}")
    return introduction


# ---------------------------------------------------------------- the processes


class Processes:
    """The children, by the name under which people know them."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.running: dict[str, subprocess.Popen[str]] = {}

    def start(self, name: str, *command: str, output: int | None = None) -> "subprocess.Popen[str]":
        """Start one in a session of its own: Ctrl-C reaches this process alone, which then ends them in order."""
        self.running[name] = subprocess.Popen(  # noqa: S603 - fixed arguments
            [sys.executable, *command],
            cwd=ROOT,
            env=self._environment(),
            stdout=output,
            start_new_session=True,
            text=True,
        )
        return self.running[name]

    def _environment(self) -> dict[str, str]:
        # Celery warns of root in five lines; in a container that is nobody's fault.
        quiet = "ignore:You're running the worker with superuser privileges"
        return {"PYTHONWARNINGS": quiet, **self.plan.environment()}

    def check(self) -> None:
        """Raise `CannotStart` when one of them has ended by itself."""
        for name, process in self.running.items():
            if process.poll() is not None:
                raise CannotStart(f"The {name} has ended (status {process.returncode}); stopping the rest.")

    def stop(self) -> None:
        """Ask all of them to finish, wait, and end what does not listen, with its children."""
        for process in self.running.values():
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        for process in self.running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
            # Also when it ended by itself: its scheduler or its workers may have stayed behind.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)


def start_web(plan: Plan, processes: Processes) -> None:
    """Start the web server: one process, eight threads."""
    command = ["gunicorn", "ish.wsgi:application", "--bind", f"{plan.host}:{plan.port}", "--workers", "1"]
    command += ["--threads", "8", "--log-level", "warning", "--graceful-timeout", str(GRACE // 2)]
    processes.start("web server", "-m", *command, "--no-control-socket")


def start_worker(plan: Plan, processes: Processes) -> None:
    """Start the background worker with the scheduler inside."""
    command = ["celery", "--quiet", "-A", "ish", "worker", "-B", "--concurrency", "2"]
    command += ["--loglevel", plan.environment()["LOG_LEVEL"].lower()]
    command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    processes.start("background worker", "-m", *command)


def wait_until_it_answers(plan: Plan, processes: Processes) -> None:
    """Return when the site answers; raises `CannotStart` when it ends first or takes a minute."""
    host = "127.0.0.1" if plan.host in ("0.0.0.0", "localhost") else plan.host  # noqa: S104 - compared, not bound
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        processes.check()
        with contextlib.suppress(urllib.error.URLError, OSError):
            request = urllib.request.Request(
                f"http://{host}:{plan.port}/healthz", headers={"Host": "localhost"}
            )
            with urllib.request.urlopen(request, timeout=2):  # noqa: S310 - our own address
                return
        time.sleep(0.1)
    raise CannotStart("The web server does not answer.")


def say(text: str) -> None:
    """Print for people at once, also when the output goes into a pipe."""
    print(text, file=sys.stderr, flush=True)


def greet(plan: Plan, introduction: str) -> None:
    """Print where the site is and who can sign in."""
    print(f"\n  {plan.url}\n", flush=True)
    if introduction.strip():
        print(introduction.strip("\n") + "\n", flush=True)
    print("  Ctrl-C stops everything.", flush=True)


def run(plan: Plan) -> None:
    """Start everything, greet, and watch until somebody asks to stop. Raises `CannotStart` or `Stop`."""
    check_port(plan)
    lock = take_data_dir(plan)
    processes = Processes(plan)
    try:
        introduction = remembered_introduction(plan)
        if introduction is None:
            introduction = run_preparation(plan, processes)
        start_web(plan, processes)
        wait_until_it_answers(plan, processes)
        start_worker(plan, processes)  # second, so that the two do not slow each other down
        greet(plan, introduction)
        while True:
            processes.check()
            time.sleep(0.3)
    finally:
        processes.stop()
        lock.close()


def _stop(number: int, frame: FrameType | None) -> None:
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)  # asked once is enough
    raise Stop


def main(arguments: list[str]) -> int:
    """Run what the arguments name and return the exit status."""
    os.umask(0o077)  # names and mails are not for other users of the machine
    try:
        plan = Plan.from_environment()
        if arguments == ["--prepare"]:
            prepare(plan)
            return 0
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _stop)
        run(plan)
    except CannotStart as problem:
        say(str(problem))
        return 1
    except Stop:
        say("\nStopped.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
