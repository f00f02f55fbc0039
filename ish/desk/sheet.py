"""One sheet of an XLSX file whose rows are written whole, as they come: quick, and memory does not grow with them.

In a row every text is an inline string and escaped, whatever it looks like. (xlsxwriter itself writes a text between `<r>` and
`</r>` as it stands when it keeps memory constant: a name could be a formula.)
"""

import math
import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

CELL_LIMIT = 32_767
_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_ODD = re.compile(r"[&<>]|_x|^ | $")
_FIRST_YEAR = 1900  # spreadsheets know no day before


class Sheet(Worksheet):
    """A sheet with a heading; rows below it by `add`, from top to bottom."""

    def begin(self, book: xlsxwriter.Workbook, headings: Sequence[str]) -> None:
        """Write the heading; the rows follow."""
        bold = book.add_format({"bold": True})
        self.freeze_panes(1, 0)
        for index, heading in enumerate(headings):
            self.set_column(index, index, max(12, min(40, len(heading) + 4)))
        for index, heading in enumerate(headings):
            self.write_string(0, index, heading, bold)
        self._write_single_row(1)  # what follows goes past the library, to the same file
        self.count = 0
        self._letters = [xl_col_to_name(index) for index in range(len(headings))]
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})._get_xf_index()
        self._moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})._get_xf_index()

    def add(self, values: Sequence[Any]) -> None:
        """Write a row of values that `exports.plain` made; what is empty leaves no cell."""
        self.count += 1
        number = self.count + 1
        parts = [f'<row r="{number}">']
        for letter, value in zip(self._letters, values, strict=True):
            if value.__class__ is str or not isinstance(value, (int, float, date, time)):
                if value:
                    parts.append(f'<c r="{letter}{number}" t="inlineStr"><is>{self._text(value)}</is></c>')
            else:
                parts.append(self._number(f"{letter}{number}", value))
        parts.append("</row>")
        self.fh.write("".join(parts))

    def end(self) -> None:
        """Make the columns filterable."""
        if self._letters and self.count:
            self.dim_rowmax = self.count
            self.autofilter(0, 0, self.count, len(self._letters) - 1)

    def _text(self, text: str) -> str:
        if text.isprintable() and not _ODD.search(text) and len(text) <= CELL_LIMIT // 2:
            return f"<t>{text}</t>"  # most texts
        if len(text) > CELL_LIMIT // 2:  # counted as the spreadsheet does
            text = text.encode("utf-16-le")[: 2 * CELL_LIMIT].decode("utf-16-le", "ignore")
        escaped = self._escape_data(self._escape_control_characters(text))
        return f'<t xml:space="preserve">{escaped}</t>'

    def _number(self, place: str, value: Any) -> str:
        if _is_none(value):
            return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'
        if isinstance(value, (date, time)):
            style = f' s="{self._moment if isinstance(value, datetime) else self._day}"'
            value = self._convert_date_time(value)
        else:
            style = ""
        return f'<c r="{place}"{style}><v>{value:.16G}</v></c>'


def _is_none(value: Any) -> bool:
    """Say whether a spreadsheet has no number for this: a day before its first one, infinity."""
    if isinstance(value, date):
        return value.year < _FIRST_YEAR
    return isinstance(value, float) and not math.isfinite(value)


def new_book(file: Any) -> xlsxwriter.Workbook:
    """Return a book that is written into an open binary file when it is closed."""
    return xlsxwriter.Workbook(file, _OPTIONS)
