"""OpenDocument spreadsheets (ODS): values as LibreOffice shows them; formulas are seen, and never evaluated."""

import io
from collections.abc import Iterator
from datetime import datetime
from xml.etree.ElementTree import Element, iterparse
from zipfile import ZipFile

from ish.nominations.reading.limits import bounded
from ish.nominations.reading.model import (
    HEADING_SEARCH_ROWS,
    MAX_COLUMNS,
    MAX_ROWS,
    Cell,
    Formula,
    Table,
    Unreadable,
)

_NS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TABLE, _OFFICE, _TEXT, _STYLE = (_NS % name for name in ("table", "office", "text", "style"))
_MACROS = ("basic/", "scripts/")
_NUMBERS = ("float", "percentage", "currency")
_MOST_REPEATED = MAX_ROWS + HEADING_SEARCH_ROWS + 1


def is_ods(archive: ZipFile) -> bool:
    """Say whether an archive calls itself an OpenDocument file."""
    return "mimetype" in archive.namelist() and b"opendocument" in archive.read("mimetype")


def read_ods(archive: ZipFile) -> list[Table]:
    """The visible sheets of an ODS file. Raises `Unreadable`."""
    names = archive.namelist()
    if b"spreadsheet" not in archive.read("mimetype") or "content.xml" not in names:
        raise Unreadable("file_not_spreadsheet")
    if any(name.lower().startswith(_MACROS) for name in names):
        raise Unreadable("file_macros")
    if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise Unreadable("file_encrypted")
    return list(_tables(io.BytesIO(archive.read("content.xml"))))


def _tables(content: io.BytesIO) -> Iterator[Table]:
    hidden: set[str] = set()
    name, style, filled = "", "", 0
    rows: list[tuple[tuple[Cell, ...], int]] = []
    # No document type, so no entities: `files` has refused them.
    for event, element in iterparse(content, events=("start", "end")):  # noqa: S314 - see above
        if event == "start":
            if element.tag == f"{_TABLE}table":
                name = element.get(f"{_TABLE}name", "")
                style, rows, filled = element.get(f"{_TABLE}style-name", ""), [], 0
        elif element.tag == f"{_STYLE}style":
            if any(child.get(f"{_TABLE}display") == "false" for child in element):
                hidden.add(element.get(f"{_STYLE}name", ""))
        elif element.tag == f"{_TABLE}table-row":
            row = _row(element)
            filled += bool(row)
            if filled > _MOST_REPEATED:
                raise Unreadable("file_too_many_rows", limit=MAX_ROWS)
            rows.append((row, _times(element, "rows")))
            element.clear()
        elif element.tag == f"{_TABLE}table" and style not in hidden:
            yield Table(name, bounded(_spread(rows)))


def _spread(rows: list[tuple[tuple[Cell, ...], int]]) -> Iterator[tuple[Cell, ...]]:
    for row, times in rows:
        for _ in range(times):
            yield row


def _times(element: Element, what: str) -> int:
    text = element.get(f"{_TABLE}number-{what}-repeated", "1")
    return min(int(text), 1_048_577) if text.isascii() and text.isdecimal() and len(text) < 12 else 1


def _row(element: Element) -> tuple[Cell, ...]:
    """The cells of a row as far as they are filled; what is repeated is not written out before something follows."""
    values: list[Cell] = []
    waiting = 0
    for cell in element:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        value, times = _value(cell), _times(cell, "columns")
        if value is None or value == "":
            waiting += times
            continue
        if len(values) + waiting + times > MAX_COLUMNS:
            raise Unreadable("file_too_many_columns", limit=MAX_COLUMNS)
        values.extend([None] * waiting)
        values.extend([value] * times)
        waiting = 0
    return tuple(values)


def _value(cell: Element) -> Cell:
    if formula := cell.get(f"{_TABLE}formula"):
        return Formula(formula)
    kind = cell.get(f"{_OFFICE}value-type", "")
    if kind in _NUMBERS:
        number = float(cell.get(f"{_OFFICE}value", "nan"))
        return int(number) if number.is_integer() else number
    if kind == "date":
        return datetime.fromisoformat(cell.get(f"{_OFFICE}date-value", "")[:19])
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") == "true"
    paragraphs = [_text(child) for child in cell if child.tag == f"{_TEXT}p"]
    return "\n".join(paragraphs) if paragraphs else None


def _text(element: Element) -> str:
    """The text of a paragraph; blanks, tabs and line breaks are elements there."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{_TEXT}s":
            count = child.get(f"{_TEXT}c", "1")
            parts.append(" " * (min(int(count), 100) if count.isdecimal() and len(count) < 6 else 1))
        elif child.tag in (f"{_TEXT}tab", f"{_TEXT}line-break"):
            parts.append("\n" if child.tag.endswith("break") else " ")
        elif child.tag != f"{_OFFICE}annotation":
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)
