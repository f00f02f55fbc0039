"""Queries that are put together once and asked again and again: from request to request only the keys of the rows change.

For one row, putting a score of conditions together takes Django ten times as long as the database needs to answer them.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet

_MOST = 32
_kept: dict[Hashable, "Prepared"] = {}


class Prepared:
    """Columns of a queryset that is not narrowed yet, to be asked for some of its rows. Values come as the database has them."""

    def __init__(self, queryset: QuerySet[Any], columns: Sequence[str]) -> None:
        rows = queryset.order_by().filter(pk__in=[0]).values_list("pk", *columns)
        sql, params = rows.query.sql_with_params()
        self._columns = tuple(columns)
        self._head, self._params = sql.removesuffix("(%s)"), params[:-1]
        if self._head == sql or params[-1:] != (0,):
            raise ValueError("The keys are not the last that is asked.")

    def of(self, keys: Sequence[int]) -> dict[int, dict[str, Any]]:
        """Return the columns of these rows by key (one query)."""
        if not keys:
            return {}
        marks = ", ".join(["%s"] * len(keys))
        with connection.cursor() as cursor:
            cursor.execute(f"{self._head}({marks})", [*self._params, *keys])
            return {key: dict(zip(self._columns, row, strict=True)) for key, *row in cursor.fetchall()}


def once(key: Hashable, build: Callable[[], Prepared]) -> Prepared:
    """Return what is kept under the key, built if it is not there. The key says everything that the query is made of."""
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= _MOST:
            _kept.clear()  # days pass, and phases are moved; another thread may do so at any moment
        found = _kept[key] = build()
    return found
