"""Reads nomination lists (XLSX, CSV) as partners send them; pure: no Django, no database.

`read(data, filename, default_region=…, today=…)` gives a `Reading`, or raises `Unreadable` if the file is no list at all. It is
`read_file` (what the file says; `keeping` packs that) and `settle` (what people said about single cells and rows)."""

from ish.nominations.reading.messages import message, template
from ish.nominations.reading.model import (
    NO_CHOICES,
    Choices,
    Column,
    Problem,
    Reading,
    Row,
    Unreadable,
    Values,
)
from ish.nominations.reading.rows import read, read_file
from ish.nominations.reading.taking import settle
from ish.nominations.reading.template import write_template

__all__ = [
    "NO_CHOICES",
    "Choices",
    "Column",
    "Problem",
    "Reading",
    "Row",
    "Unreadable",
    "Values",
    "message",
    "read",
    "read_file",
    "settle",
    "template",
    "write_template",
]
