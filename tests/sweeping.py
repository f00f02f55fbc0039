"""After a test that really committed: only tables that hold something are emptied.

Django empties all of them, and fills in content types, permissions and places again, which takes longer than most tests.
"""

from typing import Any

from django.db import connections, transaction
from django.test import TransactionTestCase

# What the migrations fill in, and what no test is about: it stays while it is as it was.
FILLED_IN = ("django_content_type", "auth_permission", "logistics_place")
_plainly = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]
_as_it_was: dict[str, list[Any]] = {}


def remember(connection: Any) -> None:
    """Note what the migrations have filled in."""
    _as_it_was[connection.alias] = _filled_in(connection)


def _filled_in(connection: Any) -> list[Any]:
    counted = [f"SELECT count(*), min(id), max(id) FROM {name}" for name in FILLED_IN]  # noqa: S608 - our tables
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(counted))
        return list(cursor.fetchall())


def sweep(case: Any) -> None:
    """Empty the database as it was before the test; in Django's way when what the migrations fill in is not as it was."""
    for alias in case._databases_names(include_mirrors=False):
        connection = connections[alias]
        if _as_it_was.get(alias) != _filled_in(connection):
            _plainly(case)
            remember(connection)
        else:
            _empty(connection)


def _empty(connection: Any) -> None:
    quote = connection.ops.quote_name
    known = connection.introspection.django_table_names(only_existing=True, include_views=False)
    names = sorted(set(known) - {*FILLED_IN, "django_migrations"})
    with connection.cursor() as cursor:
        parts = [f"SELECT {n} WHERE EXISTS (SELECT 1 FROM {quote(name)})" for n, name in enumerate(names)]  # noqa: S608 - our tables
        held = []
        for start in range(0, len(parts), 100):  # SQLite takes no more at once
            cursor.execute(" UNION ALL ".join(parts[start : start + 100]))
            held += [quote(names[n]) for (n,) in cursor.fetchall()]
    if held:
        with connection.constraint_checks_disabled(), transaction.atomic(using=connection.alias):
            _delete(connection, held)


def _delete(connection: Any, tables: list[str]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # neither foreign keys nor triggers stand in the way
            cursor.execute("SET LOCAL session_replication_role = replica")
        for table in tables:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - our tables


TransactionTestCase._fixture_teardown = sweep  # type: ignore[attr-defined]
