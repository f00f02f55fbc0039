"""Workbooks of an old Excel (XLS): calamine reads the values. We look first for what it does not tell (formulas, macros, a
password), and for sheets that would be huge once unfolded."""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from python_calamine import CalamineWorkbook

from ish.nominations.reading.limits import bounded
from ish.nominations.reading.model import MAX_COLUMNS, MAX_ROWS, Cell, Formula, Table, Unreadable

_SECTOR = 512
_END = 0xFFFFFFFA  # from here on a number is no sector
_SMALL = 4096
_FORMULAS = (0x0006, 0x0206, 0x0406)
_CELLS = (*_FORMULAS, 0x00FD, 0x0203, 0x0204, 0x027E, 0x00BD, 0x0205, 0x00D6)
_BOF, _EOF, _BOUND_SHEET, _FILE_PASS = (0x0809, 0x0409, 0x0209, 0x0009), 0x000A, 0x0085, 0x002F
_MACROS = ("_VBA_PROJECT_CUR", "_VBA_PROJECT", "Macros")
_MOST_CELLS = 3_000_000


@dataclass
class _Sheet:
    """What the records say of one sheet."""

    hidden: bool
    formulas: set[tuple[int, int]] = field(default_factory=set)
    last: tuple[int, int] = (0, 0)


def read_xls(data: bytes) -> list[Table]:
    """The visible sheets of an XLS file. Raises `Unreadable`."""
    try:
        sheets = _inspect(_stream(data))
        return list(_tables(data, sheets))
    except Unreadable:
        raise
    except BaseException as error:  # a panic of the library is no Exception
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise Unreadable("file_damaged") from error
        raise


def _tables(data: bytes, sheets: list[_Sheet]) -> Iterator[Table]:
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        for index, told in enumerate(sheets[: len(book.sheet_names)]):
            if not told.hidden:
                sheet = book.get_sheet_by_index(index)
                rows = sheet.to_python(skip_empty_area=False)
                yield Table(sheet.name, bounded(_row(row, n, told.formulas) for n, row in enumerate(rows)))


def _row(row: list[Any], number: int, formulas: set[tuple[int, int]]) -> tuple[Cell, ...]:
    values = [Formula("=") if (number, n) in formulas else _value(value) for n, value in enumerate(row)]
    while values and values[-1] is None:
        values.pop()
    return tuple(values)


def _value(value: Any) -> Cell:
    if value is None or value == "":
        return None
    if isinstance(value, (str, int, float, bool, datetime, date)):
        return value
    return value.isoformat() if isinstance(value, time) else str(value)


def _stream(data: bytes) -> bytes:
    """The book inside the file. Raises `Unreadable`, and whatever a damaged file brings about."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    if size not in (_SECTOR, _SMALL):
        raise Unreadable("file_damaged")
    tables = [number for number in struct.unpack_from("<109I", data, 76) if number < _END]
    fat = [n for table in tables for (n,) in struct.iter_unpack("<I", _sector(data, table, size))]
    folder = _chain(data, struct.unpack_from("<I", data, 48)[0], fat, size)
    entries = {}
    for at in range(0, len(folder) - 127, 128):
        length = min(struct.unpack_from("<H", folder, at + 64)[0], 64)
        name = folder[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
        entries[name] = struct.unpack_from("<II", folder, at + 116)
    if any(name in entries for name in _MACROS):
        raise Unreadable("file_macros")
    found = entries.get("Workbook") or entries.get("Book")
    if found is None:
        raise Unreadable("file_not_spreadsheet")
    return _chain(data, found[0], fat, size)[: found[1]]


def _sector(data: bytes, number: int, size: int) -> bytes:
    found = data[(number + 1) * size : (number + 2) * size]
    return found[: len(found) // 4 * 4]


def _chain(data: bytes, number: int, fat: list[int], size: int) -> bytes:
    parts: list[bytes] = []
    while number < _END and len(parts) <= len(fat):
        parts.append(_sector(data, number, size))
        number = fat[number]
    return b"".join(parts)


def _inspect(stream: bytes) -> list[_Sheet]:
    """What the records say of the sheets, in their order. Raises `Unreadable` for a password, macros, and sheets too large."""
    by_place: dict[int, _Sheet] = {}
    current: _Sheet | None = None
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        content = stream[at + 4 : at + 4 + length]
        if kind == _FILE_PASS:
            raise Unreadable("file_encrypted")
        if kind == _BOUND_SHEET:
            place, state, what = struct.unpack_from("<IBB", content)
            if what == 1:
                raise Unreadable("file_macros")
            by_place[place] = _Sheet(hidden=bool(state & 3) or what != 0)
        elif kind in _BOF:
            current = by_place.get(at, current)
        elif kind in _CELLS and current is not None:
            _note(current, kind, content)
        at += 4 + length
    for sheet in by_place.values():
        _refuse_huge(sheet)
    return list(by_place.values())


def _note(sheet: _Sheet, kind: int, content: bytes) -> None:
    row, column = struct.unpack_from("<HH", content)
    if kind in _FORMULAS:
        sheet.formulas.add((row, column))
    last = struct.unpack_from("<H", content, len(content) - 2)[0] if kind == 0x00BD else column
    sheet.last = max(sheet.last[0], row), max(sheet.last[1], last)


def _refuse_huge(sheet: _Sheet) -> None:
    """Two cells far apart make a sheet that fills the memory once it is unfolded."""
    if sheet.last[1] > MAX_COLUMNS:
        raise Unreadable("file_too_many_columns", limit=MAX_COLUMNS)
    if (sheet.last[0] + 1) * (sheet.last[1] + 1) > _MOST_CELLS:
        raise Unreadable("file_too_many_rows", limit=MAX_ROWS)
