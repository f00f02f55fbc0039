"""One cell into a row, and what people said about single cells: written anew, or the row left out."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ish.nominations.reading import cells, dates
from ish.nominations.reading.cells import BadCell, Context
from ish.nominations.reading.dates import ColumnOrder
from ish.nominations.reading.duplicates import flag_duplicates
from ish.nominations.reading.headings import FULL_NAME, is_family_first
from ish.nominations.reading.model import (
    CHILD_AGE,
    NO_CHOICES,
    Cell,
    Choices,
    Column,
    Formula,
    Problem,
    Reading,
    Row,
    Values,
    shortened,
)
from ish.nominations.reading.names import split_name
from ish.people import ages

MAX_MENDED = 6000
NAME_FIELDS = {FULL_NAME, "family_name", "given_names"}
_READERS = {
    "key": cells.read_key,
    FULL_NAME: cells.read_name,
    "family_name": cells.read_name,
    "given_names": cells.read_name,
    "native_name": cells.read_name,
    "sex": cells.read_sex,
    "nationalities": cells.read_nationalities,
    "email": cells.read_email,
    "phone": cells.read_phone,
    "school": cells.read_school,
    "grade": cells.read_grade,
    "english_level": cells.read_level,
    "guardian_name": cells.read_name,
    "guardian_email": cells.read_email,
    "guardian_phone": cells.read_phone,
    "interests": cells.read_interests,
    "motivation": cells.read_motivation,
}
_NOTHING = Values()
_FAMILY_FIRST = {"family": True, "given": False}


class Taking:
    """How the cells of a sheet are taken: where it is from, how its dates are written. What had to be assumed is a problem of the
    file, once."""

    def __init__(
        self,
        context: Context,
        on: date,
        order: ColumnOrder,
        problems: list[Problem],
        *,
        half_converted: bool = False,
        name_order: tuple[str, str] = ("", ""),
        silent: bool = False,
    ) -> None:
        self.names_said, self.names_habit = (_FAMILY_FIRST.get(said) for said in name_order)
        self.names: tuple[str, str, str] | None = None
        self.half_converted = half_converted
        self.context = context
        self.on = on
        self.date_order = order
        self.problems = problems
        self.assumed_name = self.assumed_date = silent

    def take(self, row: Row, column: Column, cell: Cell) -> None:
        """Puts the value of one cell into the row, or the one problem it has."""
        try:
            if isinstance(cell, Formula):
                raise BadCell("formula")
            if cells.is_spreadsheet_error(cell):
                raise BadCell("cell_error")
            if column.field in NAME_FIELDS or not cells.is_sign_for_nothing(cell):
                self._store(row, column, cell)
        except BadCell as bad:
            row.problems.append(
                problem_of(bad.code, row.number, column, cell, severity=bad.severity, params=bad.params)
            )

    def _store(self, row: Row, column: Column, cell: Cell) -> None:
        if column.field == "birth_date":
            row.values.birth_date = self._birth_date(row, column, cell)
        elif column.field == "rank":
            row.values.rank, reserve = cells.read_rank(cell, self.context)
            row.values.reserve = reserve or row.waiting
        elif column.field == "reserve":
            row.waiting, rank = cells.read_waiting(cell, self.context)
            row.values.reserve = row.values.reserve or row.waiting
            row.values.rank = rank if row.values.rank is None else row.values.rank
        elif column.field == FULL_NAME:
            self._full_name(row, column, cells.read_name(cell, self.context))
        else:
            setattr(row.values, column.field, _READERS[column.field](cell, self.context))

    def _full_name(self, row: Row, column: Column, name: str) -> None:
        of_heading = is_family_first(column.heading)
        ways = (self.names_said, of_heading, self.names_habit)
        family_first = next((way for way in ways if way is not None), None)
        told = self.names_said if of_heading is not None else family_first
        if "," in name and "," not in column.heading:
            family_first = None
        family, given, sure = split_name(name, region=self.context.region, family_first=family_first)
        row.values.family_name, row.values.given_names = family, given
        if not sure and self.names is None:
            first, last = (split_name(name, family_first=way)[0] for way in (True, False))
            self.names = (shortened(name), shortened(first), shortened(last))
        if not sure and told is None and not self.assumed_name:
            self.assumed_name = True
            self._warn("name_order_assumed", column, example=shortened(name), family=shortened(family))

    def _birth_date(self, row: Row, column: Column, cell: Cell) -> date:
        today = self.context.today
        try:
            born = dates.parse(cell, self.date_order)
        except dates.BadDate as bad:
            raise BadCell(bad.code) from bad
        if born > today:
            raise BadCell("date_future")
        if born.year < today.year - 100:
            raise BadCell("date_past")
        self._doubt_date(row, column, cell, born)
        age = ages.age_on(born, self.on)
        if age < CHILD_AGE:
            params = {"age": max(age, 0), "on": self.on.isoformat()}
            row.problems.append(
                problem_of("child", row.number, column, cell, severity="warning", params=params)
            )
        return born

    def _doubt_date(self, row: Row, column: Column, cell: Cell, born: date) -> None:
        """Say how a date was read that can be read in two ways: once for the column, or for each one a spreadsheet made."""
        order = self.date_order
        if (order.told or not order.proven) and not self.assumed_date and dates.is_ambiguous(cell):
            self.assumed_date = True
            code = "date_order_told" if order.told else "date_order_assumed"
            self._warn(code, column, example=shortened(cell), date=born.isoformat())
        if self.half_converted and isinstance(cell, date) and born.day != born.month:
            other = date(born.year, born.day, born.month)
            params = {"date": born.isoformat(), "other": other.isoformat()}
            row.problems.append(
                problem_of("date_exchanged", row.number, column, cell, severity="warning", params=params)
            )

    def _warn(self, code: str, column: Column, **params: str | int) -> None:
        self.problems.append(
            Problem(code, params, column=column.letter, heading=column.heading, severity="warning")
        )


def name_missing(row: Row, columns: Mapping[str, Column]) -> Problem:
    """The problem of a row without a name."""
    field = next(field for field in columns if field in NAME_FIELDS)
    return problem_of("name_missing", row.number, columns[field], None)


def problem_of(code: str, number: int, column: Column, cell: Cell, **more: Any) -> Problem:
    """A problem of a cell."""
    return Problem(
        code,
        row=number,
        column=column.letter,
        heading=column.heading,
        field=column.field,
        raw=shortened(cell),
        text="" if isinstance(cell, Formula) else cells.text_of(cell)[:MAX_MENDED],
        **more,
    )


# ---------------------------------------------------------------- WHAT PEOPLE SAID


def settle(
    reading: Reading,
    *,
    default_region: str,
    today: date,
    on: date | None = None,
    choices: Choices = NO_CHOICES,
) -> Reading:
    """The same reading with cells as somebody wrote them anew, rows left out, and what shows when rows are compared."""
    columns = reading.column_of
    if choices.cells and reading.date_order:
        context = Context(default_region, today)
        taking = Taking(
            context,
            on or today,
            reading.date_order,
            reading.problems,
            name_order=(choices.name_order, choices.name_habit),
            silent=True,
        )
        for row in reading.rows:
            if mended := choices.cells.get(row.number):
                _mend(row, mended, columns, taking)
    if choices.left_out:
        reading.left_out = [row for row in reading.rows if row.number in choices.left_out]
        reading.rows = [row for row in reading.rows if row.number not in choices.left_out]
    flag_duplicates(reading.rows, columns, apart=choices.apart)
    return reading


def _mend(row: Row, mended: Mapping[str, str], columns: Mapping[str, Column], taking: Taking) -> None:
    """Take what somebody wrote instead of some cells."""
    row.mended = tuple(mended)
    row.problems = [p for p in row.problems if p.field not in mended and p.code != "name_missing"]
    row.waiting = row.waiting and "reserve" not in mended
    for field, text in mended.items():
        _empty(row.values, field)
        if not cells.is_empty(text):
            taking.take(row, columns.get(field, Column(0, "", "", field)), text)
    row.values.reserve = row.values.reserve or row.waiting
    named = row.values.full_name or row.values.native_name
    if not named and NAME_FIELDS & columns.keys() and not any(p.field in NAME_FIELDS for p in row.problems):
        row.problems.append(name_missing(row, columns))


_MORE = {"rank": ("rank", "reserve"), FULL_NAME: ("family_name", "given_names")}


def _empty(values: Values, field: str) -> None:
    for name in _MORE.get(field, (field,)):
        setattr(values, name, getattr(_NOTHING, name))
