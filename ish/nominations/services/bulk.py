"""What thousands of rows at once need of the process and the database; the only place here that asks which database it is."""

import gc
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.db import connection, models, transaction

MOST_VARIABLES = (
    32_000  # in one statement; more of them makes statements that take longer to write than to run
)
_lock = threading.Lock()
_resting = 0
_wake = True


@contextmanager
def wide_statements() -> Iterator[None]:
    """Let SQLite take as many values in one statement as it was built for; Django assumes the 999 of 2009."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    features: Any = connection.features
    built_for = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
    features.max_query_params = min(built_for, MOST_VARIABLES)
    try:
        yield
    finally:
        del features.max_query_params


@contextmanager
def collector_resting() -> Iterator[None]:
    """Keep the collector of cycles from walking through everything again and again while many rows are made, none in a cycle.

    It took half of the time of a long list. Several threads may be inside; the last one wakes it.
    """
    global _resting, _wake
    with _lock:
        if not _resting:
            _wake = gc.isenabled()
        _resting += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _resting -= 1
            if not _resting and _wake:
                gc.enable()


def refresh_statistics(*tables: type[models.Model]) -> None:
    """Let PostgreSQL count again, after the commit, what stands in tables that have just grown: until it has, it may plan a list
    of some thousands as if it had three rows. SQLite plans by its indexes."""
    if connection.vendor == "postgresql":
        names = [table._meta.db_table for table in tables]
        transaction.on_commit(partial(_analyze, names), robust=True)


def _analyze(names: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(connection.ops.quote_name(name) for name in names)}")
