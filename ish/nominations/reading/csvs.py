"""CSV as real spreadsheets save it: which encoding, which separator."""

import csv
import re
from collections import Counter

from ish.nominations.reading.headings import field_of
from ish.nominations.reading.letters import decoded
from ish.nominations.reading.limits import bounded
from ish.nominations.reading.model import HEADING_SEARCH_ROWS, Cell, Formula, Table, Unreadable
from ish.nominations.reading.quoting import records

SEPARATORS = (",", ";", "\t", "|")
_FOREIGN = (
    b"%PDF",
    b"<html",
    b"<!doctype",
    b"<table",
    b"<?xml",
    b"{\\rtf",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
)
_UNWRAPPED = re.compile(r'^="([^"]*)"$')


def read_csv(data: bytes, *, region: str = "") -> Table:
    """The one table of a CSV file. Raises `Unreadable` if it is no text or no table."""
    if data.lstrip(b"\xef\xbb\xbf \r\n\t")[:9].lower().startswith(tuple(mark.lower() for mark in _FOREIGN)):
        raise Unreadable("file_not_spreadsheet")
    text, encoding, doubtful = decoded(data, region=region)
    separator, text = _separator(text)
    torn: list[int] = []
    try:
        rows = bounded(tuple(_cell(value) for value in row) for row in records(text, separator, torn))
    except csv.Error as error:
        raise Unreadable("file_damaged") from error
    return Table("", rows, encoding, separator, doubtful, tuple(torn))


def _separator(text: str) -> tuple[str, str]:
    """The separator by which most of the first lines fall into equally many cells, and the text to read."""
    first, _, rest = text.partition("\n")
    declared = re.fullmatch(r"\ufeff?\"?sep=([,;\t|])\"?\r?", first.lower())
    if declared:
        return declared.group(1), "\n" + rest  # the line stays counted
    return max(SEPARATORS, key=lambda separator: _fitness(text, separator)), text


def _fitness(text: str, separator: str) -> tuple[int, int]:
    """How many headings that we know stand in one row, then how many cells come from rows of one width."""
    widths: Counter[int] = Counter()
    known = 0
    try:
        for row in records(text[:200_000], separator, []):
            if any(row):
                widths[len(row)] += 1
                if widths.total() <= HEADING_SEARCH_ROWS:
                    known = max(known, len({field_of(cell) for cell in row} - {""}))
            if widths.total() >= 40:
                break
    except csv.Error:
        pass
    return known, max(((width - 1) * times for width, times in widths.items()), default=0)


def _cell(value: str) -> Cell:
    """Text as it stands. A leading "=" would be a formula in a spreadsheet; ="007" is only a way to write text."""
    unwrapped = _UNWRAPPED.match(value)
    if unwrapped:
        return unwrapped.group(1)
    return Formula(value) if value.lstrip().startswith("=") and value.strip() != "=" else value
