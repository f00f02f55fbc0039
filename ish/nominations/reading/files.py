"""From bytes to tables. The content decides what a file is, never its name; nothing in it is run or fetched."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.worksheet._reader import INLINE_STRING, WorkSheetParser
from openpyxl.xml.constants import SHEET_MAIN_NS

from ish.nominations.reading.csvs import read_csv
from ish.nominations.reading.limits import bounded
from ish.nominations.reading.model import MAX_BYTES, Cell, Formula, Table, Unreadable
from ish.nominations.reading.ods import is_ods, read_ods
from ish.nominations.reading.xls import read_xls

MAX_UNPACKED = 60 * 1024 * 1024
MAX_RATIO = 200
MAX_ENTRIES = 500
_RATIO_COUNTS_FROM = 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_MEGABYTE = 1024 * 1024
_TEXT = f"{{{SHEET_MAIN_NS}}}t"


def read_tables(data: bytes, filename: str, *, region: str = "") -> list[Table]:
    """The visible sheets of an XLSX, ODS or XLS file, or the one table of a CSV file, none of them empty.

    `region` (a country) helps to tell which old encoding a CSV file has. Raises `Unreadable`."""
    if not data.strip(b"\0\r\n\t \xef\xbb\xbf"):
        raise Unreadable("file_empty")
    if len(data) > MAX_BYTES:
        raise Unreadable("file_too_large", limit=MAX_BYTES // _MEGABYTE)
    if data.startswith(_OLE):
        if _names_encryption(data):
            raise Unreadable("file_encrypted")
        tables = read_xls(data)
    else:
        tables = _read_zipped(data) if data.startswith(_ZIP) else [read_csv(data, region=region)]
    tables = [table for table in tables if table.rows]
    if not tables:
        raise Unreadable("file_empty")
    return tables


def _names_encryption(data: bytes) -> bool:
    return "EncryptedPackage".encode("utf-16-le") in data


def _read_zipped(data: bytes) -> list[Table]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if _inspect(archive):
                return read_ods(archive)
        return _sheets(data)
    except Unreadable:
        raise
    except Exception as error:  # hostile XML can make the parser fail in any way it likes
        raise Unreadable("file_damaged") from error


def _inspect(archive: zipfile.ZipFile) -> bool:
    """Refuses what is no plain workbook, before anything of it is unpacked; says whether it is one of LibreOffice (ODS)."""
    entries = archive.infolist()
    _refuse_bombs(entries)
    names = {entry.filename.lower() for entry in entries}
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Unreadable("file_encrypted")
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names):
        raise Unreadable("file_macros")
    ods = is_ods(archive)
    if "xl/workbook.bin" in names:
        raise Unreadable("file_xlsb")
    workbooks = [name for name in names if name.startswith("xl/workbook") and name.endswith(".xml")]
    if not ods and ("[content_types].xml" not in names or not workbooks):
        raise Unreadable("file_not_spreadsheet")
    for entry in entries:
        _inspect_part(entry.filename.lower(), archive.read(entry))
    return ods


def _refuse_bombs(entries: list[zipfile.ZipInfo]) -> None:
    """Reading stops at the declared size, so that the declared sizes can be trusted as upper limits."""
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise Unreadable("file_zip_bomb")
    for entry in entries:
        if entry.file_size > max(_RATIO_COUNTS_FROM, MAX_RATIO * entry.compress_size):
            raise Unreadable("file_zip_bomb")


def _inspect_part(name: str, content: bytes) -> None:
    """No workbook needs a document type; entities and references to other files come with one. A part can have any name."""
    plain = content.replace(b"\0", b"")
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise Unreadable("file_hostile")
    if name == "[content_types].xml" and b"macroEnabled" in plain:
        raise Unreadable("file_macros")


def _sheets(data: bytes) -> list[Table]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and extensions that we do not read anyway
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        try:
            seen = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            return [Table(sheet.title, bounded(_cells(sheet))) for sheet in seen]
        finally:
            book.close()


def _cells(sheet) -> Iterator[tuple[Cell, ...]]:  # type: ignore[no-untyped-def]  # openpyxl has no types
    """The values of a sheet, row by row from its first, as far as they are filled; what it says of its size may be a lie."""
    book = sheet.parent
    with sheet._get_source() as source:
        parser = _Parser(
            source,
            sheet._shared_strings,
            data_only=False,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        expected = 1
        for number, found in parser.parse():
            if number < expected:
                continue
            for _ in range(expected, number):
                yield ()
            expected = number + 1
            yield _row(found)


def _row(found: list[dict[str, Any]]) -> tuple[Cell, ...]:
    values: list[Cell] = []
    for cell in found:
        if cell["value"] is None:
            continue
        at = cell["column"] - 1
        values.extend([None] * (at + 1 - len(values)))
        values[at] = _value(cell["value"], cell["data_type"])
    return tuple(values)


class _Parser(WorkSheetParser):
    """Openpyxl's own, without the detour that a plain text in a cell takes."""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        """Return what a cell holds."""
        if element.get("t") == "inlineStr" and len(element) == 1 and len(element[0]) == 1:
            only, text, place = element[0], element[0][0], element.get("r")
            if place and only.tag == INLINE_STRING and text.tag == _TEXT:
                _number, self.col_counter = coordinate_to_tuple(place)
                return {"column": self.col_counter, "value": text.text or "", "data_type": "s"}
        found: dict[str, Any] = super().parse_cell(element)
        return found


def _value(value: Any, data_type: str) -> Cell:
    if isinstance(value, (str, int, float, datetime, date)):
        return Formula(value) if data_type == "f" else value
    if isinstance(value, time):
        return value.isoformat()
    return Formula(getattr(value, "text", None) or "=") if data_type == "f" else str(value)
