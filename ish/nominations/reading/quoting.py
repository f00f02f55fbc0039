"""The rows of a CSV file, also where a quotation mark is opened and never closed: what follows would all be one cell."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from typing import Any

LONGEST = 300
"""Lines of one cell; more than that nobody writes into one."""
MOST_TORN = 200


def records(text: str, separator: str, torn: list[int]) -> Iterator[list[str]]:
    """The rows of the text. Adds to `torn` the number (from 1) of each row whose quotation mark swallowed the rows below; these
    come as rows of their own. Raises `csv.Error`."""
    lines = list(io.StringIO(text, newline=""))
    source, widths = _Source(lines, 0), Counter[int]()
    reader, number = _reader(source, separator), 0
    while True:
        begin = source.at
        source.left = LONGEST
        try:
            row = next(reader, None)
        except csv.Error:
            if source.at - begin < 2:
                raise
            row = []
        if row is None:
            return
        number += 1
        span = lines[begin : source.at]
        if len(span) > 1 and (not row or _is_torn(span, separator, _width(widths))):
            torn.append(number)
            if len(torn) > MOST_TORN:
                raise csv.Error
            row = _first_alone(span[0], separator, _width(widths))
            source = _Source(lines, begin + 1)
            reader = _reader(source, separator)
        widths[len(row)] += 1
        yield row


class _Source:
    """Lines from one on, as many at a time as a row may have."""

    def __init__(self, lines: list[str], at: int) -> None:
        self.lines = lines
        self.at = at
        self.left = LONGEST

    def __iter__(self) -> "_Source":
        return self

    def __next__(self) -> str:
        if not self.left or self.at >= len(self.lines):
            raise StopIteration
        self.left -= 1
        self.at += 1
        return self.lines[self.at - 1]


def _reader(lines: Any, separator: str, *, strict: bool = False) -> Any:
    return csv.reader(lines, delimiter=separator, skipinitialspace=True, strict=strict)


def _width(widths: Counter[int]) -> int:
    """The cells that most rows have which are no title."""
    return max((width for width in widths if width > 1), key=lambda width: (widths[width], width), default=0)


def _is_torn(span: list[str], separator: str, width: int) -> bool:
    """Whether the lines of one row are rows in truth: as many cells as the others have, and quotation marks that do not pair
    (or dates and addresses in the same places)."""
    if len(span) >= LONGEST:
        return True
    rows = [width > 1 and line.count(separator) == width - 1 for line in span[1:]]
    if not _is_paired(span, separator):
        return any(rows)
    shapes = {_shape(line, separator) for line in span}
    return all(rows) and len(shapes) == 1 and any(map(any, shapes.pop()))


def _shape(line: str, separator: str) -> tuple[tuple[bool, bool], ...]:
    cells = line.split(separator)[:-1]
    return tuple(("@" in cell, any(char.isdigit() for char in cell)) for cell in cells)


def _is_paired(span: list[str], separator: str) -> bool:
    try:
        list(_reader(span, separator, strict=True))
    except csv.Error:
        return False
    return True


def _first_alone(line: str, separator: str, width: int) -> list[str]:
    """The cells of the line that opens the quotation mark."""
    cells: list[str] = next(_reader([line], separator), [])
    last = cells.pop().rstrip("\r\n") if cells else ""
    return [*cells, *(last.split(separator) if len(cells) + 1 < width else [last])]
