"""A database with all migrations done, kept for the next run: migrating takes longer than most test files.

SQLite: a file in `var/`, named by what the migrations say. PostgreSQL: a template in the throw-away server of this run, made by
the first worker. Who comes second waits for the first. Tests of migrations themselves go back and forth on their own copy.

`python -m tests.prepared` makes it beforehand, while something else is checked.
"""

import fcntl
import hashlib
import os
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from django.db import connection

from tests import servers

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = "DJANGO_SETTINGS_MODULE"
FOLDER = ROOT / "var" / "prepared"
TEMPLATE = "ish_prepared"


def mark() -> str:
    """Return what tells one state of the migrations (ours, and those of packages) from another."""
    found = hashlib.sha256((ROOT / "requirements-dev.lock").read_bytes())
    for top in ("accounts", "ish", "logistics"):
        for path in sorted((ROOT / top).rglob("migrations/*.py")):
            found.update(path.name.encode() + path.read_bytes())
    found.update((sqlite3.sqlite_version + (ROOT / "ish" / "settings.py").read_text()).encode())
    return found.hexdigest()[:20]


@contextmanager
def alone() -> Iterator[None]:
    """One at a time, over all workers of all runs of this tree."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def unhurried() -> Iterator[None]:
    """Stop the clock of the test that happens to be first: migrating, and waiting for whoever does, is not its own time."""
    left, _every = signal.setitimer(signal.ITIMER_REAL, 0)
    yield
    signal.setitimer(signal.ITIMER_REAL, left)


def lay_out() -> bool:
    """Put the prepared database where the test database is looked for; False when there is none yet."""
    return _copy_server() if servers.column() == "servers" else _copy_file()


def copy_to(url: str) -> bool:
    """Make a migrated database at an address where there is none; False (on SQLite) when none is prepared."""
    if url.startswith("sqlite:///"):
        if not _file().exists():
            return False
        shutil.copyfile(_file(), url.removeprefix("sqlite:///"))
        return True
    _on_server(f'CREATE DATABASE "{url.rpartition("/")[2]}" TEMPLATE "{TEMPLATE}"')
    return True


def keep() -> None:
    """Keep the test database, just migrated and still empty, for the next one who comes."""
    connection.close()
    if servers.column() == "servers":
        connection.close_pool()  # type: ignore[attr-defined]  # nobody may be in it while it is copied
        _on_server(f'CREATE DATABASE "{TEMPLATE}" TEMPLATE "{connection.settings_dict["NAME"]}"')
        return
    half = FOLDER / f"{os.getpid()}.half"
    source = sqlite3.connect(connection.settings_dict["NAME"])
    source.execute("VACUUM INTO ?", [str(half)])
    source.close()
    for old in FOLDER.glob("*.sqlite3"):
        old.unlink()
    half.replace(_file())


def _file() -> Path:
    return FOLDER / f"{mark()}.sqlite3"


def _copy_file() -> bool:
    if not _file().exists():
        return False
    shutil.copyfile(_file(), connection.settings_dict["TEST"]["NAME"])
    return True


def _copy_server() -> bool:
    if not _on_server("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE]):
        return False
    name = connection.creation._get_test_db_name()  # type: ignore[attr-defined]
    _on_server(f'CREATE DATABASE "{name}" TEMPLATE "{TEMPLATE}"')
    return True


def _on_server(sql: str, values: Any = None) -> list[Any]:
    import psycopg  # noqa: PLC0415 - optional: only this column needs it

    port = os.environ[servers.POSTGRES]
    with psycopg.connect(host="127.0.0.1", port=port, user="ish", dbname="postgres", autocommit=True) as link:
        answer = link.execute(sql, values)
        return answer.fetchall() if answer.description else []


def main() -> None:
    """Migrate and keep the database of the chosen column, unless it is there."""
    os.environ[SETTINGS] = "tests.settings"
    django.setup()
    with alone():
        if not lay_out():
            connection.creation.create_test_db(verbosity=0, serialize=False)
            keep()
            if servers.column() == "servers":
                _on_server(f'DROP DATABASE "{connection.settings_dict["NAME"]}"')


if __name__ == "__main__":
    main()
