"""From a file to students: `read` is the door to this package."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from ish.nominations.reading import cells, dates
from ish.nominations.reading.cells import Context
from ish.nominations.reading.files import read_tables
from ish.nominations.reading.headings import (
    NO_HEADER,
    WAITING,
    Header,
    find_header,
    header_at,
    map_columns,
    section_of,
)
from ish.nominations.reading.letters import are_lost
from ish.nominations.reading.model import (
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
from ish.nominations.reading.taking import NAME_FIELDS, Taking, name_missing, problem_of, settle

EXAMPLES, EXAMPLES_FROM = 3, 300
_EXPECTED = {"birth_date": "Date of birth", "nationalities": "Nationality", "email": "E-mail"}


def read(
    data: bytes,
    filename: str,
    *,
    default_region: str,
    today: date,
    on: date | None = None,
    choices: Choices = NO_CHOICES,
) -> Reading:
    """The students of a nomination list, with one problem for each cell that cannot be taken: `read_file`, then `settle`."""
    how: dict[str, Any] = {"default_region": default_region, "today": today, "on": on, "choices": choices}
    return settle(read_file(data, filename, **how), **how)


def read_file(
    data: bytes,
    filename: str,
    *,
    default_region: str,
    today: date,
    on: date | None = None,
    choices: Choices = NO_CHOICES,
) -> Reading:
    """What the file says, before cells are mended, rows left out and compared with each other.

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
    reading = _Sheet(table, header, Context(default_region, today), on or today, choices).read()
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
        self.body = list(enumerate(table.rows[header.last + 1 :], header.last + 2))
        self.repeated = table.rows[header.first : header.last + 1] if header.last >= 0 else []
        self.columns, self.twice = map_columns(header.texts, choices.columns, self._examples())
        self.by_field = {column.field: column for column in reversed(self.columns) if column.field}
        self.problems: list[Problem] = []
        self.waiting = False
        birth = self.by_field.get("birth_date")
        found = (_cell(row, birth) for _, row in self.body) if birth else ()
        column_cells = [cell for cell in found if cell is not None]
        heading = birth.heading if birth else ""
        self.date_order = dates.order_of(
            column_cells,
            heading=heading,
            region=context.region,
            said=choices.date_order,
            habit=choices.date_habit,
        )
        self.dates = dates.both_ways(column_cells)
        half = dates.are_half_converted(column_cells)
        self.taking = Taking(
            context,
            on,
            self.date_order,
            self.problems,
            half_converted=half,
            name_order=(choices.name_order, choices.name_habit),
        )

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
        """All rows."""
        self._check_columns()
        rows = [
            row
            for number, raw in self.body
            if not self._is_section(number, raw) and (row := self._row(number, raw))
        ]
        if len(rows) > MAX_ROWS:
            raise Unreadable("file_too_many_rows", limit=MAX_ROWS)
        if not rows:
            self.problems.append(Problem("no_students"))
        return Reading(
            rows=rows,
            problems=self.problems,
            columns=self.columns,
            header_row=self.header.last + 1,
            sheet=self.table.name,
            encoding=self.table.encoding,
            separator=self.table.separator,
            dates=self.dates,
            names=self.taking.names,
            date_order=self.date_order,
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
            "dates": self.dates is not None and not self.date_order.proven,
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
        if self.table.doubtful_letters or self._are_names_lost():
            self._warn("letters_doubtful", None)
        self.problems += [Problem("quote_open", row=number, severity="warning") for number in self.table.torn]

    def _are_names_lost(self) -> bool:
        names = [column for column in self.columns if column.field in NAME_FIELDS]
        found = (_cell(row, column) for _number, row in self.body for column in names)
        return any(are_lost(name) for name in found if isinstance(name, str))

    def _warn(self, code: str, column: Column | None, **params: str | int) -> None:
        letter, heading = (column.letter, column.heading) if column else ("", "")
        self.problems.append(Problem(code, params, column=letter, heading=heading, severity="warning"))

    def _is_section(self, number: int, raw: tuple[Cell, ...]) -> bool:
        """Whether the row is a heading between the students: "Waiting list", or the places again."""
        filled = [cell for cell in raw if not cells.is_empty(cell)]
        about = section_of(filled[0]) if len(filled) == 1 and isinstance(filled[0], str) else ""
        if about:
            self.waiting = about == WAITING
        if about == WAITING:
            words = {"text": shortened(filled[0])}
            self.problems.append(Problem("section_waiting", words, row=number, severity="warning"))
        return bool(about)

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
                problem_of("row_left_out", number, column, _cell(raw, column), severity="warning")
            )
            return None
        row = Row(number, waiting=self.waiting)
        row.values.reserve = self.waiting
        for column, value in _gathered(said):
            self.taking.take(row, column, value)
        if nameless and NAME_FIELDS & self.by_field.keys():
            row.problems.append(name_missing(row, self.by_field))
        return row


def _gathered(said: list[tuple[Column, Cell]]) -> list[tuple[Column, Cell]]:
    """The cells of fields that stand in several columns as one, in the first of them."""
    found: dict[str, tuple[Column, Cell]] = {}
    for column, value in said:
        if column.field in found:
            first, before = found[column.field]
            found[column.field] = (first, _both(before, value))
        else:
            found[column.field] = (column, value)
    return list(found.values())


def _both(one: Cell, other: Cell) -> Cell:
    if isinstance(one, Formula) or cells.is_sign_for_nothing(other):
        return one
    if isinstance(other, Formula) or cells.is_sign_for_nothing(one):
        return other
    return f"{cells.text_of(one)}; {cells.text_of(other)}"


def _cell(row: tuple[Cell, ...], column: Column) -> Cell:
    return row[column.index] if column.index < len(row) else None
