"""From a file to students: `read` is the door to this package."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ish.nominations.reading import cells, dates
from ish.nominations.reading.cells import BadCell, Context
from ish.nominations.reading.duplicates import flag_duplicates
from ish.nominations.reading.files import read_tables
from ish.nominations.reading.headings import (
    FULL_NAME,
    NO_HEADER,
    Header,
    find_header,
    header_at,
    map_columns,
)
from ish.nominations.reading.model import (
    CHILD_AGE,
    MAX_ROWS,
    NO_CHOICES,
    Cell,
    Choices,
    Column,
    Formula,
    Problem,
    Reading,
    Row,
    Table,
    Unreadable,
    shortened,
)
from ish.nominations.reading.names import split_name

EXAMPLES, EXAMPLES_FROM = 3, 300
MAX_MENDED = 6000
NAME_FIELDS = {FULL_NAME, "family_name", "given_names"}
_EXPECTED = {"birth_date": "Date of birth", "nationalities": "Nationality", "email": "E-mail"}
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


def read(
    data: bytes,
    filename: str,
    *,
    default_region: str,
    today: date,
    on: date | None = None,
    choices: Choices = NO_CHOICES,
) -> Reading:
    """The students of a nomination list, with one problem for each cell that cannot be taken.

    `default_region` is the partner's country (phone numbers, habits of dates and names); births after `today` are
    refused; whoever is a child `on` that day (`today` by default) is warned about. `filename` decides nothing, the content does.
    `choices` say what the file does not. Raises `Unreadable`."""
    tables = read_tables(data, filename, region=default_region)
    found = [(table, header) for table in tables if (header := find_header(table.rows))]
    sheets = tuple(table.name for table, _header in found)
    table, header = _chosen(tables, found, choices)
    top = _top(table)
    if header is None:
        return Reading(
            problems=[Problem("no_headings")],
            sheet=table.name,
            sheets=sheets,
            top=top,
            questions=frozenset({"headings"}),
        )
    sheet = _Sheet(table, header, Context(default_region, today), on or today, choices)
    reading = sheet.read()
    reading.sheets, reading.top = sheets, top
    if len(sheets) > 1 and choices.sheet not in sheets:
        reading.questions |= {"sheet"}
    for other in sheets:
        if other != table.name and choices.sheet != table.name:
            reading.problems.append(Problem("other_sheet", {"sheet": other}, severity="warning"))
    return reading


def _chosen(
    tables: Sequence[Table], found: Sequence[tuple[Table, Header]], choices: Choices
) -> tuple[Table, Header | None]:
    """The table to read and its headings: as somebody chose, else the first one that looks like a list."""
    named = [table for table in tables if table.name == choices.sheet]
    table = named[0] if named else (found[0][0] if found else tables[0])
    if choices.header == 0:
        return table, NO_HEADER
    if choices.header and choices.header <= len(table.rows):
        return table, header_at(table.rows, choices.header - 1, choices.header - 1)
    return table, next((header for one, header in found if one is table), None)


def _top(table: Table) -> tuple[tuple[int, str], ...]:
    """The first filled rows, each as one line."""
    filled = [(n, row) for n, row in enumerate(table.rows[:40], 1) if any(not cells.is_empty(c) for c in row)]
    return tuple((n, " · ".join(t for c in row if (t := shortened(c, 24)))[:120]) for n, row in filled[:10])


class _Sheet:
    """One sheet while it is being read."""

    def __init__(
        self, table: Table, header: Header, context: Context, on: date, choices: Choices = NO_CHOICES
    ) -> None:
        self.table = table
        self.header = header
        self.context = context
        self.on = on
        self.choices = choices
        self.body = list(enumerate(table.rows[header.last + 1 :], header.last + 2))
        self.repeated = table.rows[header.first : header.last + 1] if header.last >= 0 else []
        self.columns, self.twice = map_columns(header.texts, choices.columns, self._examples())
        self.by_field = {column.field: column for column in self.columns if column.field}
        self.problems: list[Problem] = []
        self.assumed_name = False
        self.assumed_date = False
        birth = self.by_field.get("birth_date")
        column_cells = [_cell(row, birth) for _, row in self.body] if birth else []
        heading = birth.heading if birth else ""
        self.date_order = dates.order_of(
            column_cells, heading=heading, region=context.region, said=choices.date_order
        )
        self.dates = None if self.date_order.proven else dates.both_ways(column_cells)

    def _examples(self) -> dict[int, list[str]]:
        """The first three values of each column."""
        found: dict[int, list[str]] = {}
        for _number, row in self.body[:EXAMPLES_FROM]:
            for index, cell in enumerate(row):
                known = found.setdefault(index, []) if not cells.is_empty(cell) else None
                if known is not None and len(known) < EXAMPLES and (text := shortened(cell, 40)) not in known:
                    known.append(text)
        return found

    def read(self) -> Reading:
        """All rows, then what only shows when they are compared."""
        self._check_columns()
        rows = [row for number, raw in self.body if (row := self._row(number, raw))]
        if len(rows) > MAX_ROWS:
            raise Unreadable("file_too_many_rows", limit=MAX_ROWS)
        if not rows:
            self.problems.append(Problem("no_students"))
        left_out = [row for row in rows if row.number in self.choices.left_out]
        rows = [row for row in rows if row.number not in self.choices.left_out] if left_out else rows
        flag_duplicates(rows, self.by_field)
        return Reading(
            rows=rows,
            problems=self.problems,
            columns=self.columns,
            header_row=self.header.last + 1,
            sheet=self.table.name,
            encoding=self.table.encoding,
            separator=self.table.separator,
            left_out=left_out,
            dates=self.dates,
            questions=self._questions(),
        )

    def _questions(self) -> frozenset[str]:
        """What only a person can tell."""
        open_columns = [c for c in (*self.columns, *self.twice) if c.examples and not c.settled]
        unknown = any(not column.field for column in open_columns) or any(
            c in self.twice for c in open_columns
        )
        asked = {
            "columns": unknown or not NAME_FIELDS & self.by_field.keys(),
            "dates": self.dates is not None,
        }
        return frozenset(name for name, is_open in asked.items() if is_open)

    def _check_columns(self) -> None:
        if not NAME_FIELDS & self.by_field.keys():
            self.problems.append(Problem("no_name_column"))
        for field, expected in _EXPECTED.items():
            if field not in self.by_field:
                self._warn("column_missing", None, expected=expected)
        for column in self.twice:
            first = self.by_field.get(column.field)
            self._warn("column_twice", column, first=first.letter if first else "")
        if self.table.doubtful_letters:
            self._warn("letters_doubtful", None)

    def _warn(self, code: str, column: Column | None, **params: str | int) -> None:
        letter, heading = (column.letter, column.heading) if column else ("", "")
        self.problems.append(Problem(code, params, column=letter, heading=heading, severity="warning"))

    def _row(self, number: int, raw: tuple[Cell, ...]) -> Row | None:
        """One student, or None for an empty row, a repeated heading and a remark below the list."""
        said = [
            (column, value)
            for column in self.columns
            if column.field and not cells.is_empty(value := _cell(raw, column))
        ]
        filled = {column.field for column, _value in said}
        if not filled or raw in self.repeated:
            return None
        nameless = not filled & (NAME_FIELDS | {"native_name"})
        if nameless and len(filled) == 1:
            column = self.by_field[filled.pop()]
            self.problems.append(
                _problem("row_left_out", number, column, _cell(raw, column), severity="warning")
            )
            return None
        row = Row(number)
        mended = self.choices.cells.get(number, {})
        for column, value in said:
            if column.field not in mended:
                self._take(row, column, value)
        if mended:
            nameless = self._mend(row, mended) and nameless
        if nameless and NAME_FIELDS & self.by_field.keys() and not row.values.full_name:
            name_field = next(field for field in self.by_field if field in NAME_FIELDS)
            row.problems.append(_problem("name_missing", number, self.by_field[name_field], None))
        return row

    def _mend(self, row: Row, mended: Mapping[str, str]) -> bool:
        """Take what somebody wrote instead of some cells; say whether the row is still without a name."""
        row.mended = tuple(mended)
        for field, text in mended.items():
            if not cells.is_empty(text):
                self._take(row, self.by_field.get(field, Column(0, "", "", field)), text)
        return not any(text for field, text in mended.items() if field in NAME_FIELDS)

    def _take(self, row: Row, column: Column, cell: Cell) -> None:
        """Puts the value of one cell into the row, or the one problem it has."""
        try:
            if isinstance(cell, Formula):
                raise BadCell("formula")
            if column.field in NAME_FIELDS or not cells.is_sign_for_nothing(cell):
                self._store(row, column, cell)
        except BadCell as bad:
            row.problems.append(
                _problem(bad.code, row.number, column, cell, severity=bad.severity, params=bad.params)
            )

    def _store(self, row: Row, column: Column, cell: Cell) -> None:
        if column.field == "birth_date":
            row.values.birth_date = self._birth_date(row, column, cell)
        elif column.field == "rank":
            row.values.rank, row.values.reserve = cells.read_rank(cell, self.context)
        elif column.field == FULL_NAME:
            self._full_name(row, column, cells.read_name(cell, self.context))
        else:
            setattr(row.values, column.field, _READERS[column.field](cell, self.context))

    def _full_name(self, row: Row, column: Column, name: str) -> None:
        family, given, sure = split_name(name, region=self.context.region)
        row.values.family_name, row.values.given_names = family, given
        if not sure and not self.assumed_name:
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
        if not self.date_order.proven and not self.assumed_date and dates.is_ambiguous(cell):
            self.assumed_date = True
            self._warn("date_order_assumed", column, example=shortened(cell), date=born.isoformat())
        age = age_on(born, self.on)
        if age < CHILD_AGE:
            params = {"age": max(age, 0), "on": self.on.isoformat()}
            row.problems.append(
                _problem("child", row.number, column, cell, severity="warning", params=params)
            )
        return born


def age_on(born: date, day: date) -> int:
    """Full years of age on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _cell(row: tuple[Cell, ...], column: Column) -> Cell:
    return row[column.index] if column.index < len(row) else None


def _problem(code: str, number: int, column: Column, cell: Cell, **more: Any) -> Problem:
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
