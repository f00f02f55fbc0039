"""Spreadsheets out: XLSX and CSV, in which nothing a person typed can become a formula."""

import csv as csv_module
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ish.desk.sheet import Sheet, new_book

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "＝",
    "＋",
    "－",
    "＠",
)  # the wide ones are formulas to an Excel in Japan
_LOOK_CLOSER = frozenset((*_FORMULA, " "))
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
Row = Sequence[Any]


def safe(value: Any) -> Any:
    """Return a cell for a text file: what a spreadsheet would take for a formula gets an apostrophe in front."""
    text = plain(value)
    if isinstance(text, str) and text.lstrip(" ").startswith(_FORMULA):
        return "'" + text
    return text


def plain(value: Any) -> Any:
    """Return a value a cell can hold: numbers, days and times as such, yes and no in words, lists joined, the rest as text."""
    if value.__class__ is str and value.isprintable():
        return value  # most cells: nothing in them to take out
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return timezone.make_naive(value) if timezone.is_aware(value) else value
    if isinstance(value, (int, float, date, time)):
        return value
    if isinstance(value, (list, tuple, set)):
        return ", ".join(str(plain(item)) for item in value)
    return _CONTROL.sub("", str(value).replace("\r\n", "\n").replace("\r", " "))


def csv(rows: Iterable[Row], columns: Sequence[str | Promise], name: str) -> StreamingHttpResponse:
    """Return a streamed CSV file (UTF-8 with a mark, so that Excel reads names right). `name` without ending."""
    lines = _as_reader(_csv_lines(rows, columns))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{file_name(name)}.csv") or ""
    return response


def _as_reader(lines: Iterator[str]) -> Iterator[str]:
    """Write each part in the language and zone of the request, which is over by the time the file streams."""
    zone, language = timezone.get_current_timezone(), translation.get_language()

    def parts() -> Iterator[str]:
        while True:
            with timezone.override(zone), translation.override(language):
                part = next(lines, None)
            if part is None:
                return
            yield part

    return parts()


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _csv_lines(rows: Iterable[Row], columns: Sequence[str | Promise]) -> Iterator[str]:
    writer = csv_module.writer(_Echo())
    yield "\ufeff" + writer.writerow([safe(str(column)) for column in columns])
    batch: list[str] = []
    for row in rows:
        batch.append(writer.writerow([_text_cell(value) for value in row]))
        if len(batch) == 200:
            yield "".join(batch)
            batch = []
    yield "".join(batch)


def _text_cell(value: Any) -> Any:
    if value.__class__ is str and value.isprintable() and value[:1] not in _LOOK_CLOSER:
        return value  # most cells: neither anything to take out nor a formula
    return _iso(safe(value))


def _iso(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    return value.isoformat() if isinstance(value, (date, time)) else value


def xlsx(rows: Iterable[Row], columns: Sequence[str | Promise], name: str) -> FileResponse:
    """Return an XLSX file with a frozen, filterable heading. Texts are written as texts, never as formulas or links."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it when it has been sent
    try:
        write_xlsx(file, rows, columns, sheet=name)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{file_name(name)}.xlsx", content_type=XLSX)


def write_xlsx(file: Any, rows: Iterable[Row], columns: Sequence[str | Promise], *, sheet: str) -> int:
    """Write the rows into an open binary file; return how many there were. Memory does not grow with them."""
    book = new_book(file)
    title = re.sub(r"[\[\]:*?/\\']", " ", sheet)[:31].strip() or "ISH"
    page = book.add_worksheet(title, worksheet_class=Sheet)
    page.begin(book, [str(column) for column in columns])
    for row in rows:
        page.add([plain(value) for value in row])
    page.end()
    book.close()
    return page.count


def file_name(name: str) -> str:
    """Return a name for a downloaded file: plain characters and today's date."""
    return f"{slugify(str(name)) or 'list'}-{timezone.localdate().isoformat()}"
