"""Rows and cells of lists, each column as one plain function of the row, found once a list instead of once a cell.

The declaration stays one for screen and file: what a cell holds follows from the column's accessor, its `empty_values` and its
`render_…` or `value_…`, as django-tables2 reads them; `tests/desk/test_cells.py` holds both ways against each other. Of the rows
of a file no more is fetched than the columns read.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache, partialmethod
from inspect import getattr_static
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import django_tables2 as tables
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model, QuerySet
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.html import conditional_escape, format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django_tables2.rows import BoundRow
from django_tables2.utils import A, signature

if TYPE_CHECKING:
    from ish.desk.tables import Table

NOT_SHOWN = "–"
Read = Callable[[Any], Any]
CHUNK = 2_000


def chunks(table: "Table") -> Iterator[list[Any]]:
    """Yield the rows of a table in lists of a few thousand, each with no more fields than the table says it `reads`."""
    data = table.data.data
    if not isinstance(data, QuerySet):
        yield from _cut(iter(data))
        return
    shared: list[tuple[Any, dict[Any, Any]]] = [
        (data.model._meta.get_field(name), {}) for name in table.shared
    ]
    for chunk in _cut(_lean(data, table).iterator(chunk_size=CHUNK)):
        for field, known in shared:
            _give(chunk, field, known)
        yield chunk


def _cut(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _lean(rows: QuerySet[Any], table: "Table") -> QuerySet[Any]:
    if not table.reads:
        return rows
    joined = {path.rpartition("__")[0] for path in table.reads if "__" in path}
    return rows.select_related(None).select_related(*sorted(joined)).only(*table.reads, *table.shared)


def _give(rows: list[Any], field: Any, known: dict[Any, Any]) -> None:
    """Set the object that `field` of each row points to; each is fetched and made once a file, however many rows share it."""
    missing = {key for row in rows if (key := getattr(row, field.attname)) is not None} - known.keys()
    if missing:
        known.update(field.related_model._base_manager.in_bulk(missing))
    for row in rows:
        field.set_cached_value(row, known.get(getattr(row, field.attname)))


def readers(table: "Table", names: Sequence[str], *, screen: bool = False) -> list[Read]:
    """Return for each column named the function that gives a row's cell, of a file or of the `screen`.

    Words are those of the language that is active now.
    """
    model = getattr(table.data.data, "model", None)
    known = set(getattr(getattr(table.data.data, "query", None), "annotations", ()))
    return [_reader(table, table.columns[name], model, known, screen) for name in names]


def _reader(table: "Table", column: Any, model: type[Model] | None, known: set[str], screen: bool) -> Read:
    if screen and column.link:
        return lambda record: BoundRow(record, table).get_cell(column.name)
    accessor, empty = A(column.accessor), column.column.empty_values
    get, asked = _getter(accessor, model, known), _asked(column, screen)
    nothing = column.default if screen else None
    call = _caller(table, column, *asked)
    if "value" not in asked[1] and (not empty or _always_there(accessor, model)):
        return lambda record: call(record, None)

    def read(record: Any) -> Any:
        value = get(record)
        return nothing if value in empty else call(record, value)

    return read


# ---------------------------------------------------------------- ON THE SCREEN


def lines(table: "Table") -> Iterator[SafeString]:
    """Yield the rows of the page in hand as HTML, each cell with its heading for narrow screens."""
    columns = list(table.columns)
    reads = readers(table, [column.name for column in columns], screen=True)
    frames = [(_opening(column), read) for column, read in zip(columns, reads, strict=True)]
    for row in table.paginated_rows:
        parts = [f'<tr {row.attrs.as_html()} role="row">']
        for (begins, none, label), read in frames:
            text = _shown(read(row.record))
            parts.append(f"{begins}{none if text == NOT_SHOWN else ''}{label}{text}</td>")
        parts.append("</tr>")
        yield mark_safe("".join(parts))  # each part is escaped where it is made


def _opening(column: Any) -> tuple[str, str, str]:
    label = format_html(' data-label="{}">', capfirst(strip_tags(str(column.header))))
    return f'<td {column.attrs["td"].as_html()} role="cell"', " data-none", label


def _shown(value: Any) -> str:
    """Return a value as a template shows it: escaped, numbers and days in the form of the language."""
    if not isinstance(value, str):
        if isinstance(value, datetime) and timezone.is_aware(value):
            value = timezone.localtime(value)
        value = str(formats.localize(value))
    return conditional_escape(value)


@lru_cache(maxsize=512)
def state(tone: str, label: str) -> SafeString:
    """Return a state with its sign. There are few, and every row has one."""
    return render_to_string("components/state.html", {"tone": tone, "label": label})


# ---------------------------------------------------------------- WHAT THE COLUMN MAKES OF IT


def _asked(column: Any, screen: bool) -> tuple[Callable[..., Any] | None, tuple[str, ...]]:
    """Return the function that makes the cell (None: the value itself is it) and the arguments it takes."""
    made = column.render if screen else column.value
    if getattr(made, "__func__", None) is tables.Column.value:
        made = column.render  # what that one calls
    if getattr(made, "__func__", None) is tables.Column.render:
        return None, ("value",)
    names, rest = signature(made)
    return made, ("value", "record", "column", "bound_column", "bound_row", "table") if rest else names


def _caller(
    table: "Table", column: Any, made: Callable[..., Any] | None, names: tuple[str, ...]
) -> Callable[[Any, Any], Any]:
    if made is None:
        return lambda record, value: value
    if names == ("value",):
        return lambda record, value: made(value=value)
    if names == ("record",):
        return lambda record, value: made(record=record)
    fixed = {"column": column.column, "bound_column": column, "table": table}
    given = {name: fixed[name] for name in names if name in fixed}

    def call(record: Any, value: Any) -> Any:
        own = {"value": value, "record": record}
        if "bound_row" in names:
            own["bound_row"] = BoundRow(record, table)
        return made(**given, **{name: own[name] for name in own if name in names})

    return call


# ---------------------------------------------------------------- THE WAY FROM THE ROW TO THE VALUE


def _fields(accessor: A, model: type[Model] | None) -> list[Any] | None:
    """Return the fields along the way, or None when one step is no field of a model."""
    found: list[Any] = []
    for step in accessor.bits:
        if model is None:
            return None
        try:
            found.append(model._meta.pk if step == "pk" else model._meta.get_field(step))
        except FieldDoesNotExist:
            return None
        model = getattr(found[-1], "related_model", None)
    return found


def _getter(accessor: A, model: type[Model] | None, known: set[str]) -> Read:
    fields = _fields(accessor, model)
    if fields and getattr(fields[-1], "choices", None):
        return _quietly(_words(fields, str(accessor)))
    if (fields and not any(f.one_to_many or f.many_to_many for f in fields)) or str(accessor) in known:
        return _quietly(attrgetter(".".join(accessor.bits)))
    return _quietly(accessor.resolve)


def _words(fields: list[Field], accessor: str) -> Read:
    """Return a function that reads a field of choices in words; the words are looked up once."""
    field, path = fields[-1], accessor.replace("__", ".")
    name = f"get_{field.name}_display"
    if not isinstance(getattr_static(field.model, name, None), partialmethod):  # a way of the model's own
        display = attrgetter(f"{path.rpartition('.')[0]}.{name}".lstrip("."))
        return lambda record: display(record)()
    words = {key: str(label) for key, label in field.flatchoices if isinstance(key, Hashable)}
    get = attrgetter(path)

    def read(record: Any) -> Any:
        value = get(record)
        return words.get(value, value)

    return read


def _quietly(read: Read) -> Read:
    """A way that ends halfway leads to None, as it does on the page."""

    def quiet(record: Any) -> Any:
        try:
            return read(record)
        except Exception:  # the page's own way swallows everything, too
            return None

    return quiet


def _always_there(accessor: A, model: type[Model] | None) -> bool:
    """Say whether every row of the database has a value here that is not empty."""
    fields = _fields(accessor, model)
    return bool(fields) and all(
        f.concrete and (f.primary_key or (f.is_relation and not f.null)) for f in fields or ()
    )
