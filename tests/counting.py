"""Counts what a page asks of the database: queries and rows fetched. Both must not grow with the number of people."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.db.backends.utils import CursorWrapper

HOUSEKEEPING = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")


@dataclass
class Count:
    """Queries (without transaction housekeeping) and rows fetched so far; of a file that was read, its lines."""

    statements: list[str] = field(default_factory=list)
    rows: int = 0
    lines: int = 0

    @property
    def queries(self) -> int:
        """The number of queries."""
        return len(self.statements)

    def told(self) -> str:
        """The statements one a line, for the message of a failing test."""
        return "\n".join(f"{n}. {sql[:300]}" for n, sql in enumerate(self.statements, 1))


@contextmanager
def counting() -> Iterator[Count]:
    """Count within the block: `with counting() as count: client.get(url)`, then `count.queries`, `count.rows`."""
    count = Count()

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.lstrip().upper().startswith(HOUSEKEEPING):
            count.statements.append(sql)
        return execute(sql, params, many, context)

    def one(self: CursorWrapper, *args: Any) -> Any:
        row = self.cursor.fetchone(*args)
        count.rows += row is not None
        return row

    def several(name: str) -> Any:
        def fetch(self: CursorWrapper, *args: Any) -> Any:
            found = getattr(self.cursor, name)(*args)
            count.rows += len(found)
            return found

        return fetch

    patches = {"fetchone": one, "fetchmany": several("fetchmany"), "fetchall": several("fetchall")}
    with connection.execute_wrapper(note), patch.multiple(CursorWrapper, create=True, **patches):
        yield count


def measure(client: Any, url: str) -> Count:
    """Ask for a page (streamed files to their end) and return what it cost. Fails unless the answer is 200."""
    with counting() as count:
        response = client.get(url)
        if response.streaming:
            for _part in response.streaming_content:
                pass
    assert response.status_code == 200, f"{url}: {response.status_code}"
    return count


def assert_cheap(count: Count, *, queries: int = 15, page_size: int = 50) -> None:
    """Fail when a list asks more than the aims allow: so many queries, and 4 × the page size + 200 rows."""
    assert count.queries <= queries, f"{count.queries} queries:\n{count.told()}"
    assert count.rows <= 4 * page_size + 200, f"{count.rows} rows:\n{count.told()}"


def assert_same_at_any_size(client: Any, url: str, small: Any, large: Any, *, queries: int = 15) -> None:
    """Fail when the page costs more after `large()` than after `small()`: both fill the database, in this order."""
    small()
    client.get(url)  # what is cached once per process is not the page's fault
    few = measure(client, url)
    large()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # a server knows its tables after a while; this one has had no time yet
    client.get(url)  # what is kept for some seconds may have run out meanwhile
    many = measure(client, url)
    assert many.queries == few.queries, f"{few.queries} → {many.queries} queries:\n{many.told()}"
    assert_cheap(many, queries=queries)
