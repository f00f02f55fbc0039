"""The two columns of servers that the tests run on: embedded (SQLite, files) and real (PostgreSQL, Redis).

`ISH_TEST_SERVERS=embedded|servers` chooses. The first process starts the servers and tells its children by
environment, so that parallel workers share one PostgreSQL and one Redis, each with a database of its own.
"""

import atexit
import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

COLUMN = "ISH_TEST_SERVERS"
BASE = "ISH_TEST_BASE"
POSTGRES = "ISH_TEST_POSTGRES_PORT"
REDIS = "ISH_TEST_REDIS_PORT"


A_DAY = 24 * 60 * 60
GUARD = """
while kill -0 "$1"; do sleep 1; done
for file in "$2"/*.pid; do kill -TERM "-$(cat "$file")" && sleep 1; done
rm -rf "$2"
"""


class Missing(RuntimeError):
    """A program that the chosen column needs is not installed."""


def column() -> str:
    """Return the chosen column; raises `ValueError` for any other word."""
    name = os.environ.get(COLUMN, "embedded")
    if name not in ("embedded", "servers"):
        raise ValueError(f"{COLUMN} is {name!r}: say 'embedded' or 'servers'.")
    return name


def prepare() -> Path:
    """Start what is needed, set the environment the settings read, and return this process's data directory."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    if BASE not in os.environ:
        sweep(Path(tempfile.gettempdir()))
        os.environ[BASE] = str(watched(Path(tempfile.mkdtemp(prefix="ish-tests-"))))
    folder = Path(os.environ[BASE]) / worker
    folder.mkdir(exist_ok=True)
    os.environ.update(
        DATA_DIR=str(folder),
        IGNORE_ENV_FILE="1",
        DJANGO_ALLOW_ASYNC_UNSAFE="true",  # the browser's event loop runs beside the ORM
        LOG_LEVEL="WARNING",
        REQUIRE_SECOND_FACTOR="0",
        QUIET_HOURS="0",  # tests run at night, too
        TIME_ZONE="Europe/Berlin",
        LANGUAGE_CODE="en",
    )
    for name in (
        "EMAIL_URL",
        "EMAIL_BACKEND",
        "BASE_URL",
        "ALLOWED_HOSTS",
        "STATIC_ROOT",
        "SENTRY_DSN",
        "DEBUG",
    ):
        os.environ.pop(name, None)
    if column() == "servers":
        if POSTGRES not in os.environ:
            os.environ[POSTGRES] = str(start_postgres())
            os.environ[REDIS] = str(start_redis())
        number = int(worker[2:]) + 1 if worker.startswith("gw") else 0
        os.environ["DATABASE_URL"] = f"postgresql://ish@127.0.0.1:{os.environ[POSTGRES]}/ish"
        os.environ["REDIS_URL"] = f"redis://127.0.0.1:{os.environ[REDIS]}/{number}"
    else:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'ish.sqlite3'}"
        os.environ.pop("REDIS_URL", None)
    return folder


# ---------------------------------------------------------------- nothing is left behind


def sweep(folder: Path) -> None:
    """Remove what test runs of earlier days have left, when not even their guard lived to do it."""
    for old in folder.glob("ish-tests-*"):
        with contextlib.suppress(OSError):
            if time.time() - old.stat().st_mtime > A_DAY:
                shutil.rmtree(old, ignore_errors=True)


def watched(base: Path) -> Path:
    """Have the directory removed, and the processes that are noted in it ended, when this process is no more; return it.

    However that comes about: the guard is a process of its own, because nobody tidies up after `kill -9`.
    """
    guard = subprocess.Popen(  # noqa: S603 - fixed arguments
        ["/bin/sh", "-c", GUARD, "guard", str(os.getpid()), str(base)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    base.chmod(0o711)  # PostgreSQL, under an account of its own, must find its part of it
    atexit.register(_tidy, guard, base)
    return base


def _tidy(guard: "subprocess.Popen[bytes]", base: Path) -> None:
    guard.kill()
    guard.wait()
    shutil.rmtree(base, ignore_errors=True)


def note(process: "subprocess.Popen[bytes]") -> Path:
    """Note a process (with a session of its own) for the guard; remove the returned file once it has ended."""
    file = Path(os.environ[BASE]) / f"{process.pid}.pid"
    file.write_text(str(process.pid))
    return file


# ---------------------------------------------------------------- the servers


def free_port() -> int:
    """Return a port nobody listens on at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def postgres_program(name: str) -> str:
    """Return the path of a PostgreSQL program; Debian keeps them out of PATH. Raises `Missing`."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    for folder in reversed(versions):
        if (folder / name).exists():
            return str(folder / name)
    if found := shutil.which(name):
        return found
    raise Missing(f"{name} (PostgreSQL) is not installed.")


def start_postgres() -> int:
    """Start a throw-away cluster and return its port. It refuses to run as root, so root hands it to another user."""
    initdb, server = postgres_program("initdb"), postgres_program("postgres")
    home = Path(os.environ[BASE]) / "postgres"
    home.mkdir()
    run_as: dict[str, object] = {}
    if os.geteuid() == 0:
        account = _harmless_account()
        os.chown(home, account.pw_uid, account.pw_gid)
        run_as = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    cluster, port = home / "cluster", free_port()
    subprocess.run(  # noqa: S603 - fixed arguments
        [initdb, "-D", str(cluster), "-U", "ish", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=home,
        **run_as,  # type: ignore[call-overload]
    )
    log = (home / "log").open("wb")
    options = ["-F", "-h", "127.0.0.1", "-p", str(port), "-k", str(home), "-c", "max_connections=200"]
    options += ["-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "shared_buffers=128MB"]
    process = subprocess.Popen(  # noqa: S603 - fixed arguments
        [server, "-D", str(cluster), *options],
        stdout=log,
        stderr=log,
        cwd=home,
        start_new_session=True,
        **run_as,  # type: ignore[call-overload]
    )
    log.close()
    atexit.register(_stop, process, note(process))
    _wait_for(lambda: _answers(port), process, "PostgreSQL", home / "log")
    _create_database(port)
    return port


def _create_database(port: int) -> None:
    import psycopg  # noqa: PLC0415 - optional: only this column needs it

    deadline = time.monotonic() + 30
    while True:
        try:
            with psycopg.connect(
                host="127.0.0.1", port=port, user="ish", dbname="postgres", autocommit=True
            ) as link:
                link.execute("CREATE DATABASE ish")
                return
        except psycopg.OperationalError:  # it listens before it is willing
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def start_redis() -> int:
    """Start a throw-away Redis that keeps nothing on disk, and return its port. Raises `Missing`."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if not program:
        raise Missing("redis-server is not installed.")
    home, port = Path(os.environ[BASE]) / "redis", free_port()
    home.mkdir()
    options = [
        "--bind",
        "127.0.0.1",
        "--port",
        str(port),
        "--save",
        "",
        "--appendonly",
        "no",
        "--dir",
        str(home),
    ]
    process = subprocess.Popen(  # noqa: S603 - fixed arguments
        [program, *options], stdout=subprocess.DEVNULL, start_new_session=True
    )
    atexit.register(_stop, process, note(process))
    _wait_for(lambda: _answers(port), process, "Redis", None)
    return port


def _harmless_account() -> pwd.struct_passwd:
    with contextlib.suppress(KeyError):
        return pwd.getpwnam("postgres")
    return pwd.getpwnam("nobody")


def _answers(port: int) -> bool:
    with socket.socket() as caller:
        caller.settimeout(0.5)
        return caller.connect_ex(("127.0.0.1", port)) == 0


def _wait_for(
    up: Callable[[], bool], process: "subprocess.Popen[bytes]", name: str, log: Path | None
) -> None:
    deadline = time.monotonic() + 30
    while not up():
        if process.poll() is not None or time.monotonic() > deadline:
            said = log.read_text(errors="replace")[-2000:] if log else ""
            raise RuntimeError(f"{name} did not start. {said}")
        time.sleep(0.05)


def _stop(process: "subprocess.Popen[bytes]", noted: Path) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
    noted.unlink(missing_ok=True)
