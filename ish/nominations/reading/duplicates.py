"""Rows against each other: the same student twice, one rank for two people. Twins are two students."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from ish.nominations.reading.model import Column, Problem, Row, Severity, Values
from ish.nominations.reading.names import same_order
from ish.nominations.reading.text import words

_NOWHERE = Column(0, "", "")
_COMPARED = 20  # rows of one name with which a further one is compared


def flag_duplicates(
    rows: list[Row], columns: Mapping[str, Column], *, apart: Collection[int] = frozenset()
) -> None:
    """Adds what a row has in common with one above it: `same_student`, `same_name` or `maybe_same`, else `same_email`; and
    `rank_twice` to each of those that share a rank. `apart` are rows whose student is said to be another one."""
    by_name: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    by_email: dict[str, int] = {}
    by_rank: dict[tuple[bool, int], list[Row]] = defaultdict(list)
    by_key: dict[str, int] = {}
    for row in rows:
        if row.values.key and (keyed := by_key.setdefault(row.values.key, row.number)) != row.number:
            _add(row, "same_key", columns.get("key", _NOWHERE), row.values.key, row=keyed)
            continue
        name, email = _words(row.values), row.values.email
        above = by_name[name][:_COMPARED] if name and row.number not in apart else []
        code, other = _alike(row, above)
        by_name[name].append(row)
        mailed = by_email.setdefault(email, row.number) if email else row.number
        if code:
            severity: Severity = "warning" if code == "maybe_same" else "error"
            _add(row, code, _name_column(columns), row.values.full_name, severity, row=other)
        if code in ("same_student", "same_name"):
            continue
        if mailed != row.number:
            _add(row, "same_email", columns.get("email", _NOWHERE), email, row=mailed)
        elif row.values.rank is not None:
            by_rank[row.values.reserve, row.values.rank].append(row)
    for same in by_rank.values():
        _flag_shared_rank(same, columns.get("rank", _NOWHERE))


def _words(values: Values) -> tuple[str, ...]:
    """The words of the name in any order."""
    return tuple(sorted(words(values.full_name or values.native_name)))


def _alike(row: Row, above: list[Row]) -> tuple[str, int]:
    """What a row has in common with the first of those of the same words above it; "" if they are clearly two."""
    found = {code: other.number for other in reversed(above) if (code := _compared(row.values, other.values))}
    return next(
        ((code, found[code]) for code in ("same_student", "same_name", "maybe_same") if code in found),
        ("", 0),
    )


def _compared(one: Values, other: Values) -> str:
    """Words in another order, or two addresses, speak for two students; a date of birth that one of them lacks does not."""
    if one.key and other.key:
        return ""
    names = ((values.family_name, values.given_names) for values in (one, other))
    two = bool(one.email and other.email and one.email != other.email) or not same_order(*names)
    if one.birth_date and one.birth_date == other.birth_date:
        return "maybe_same" if two else "same_student"
    told = two or (one.birth_date and other.birth_date)
    return "" if told else "same_name"


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


def _add(
    at: Row, code: str, column: Column, raw: str, severity: Severity = "error", **params: str | int
) -> None:
    where = (column.letter, column.heading, column.field)
    at.problems.append(Problem(code, params, at.number, *where, raw, severity, text=raw))
