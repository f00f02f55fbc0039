"""How many rows and columns we take."""

from collections.abc import Iterable

from ish.nominations.reading.model import HEADING_SEARCH_ROWS, MAX_COLUMNS, MAX_ROWS, Cell, Unreadable

_LAST_ROW = 1_048_576


def bounded(rows: Iterable[tuple[Cell, ...]]) -> list[tuple[Cell, ...]]:
    """The rows up to the last filled one. Raises `Unreadable` for too many rows or columns."""
    kept: list[tuple[Cell, ...]] = []
    filled = 0
    gap = 0
    for index, row in enumerate(rows):
        if index >= _LAST_ROW:
            raise Unreadable("file_too_many_rows", limit=MAX_ROWS)
        if not row or not any(value is not None and value != "" for value in row):
            gap += 1
            continue
        filled += 1
        if filled > MAX_ROWS + HEADING_SEARCH_ROWS:
            raise Unreadable("file_too_many_rows", limit=MAX_ROWS)
        if len(row) > MAX_COLUMNS:
            raise Unreadable("file_too_many_columns", limit=MAX_COLUMNS)
        kept.extend([()] * gap)
        kept.append(row)
        gap = 0
    return kept
