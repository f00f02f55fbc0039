"""Rows against each other: the same student twice, one rank for two people. Twins are two students."""

from collections import defaultdict
from collections.abc import Mapping

from ish.nominations.reading.model import Column, Problem, Row, Values
from ish.nominations.reading.text import words

_NOWHERE = Column(0, "", "")


def flag_duplicates(rows: list[Row], columns: Mapping[str, Column]) -> None:
    """Adds `same_student` or `same_email` to the later row, and `rank_twice` to each of those that share a rank."""
    by_name: dict[tuple[object, ...], int] = {}
    by_email: dict[str, int] = {}
    by_rank: dict[tuple[bool, int], list[Row]] = defaultdict(list)
    by_key: dict[str, int] = {}
    for row in rows:
        if row.values.key and (keyed := by_key.setdefault(row.values.key, row.number)) != row.number:
            _add(row, "same_key", columns.get("key", _NOWHERE), row.values.key, row=keyed)
            continue
        name, email = _name_key(row.values), row.values.email
        first = by_name.setdefault(name, row.number) if name else row.number
        mailed = by_email.setdefault(email, row.number) if email else row.number
        if first != row.number:
            _add(row, "same_student", _name_column(columns), row.values.full_name, row=first)
        elif mailed != row.number:
            _add(row, "same_email", columns.get("email", _NOWHERE), email, row=mailed)
        elif row.values.rank is not None:
            by_rank[row.values.reserve, row.values.rank].append(row)
    for same in by_rank.values():
        _flag_shared_rank(same, columns.get("rank", _NOWHERE))


def _name_key(values: Values) -> tuple[object, ...] | None:
    """The words of the name in any order, and the birth date; None as long as one of them is unknown."""
    if not values.birth_date:
        return None
    name = sorted(words(values.full_name or values.native_name))
    return (values.birth_date, *name) if name else None


def _name_column(columns: Mapping[str, Column]) -> Column:
    found = (
        columns[field] for field in ("name", "family_name", "given_names", "native_name") if field in columns
    )
    return next(found, _NOWHERE)


def _flag_shared_rank(rows: list[Row], column: Column) -> None:
    """Names up to five of the others, however many there are."""
    if len(rows) < 2:
        return
    numbers = [row.number for row in rows[:6]]
    more = " …" if len(rows) > 6 else ""
    for row in rows:
        rank = f"R{row.values.rank}" if row.values.reserve else str(row.values.rank)
        others = ", ".join(str(number) for number in numbers if number != row.number) + more
        _add(row, "rank_twice", column, rank, rank=rank, rows=others)


def _add(at: Row, code: str, column: Column, raw: str, **params: str | int) -> None:
    at.problems.append(
        Problem(code, params, at.number, column.letter, column.heading, column.field, raw, text=raw)
    )
