"""The base of lists: which columns a reader gets follows from the need-to-know declaration, not from the page's author."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import django_tables2 as tables
from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_tables2.utils import A

from ish.desk import cells
from ish.desk.cells import NOT_SHOWN as NOT_SHOWN
from ish.privacy import catalogue, registry, services


class RevealedColumn(tables.Column):
    """A column for a value of which looks are written down (health, passport). `source` is the way from the row to the object
    that holds it ("passport_section"), `model` its declared label, `field` the value. Cannot be sorted by: order tells, too."""

    def __init__(self, *, model: str, field: str, source: str = "", **kwargs: Any) -> None:
        super().__init__(empty_values=(), orderable=False, accessor=A("pk"), **kwargs)
        self.model_label, self.field, self.source = model, field, source

    def holder(self, record: Any) -> Model | None:
        """Return the object that holds the value for this row, or None."""
        if not self.source:
            return record
        try:
            return A(self.source).resolve(record)
        except (ValueError, AttributeError):
            return None

    def render(self, record: Any) -> Any:
        """Return what was revealed for this row."""
        value = revealed(record).get((self.model_label, self.field))
        return NOT_SHOWN if value in (None, "", []) else value

    def value(self, record: Any) -> Any:
        """The same for exports."""
        return revealed(record).get((self.model_label, self.field)) or ""


class AddressColumn(tables.Column):
    """An e-mail address, which may go to a second line before its "@" only."""

    def render(self, value: str) -> Any:
        """Return the address with that one place to break."""
        name, at, host = value.partition("@")
        return format_html("{}<wbr>{}{}", name, at, host)

    def value(self, value: Any) -> Any:
        """The address as it is, for exports."""
        return value


def revealed(record: Any) -> dict[tuple[str, str], Any]:
    """Return the values revealed for a row: {(model label, field): value}."""
    if not hasattr(record, "_revealed"):
        record._revealed = {}
    values: dict[tuple[str, str], Any] = record._revealed
    return values


class Table(tables.Table):
    """A list of rows. Columns that read a declared personal field are left out for readers who may not read it; a computed
    column names what it shows in `shows = {"column": ("people.Person.birth_date",)}`.

    A file of everything fetches of each row only what `reads` names, when it names anything (paths of fields; what the columns
    touch beyond it is asked for row by row), and each object that many rows share (`shared`, foreign keys of the row) once.

    `empty_title`, `empty_hint`, `empty_icon`, `empty_action_url`, `empty_action_label` make the empty state.
    """

    shows: dict[str, Sequence[str]] = {}
    reads: Sequence[str] = ()
    whole: bool = False  # a log: a file of it has everybody, also those whose data is otherwise not used
    shared: Sequence[str] = ()
    empty_title: str | Promise = ""
    empty_hint: str | Promise = ""
    empty_icon: str = "inbox"
    empty_action_url: str = ""
    empty_action_label: str | Promise = ""

    class Meta:
        template_name = "tables/list.html"
        default = NOT_SHOWN

    def lines(self) -> Iterator[SafeString]:
        """Yield the rows of the page in hand as HTML."""
        return cells.lines(self)

    def sortable(self) -> bool:
        """Say whether there is a column to sort by: on a phone the ways to sort stand in a fold of their own."""
        return any(column.orderable for column in self.columns)

    @classmethod
    def personal(cls, model: type[Model] | None = None) -> dict[str, list[tuple[str, str]]]:
        """Return {column: [(declared model, field)]} for the columns that show personal values of rows of `model`."""
        found: dict[str, list[tuple[str, str]]] = {}
        for name, column in cls.base_columns.items():
            if isinstance(column, RevealedColumn):
                found[name] = [(column.model_label, column.field)]
            elif name in cls.shows:
                found[name] = [_split(path) for path in cls.shows[name]]
            elif field := _field_of(model or cls._meta.model, str(column.accessor or name)):
                found[name] = [field]
        return found

    @classmethod
    def withheld(
        cls,
        reader: Any,
        names: Iterable[str],
        edition_id: int | None = None,
        model: type[Model] | None = None,
    ) -> list[str]:
        """Return the columns that `reader` may not read, of rows of `model`, through any of the roles named."""
        names = list(names)
        parts = registry.parts_of(reader, edition_id) if "organiser" in names else None
        return [
            column
            for column, fields in cls.personal(model).items()
            if not any(_may_read_all(fields, role, parts) for role in names)
        ]


def _may_read_all(fields: list[tuple[str, str]], role: str, parts: Iterable[str] | None) -> bool:
    return all(field in services.readable(model, role, parts) for model, field in fields)


def _split(path: str) -> tuple[str, str]:
    model, field = path.rsplit(".", 1)
    return model, field


def _field_of(model: type[Model] | None, accessor: str) -> tuple[str, str] | None:
    """Return (declared model, field) when the accessor ends at a declared personal field of a model.

    Raises `ImproperlyConfigured` when it ends at something computed from a declared model: what that shows must be said.
    """
    field: Any = None
    owner: type[Model] | None = None
    for step in accessor.replace("__", ".").split("."):
        if model is None:
            return None
        try:
            field = model._meta.get_field(step)
        except FieldDoesNotExist:
            if step != "pk" and _is_personal(model) and isinstance(getattr(model, step, None), property):
                raise ImproperlyConfigured(f"Say in `shows` what {model.__name__}.{step} shows.") from None
            return None
        owner, model = model, getattr(field, "related_model", None)
    policy = catalogue.every().get(owner._meta.label_lower) if owner else None
    return (policy.label, field.name) if policy and field.name in policy.fields else None


def _is_personal(model: type[Model]) -> bool:
    policy = catalogue.every().get(model._meta.label_lower)
    return policy is not None and bool(policy.fields)


def reveals(table: Table) -> bool:
    """Say whether the table has columns whose looks are written down."""
    return any(isinstance(bound.column, RevealedColumn) for bound in table.columns.all())


def reveal_rows(
    table: Table, records: Iterable[Any], *, reader: Any, names: Sequence[str], where: str, act: str = ""
) -> None:
    """Fetch the values of the revealed columns for these rows, with one look row a person and model; all of them one act."""
    wanted: dict[tuple[str, str], list[RevealedColumn]] = {}
    for bound in table.columns.all() if where == "export" else table.columns:
        if isinstance(bound.column, RevealedColumn):
            wanted.setdefault((bound.column.model_label, bound.column.source), []).append(bound.column)
    rows = list(records) if wanted else []
    act = act or services.new_act()
    for (model, _source), columns in wanted.items():
        fields = [column.field for column in columns]
        role = _role_for(model, fields, names)
        pairs = [(row, held) for row in rows if (held := columns[0].holder(row)) is not None]
        values = services.reveal_many(
            [held for _row, held in pairs], reader=reader, role=role, fields=fields, where=where, act=act
        )
        for (row, _held), found in zip(pairs, values, strict=True):
            revealed(row).update({(model, name): value for name, value in found.items()})


def _role_for(model: str, fields: Sequence[str], names: Sequence[str]) -> str:
    return max(names, key=lambda role: len(services.readable(model, role) & set(fields)))
