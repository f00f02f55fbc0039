"""What the reader gives back, and its limits. Plain values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Literal

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 10_000
MAX_COLUMNS = 200
MAX_NAME = 200
MAX_GRADE = 60
MAX_INTERESTS = 500
MAX_MOTIVATION = 5000
HEADING_SEARCH_ROWS = 20
RAW_SHOWN = 60
CHILD_AGE = 15

Severity = Literal["error", "warning"]
Params = Mapping[str, str | int]


class Formula(str):
    """The text of a formula cell. It is kept as text and never evaluated."""


Cell = str | int | float | bool | datetime | date | None


class Unreadable(Exception):
    """The file cannot be read as a list at all; `code` and `params` say why (see messages)."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params: Params = params


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: where (row and column as the sheet shows them), what, and how bad."""

    code: str
    params: Params = field(default_factory=dict)
    row: int | None = None
    column: str = ""
    heading: str = ""
    field: str = ""
    raw: str = ""
    severity: Severity = "error"
    text: str = ""  # all that stands in the cell, to be mended


@dataclass(slots=True)
class Values:
    """One student as typed values. A single name stands in `given_names`, as in `people`. R1 is rank 1 with `reserve`.
    `key` marks a row that came from one of our own lists."""

    key: str = ""
    rank: int | None = None
    reserve: bool = False
    family_name: str = ""
    given_names: str = ""
    native_name: str = ""
    birth_date: date | None = None
    sex: str = ""
    nationalities: tuple[str, ...] = ()
    email: str = ""
    phone: str = ""
    school: str = ""
    grade: str = ""
    english_level: str = ""
    guardian_name: str = ""
    guardian_email: str = ""
    guardian_phone: str = ""
    interests: tuple[str, ...] = ()
    motivation: str = ""

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.given_names, self.family_name) if part)


@dataclass(slots=True)
class Row:
    """One student: the row number as the sheet shows it, the values that could be read, and what is wrong."""

    number: int
    values: Values = field(default_factory=Values)
    problems: list[Problem] = field(default_factory=list)
    mended: tuple[str, ...] = ()  # the fields whose cells somebody wrote anew
    waiting: bool = (
        False  # on the waiting list, whatever the rank says: by a column or a heading between the rows
    )

    @property
    def has_errors(self) -> bool:
        return any(problem.severity == "error" for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the sheet; `field` is empty if we do not know the heading. `key` is the heading as it is remembered,
    `settled` says that somebody has told what the column means, `examples` are its first values."""

    index: int
    letter: str
    heading: str
    field: str = ""
    key: str = ""
    settled: bool = False
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody said about a list: which sheet, in which row its headings end (0: it has none), which column is what (by
    `Column.key`; "" leaves it out), how it writes dates (DMY or MDY), which part of a whole name comes first ("family" or
    "given"), what single cells should say (by row and field), which rows are left out, and which are a student apart though
    another row looks the same. A habit is what was said of another list."""

    sheet: str = ""
    header: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    date_order: str = ""
    date_habit: str = ""
    name_order: str = ""
    name_habit: str = ""
    cells: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()
    apart: frozenset[int] = frozenset()


NO_CHOICES = Choices()


@dataclass(slots=True)
class Table:
    """One sheet: rows of cells, the first of which is row 1 of the sheet."""

    name: str
    rows: list[tuple[Cell, ...]]
    encoding: str = ""
    separator: str = ""
    doubtful_letters: bool = False
    torn: tuple[int, ...] = ()  # rows with a quotation mark that is never closed


class Order(Enum):
    """Which number comes first in 03/09/2009."""

    DAY_FIRST = "day"
    MONTH_FIRST = "month"


@dataclass(frozen=True)
class ColumnOrder:
    """The order of a column, and whether it is proven by the column itself (or a heading) or merely the habit of a region."""

    order: Order
    proven: bool
    mixed: bool = False
    told: bool = False  # somebody said so, of this list or of one before


@dataclass(slots=True)
class Reading:
    """The list as read. `problems` are those of the whole file, each row carries its own."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    header_row: int | None = None
    sheet: str = ""
    encoding: str = ""
    separator: str = ""
    left_out: list[Row] = field(default_factory=list)
    sheets: tuple[str, ...] = ()  # those that look like lists
    top: tuple[tuple[int, str], ...] = ()  # the first filled rows, to choose the headings from
    dates: tuple[str, date, date] | None = None  # a date, with the day first and with the month first
    names: tuple[str, str, str] | None = (
        None  # a whole name; its family name if that comes first, and if it comes last
    )
    questions: frozenset[str] = frozenset()  # what only a person can tell: sheet, headings, columns, dates
    date_order: ColumnOrder | None = None  # how its dates are written

    @property
    def known_columns(self) -> list[Column]:
        return [column for column in self.columns if column.field]

    @property
    def column_of(self) -> dict[str, Column]:
        """The first column of each field."""
        return {column.field: column for column in reversed(self.known_columns)}

    @property
    def unknown_columns(self) -> list[Column]:
        return [column for column in self.columns if not column.field]

    @property
    def all_problems(self) -> list[Problem]:
        """Those of the file first, then row by row."""
        return self.problems + [problem for row in self.rows for problem in row.problems]

    @property
    def has_errors(self) -> bool:
        return any(problem.severity == "error" for problem in self.all_problems)


def letter_of(index: int) -> str:
    """The letters that a spreadsheet shows over the column with this index (0 → A)."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def shortened(value: object, limit: int = RAW_SHOWN) -> str:
    """What stands in the cell, on one line and short enough to be quoted."""
    if isinstance(value, datetime) and value.time().isoformat() == "00:00:00":
        value = value.date()
    text = "" if value is None else " ".join(str(value)[: limit * 4].split())
    return text if len(text) <= limit else text[: limit - 1] + "…"
