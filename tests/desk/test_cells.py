"""A file's cells are what django-tables2 itself makes of the same columns, column by column and row by row."""

from datetime import date
from typing import Any

import django_tables2 as tables
import pytest
from django.db.models import F, QuerySet
from django.utils import translation
from django_tables2.rows import BoundRow

from ish.desk import cells
from ish.desk.tables import AddressColumn, Table
from ish.people.models import Participation, Person
from ish.people.states import State
from ish.programme.models import Edition, Programme
from tests.counting import counting

pytestmark = pytest.mark.django_db


class Odd(Table):
    """Every way in which a column may say what it holds."""

    plain = tables.Column(accessor="person__family_name")
    words = tables.Column(accessor="capacity")
    far_words = tables.Column(accessor="person__sex")
    yes_no = tables.Column(accessor="resident")
    noted = tables.Column(accessor="note")
    nowhere = tables.Column(accessor="person__user__email")
    unknown = tables.Column(accessor="person__there_is_no_such_thing")
    called = tables.Column(accessor="person__full_name")
    address = AddressColumn(accessor="person__email")
    shown = tables.Column(accessor="pk")
    both = tables.Column(accessor="pk")
    empty_but_made = tables.Column(accessor="left_reason", empty_values=())
    never = tables.Column(accessor="accept_by")
    whole = tables.Column(accessor="edition")
    everything = tables.Column(accessor="pk")
    dated = tables.DateColumn(accessor="person__birth_date", format="d.m.Y")
    ticked = tables.BooleanColumn(accessor="resident")

    class Meta(Table.Meta):
        model = None

    def render_shown(self, record: Participation) -> str:
        return f"row {record.person.given_names}"

    def render_both(self, value: Any) -> str:
        raise AssertionError("a file asks for the value")

    def value_both(self, value: Any, bound_column: Any) -> str:
        return f"{bound_column.name} {value}"

    def render_empty_but_made(self, value: Any) -> str:
        return f"<{value}>"

    def value_never(self, record: Participation) -> str:
        raise AssertionError("nothing to show")

    def value_everything(self, **kwargs: Any) -> str:
        return ", ".join(sorted(kwargs))

    def value_ticked(self, bound_row: Any, table: Any, column: Any) -> str:
        return f"{bound_row.record.pk} {type(table).__name__} {type(column).__name__}"


class Lean(Odd):
    """The same, of which a file says what it reads."""

    reads = ("capacity", "resident", "left_reason", "accept_by", "person__family_name", "person__given_names",
             "person__sex", "person__email", "person__birth_date", "person__user")  # fmt: skip
    shared = ("edition",)


@pytest.fixture
def rows() -> QuerySet[Any]:
    programme = Programme.objects.create(name="School", short_name="ISH")
    days = {"arrival_day": date(2027, 7, 24), "departure_day": date(2027, 8, 6)}
    edition = Edition.objects.create(programme=programme, number=1, year=2027, **days)
    people = [
        Person(
            given_names="A", family_name="=1", sex="F", email="a@example.org", birth_date=date(2009, 2, 3)
        ),
        Person(given_names="B"),
    ]
    for person in Person.objects.bulk_create(people):
        Participation.objects.create(person=person, edition=edition)
    seen = Participation.objects.select_related("person", "edition").annotate(note=F("person__given_names"))
    return seen.order_by("pk")


@pytest.mark.parametrize("kind", [Odd, Lean])
@pytest.mark.parametrize("language", ["en", "de"])
def test_cells_are_what_the_library_makes(rows: QuerySet[Any], kind: type[Table], language: str) -> None:
    with translation.override(language):
        table = kind(rows)
        names = [column.name for column in table.columns]
        reads = cells.readers(table, names)
        found = [[read(row) for read in reads] for chunk in cells.chunks(table) for row in chunk]
        wanted = [[BoundRow(row, table).get_cell_value(name) for name in names] for row in rows]
    assert [dict(zip(names, row, strict=True)) for row in found] == [
        dict(zip(names, row, strict=True)) for row in wanted
    ]


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_screen_shows_what_the_library_makes(rows: QuerySet[Any], language: str) -> None:
    with translation.override(language):
        table = Odd(rows, exclude=("both",))  # that one fails on a screen
        names = [column.name for column in table.columns]
        reads = cells.readers(table, names, screen=True)
        assert [[read(row) for read in reads] for row in rows] == [
            [BoundRow(row, table).get_cell(name) for name in names] for row in rows
        ]


def test_what_is_shown_is_escaped_and_said_in_the_language(rows: QuerySet[Any]) -> None:
    Person.objects.filter(family_name="=1").update(family_name="<b>&", email="a'b@example.org")
    with translation.override("de"):
        table = Odd(rows, attrs={"td": {"class": "x<"}})
        table.paginate(page=1, per_page=50)
        table.exclude = ("both",)
        line = next(iter(table.lines()))
    assert line.startswith('<tr class="even" role="row"><td ') and line.endswith("</td></tr>")
    assert "&lt;b&gt;&amp;" in line and "<b>" not in line and "a&#x27;b<wbr>@example.org" in line
    assert ' role="cell" data-none data-label=' in line and ">–</td>" in line


def test_what_rows_share_is_fetched_once(rows: QuerySet[Any]) -> None:
    with counting() as count:
        found = [row for chunk in cells.chunks(Lean(rows)) for row in chunk]
        assert len({id(row.edition) for row in found}) == 1
        assert [row.person.family_name for row in found] == ["=1", ""]
    assert count.queries == 2, count.told()


def test_what_a_file_does_not_need_is_not_fetched(rows: QuerySet[Any]) -> None:
    row = next(cells.chunks(Lean(rows)))[0]
    assert "nationalities" in row.person.get_deferred_fields() and "state" in row.get_deferred_fields()
    assert State(row.state) == State.PROSPECTIVE  # asked for, not lost
