"""A reading as text that can be kept, and back: so that a long file is read once."""

import base64
import json
import zlib
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from ish.nominations.reading.model import Choices, Column, ColumnOrder, Order, Problem, Reading, Row, Values

FORM = 3
"""Of what is kept; a higher number forgets what was kept before."""
_VALUES = tuple(field.name for field in fields(Values))
_PROBLEM = tuple(field.name for field in fields(Problem))
_COLUMN = tuple(field.name for field in fields(Column))
_BORN = _VALUES.index("birth_date")
_SEVERAL = tuple(_VALUES.index(name) for name in ("nationalities", "interests"))


def choices_in_words(choices: Choices) -> list[Any]:
    """Return what of the choices decides how a file is read; single cells and rows are settled afterwards."""
    return [
        choices.sheet,
        choices.header,
        sorted(choices.columns.items()),
        choices.date_order,
        choices.date_habit,
        choices.name_order,
        choices.name_habit,
    ]


def pack(reading: Reading) -> str:
    """Return what a file says as text (before it is settled)."""
    order = reading.date_order
    said = {
        "rows": [
            [row.number, _said(row.values), [_each(one, _PROBLEM) for one in row.problems], row.waiting]
            for row in reading.rows
        ],
        "problems": [_each(one, _PROBLEM) for one in reading.problems],
        "columns": [_each(one, _COLUMN) for one in reading.columns],
        "plain": [reading.header_row, reading.sheet, reading.encoding, reading.separator],
        "sheets": reading.sheets,
        "top": reading.top,
        "dates": reading.dates and [reading.dates[0], *(day.isoformat() for day in reading.dates[1:])],
        "names": reading.names,
        "questions": sorted(reading.questions),
        "order": order and [order.order.value, order.proven, order.mixed, order.told],
    }
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 1)).decode("ascii")


def unpack(text: str) -> Reading:
    """Return the reading that was packed."""
    said: Mapping[str, Any] = json.loads(zlib.decompress(base64.b64decode(text)))
    header_row, sheet, encoding, separator = said["plain"]
    dates, order = said["dates"], said["order"]
    return Reading(
        rows=[
            Row(number, _values(values), [Problem(*one) for one in problems], waiting=waiting)
            for number, values, problems, waiting in said["rows"]
        ],
        problems=[Problem(*one) for one in said["problems"]],
        columns=[_column(one) for one in said["columns"]],
        header_row=header_row,
        sheet=sheet,
        encoding=encoding,
        separator=separator,
        sheets=tuple(said["sheets"]),
        top=tuple((number, line) for number, line in said["top"]),
        dates=dates and (dates[0], date.fromisoformat(dates[1]), date.fromisoformat(dates[2])),
        names=said["names"] and tuple(said["names"]),
        questions=frozenset(said["questions"]),
        date_order=order and ColumnOrder(Order(order[0]), *order[1:]),
    )


def _column(said: list[Any]) -> Column:
    named = dict(zip(_COLUMN, said, strict=True))
    return Column(**{**named, "examples": tuple(named["examples"])})


def _each(one: Any, names: tuple[str, ...]) -> list[Any]:
    return [getattr(one, name) for name in names]


def _said(values: Values) -> list[Any]:
    said = [getattr(values, name) for name in _VALUES]
    said[_BORN] = values.birth_date and values.birth_date.isoformat()
    return said


def _values(said: list[Any]) -> Values:
    said[_BORN] = said[_BORN] and date.fromisoformat(said[_BORN])
    for at in _SEVERAL:
        said[at] = tuple(said[at])
    return Values(*said)
