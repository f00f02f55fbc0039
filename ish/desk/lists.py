"""List pages: filter, sort and page on the server, state in the address, export what is shown."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.html import strip_tags
from django_tables2 import RequestConfig

from accounts import roles
from ish.desk import cells, exports, frame
from ish.desk.access import rule_of
from ish.desk.tables import Table, reveal_rows, reveals
from ish.privacy import restricting
from ish.privacy.services import count_people, new_act

PAGE_SIZE = 50
EXPORT = "_export"
FORMATS = ("xlsx", "csv")


@dataclass
class List:
    """One list as one reader sees it now: the filter's form, the table, the rows that fit."""

    request: HttpRequest
    table: Table
    queryset: Any
    names: list[str]
    filterset: Any = None
    export_name: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def filtered(self) -> bool:
        """Whether a filter is set (the empty state then says so)."""
        form = getattr(self.filterset, "form", None)
        return bool(form is not None and any(self.request.GET.get(form.add_prefix(n)) for n in form.fields))

    @property
    def export_key(self) -> str:
        """What asks for the file in the address; the prefixes of their tables tell several lists of a page apart."""
        return f"{self.table.prefix or ''}{EXPORT}"

    @property
    def wanted(self) -> str:
        """The format in which the address asks for the file of this list; empty: it asks for a page."""
        return self.request.GET.get(self.export_key, "")

    @property
    def export_links(self) -> list[dict[str, str]]:
        """Addresses of the downloads, with the filters and the order as they are."""
        if not self.export_name:
            return []
        links = []
        for format_name in FORMATS:
            query = self.request.GET.copy()
            query.pop(self.table.prefixed_page_field, None)
            query[self.export_key] = format_name
            links.append({"url": f"?{query.urlencode()}", "label": format_name.upper()})
        return links

    def context(self) -> dict[str, Any]:
        """What the page's template needs."""
        return {
            "list": self,
            "table": self.table,
            "filter": self.filterset,
            "filtered": self.filtered,
            "export_links": self.export_links,
            **self.extra,
        }


def list_page(
    request: HttpRequest,
    table_class: type[Table],
    queryset: QuerySet[Any] | Sequence[Any],
    filterset_class: Any = None,
    template: str = "desk/list.html",
    export_name: str | None = None,
    *,
    role: str | None = None,
    context: Mapping[str, Any] | None = None,
    page_size: int = PAGE_SIZE,
    table_kwargs: Mapping[str, Any] | None = None,
    filter_kwargs: Mapping[str, Any] | None = None,
) -> HttpResponseBase:
    """Return the page of a list, or the download that `?_export=xlsx` or `csv` asks for.

    `queryset` is already narrowed to what the user sees (`visible_to`). Columns the user may not read through `role` (or,
    without it, through those of their roles that may enter this view) are not there, on the page and in the file.
    """
    listed = build(
        request, table_class, queryset, filterset_class, export_name,
        role=role, table_kwargs=table_kwargs, filter_kwargs=filter_kwargs,
    )  # fmt: skip
    if listed.wanted:
        return export(listed, listed.wanted)
    paginate(listed, page_size)
    listed.extra = context or {}
    return render(request, template, listed.context())


def build(
    request: HttpRequest,
    table_class: type[Table],
    queryset: QuerySet[Any] | Sequence[Any],
    filterset_class: Any = None,
    export_name: str | None = None,
    *,
    role: str | None = None,
    table_kwargs: Mapping[str, Any] | None = None,
    filter_kwargs: Mapping[str, Any] | None = None,
) -> List:
    """Return the list filtered and sorted, not yet paged; for pages that show more than one list. Rows that are no queryset are
    taken as they are."""
    filterset = None
    if filterset_class is not None:
        filterset = filterset_class(request.GET, queryset=queryset, request=request, **(filter_kwargs or {}))
        queryset = filterset.qs
    names = [role] if role else reading_roles(request)
    # What organisers list is of the edition they organise; their part in it counts, not one in another edition looked at.
    listed = frame.edition_as(request, "organiser") if "organiser" in names else None
    edition_id = getattr(listed or frame.current_edition(request), "pk", None)
    withheld = table_class.withheld(request.user, names, edition_id, getattr(queryset, "model", None))
    options = dict(table_kwargs or {})
    exclude = [*options.pop("exclude", ()), *withheld]
    table = table_class(queryset, exclude=exclude, **options)
    RequestConfig(request, paginate=False).configure(table)
    return List(request, table, queryset, names, filterset, export_name or "")


def reading_roles(request: HttpRequest) -> list[str]:
    """Return the roles through which this request reads: those held, narrowed to those the view opens for."""
    match = request.resolver_match
    rule = rule_of(match.func) if match else None
    held = [held.name for held in roles.held_by(request.user)]
    return [name for name in held if rule is None or not rule.roles or name in rule.roles]


def paginate(listed: List, page_size: int = PAGE_SIZE) -> None:
    """Cut the list to the page asked for (an unknown page is the nearest one) and reveal its sensitive values.

    The size of a page is ours alone: no address makes one grow.
    """
    table = listed.table
    _steady(table)
    table.paginate(page=1, per_page=page_size)
    wanted = _page_number(listed.request.GET.get(table.prefixed_page_field))
    table.page = table.paginator.page(min(max(wanted, 1), table.paginator.num_pages))
    records = (row.record for row in table.paginated_rows)
    reveal_rows(table, records, reader=listed.request.user, names=listed.names, where="list")


def _page_number(text: Any) -> int:
    try:
        return int(text)
    except (TypeError, ValueError):
        return 1


def _steady(table: Table) -> None:
    """Break ties by key, so that no row is on two pages or on none."""
    data = getattr(table.data, "data", None)
    if isinstance(data, QuerySet) and not data.query.distinct_fields:
        order = list(data.query.order_by) or list(data.model._meta.ordering or ())
        if "pk" not in order and "-pk" not in order:
            table.data.data = data.order_by(*order, "pk")


def export(listed: List, wanted: str) -> HttpResponseBase:
    """Return the whole list as shown, as a file; raises `Http404` for a format or a list that is not exported."""
    if not listed.export_name or wanted not in FORMATS:
        raise Http404
    _steady(listed.table)
    words = restricting.in_words(_leave_out(listed.table))
    # `all`: a column with `visible=False` is for the file alone; who may not read one does not have it at all.
    columns = [c for c in listed.table.columns.all() if not getattr(c.column, "exclude_from_export", False)]
    headers = [strip_tags(str(column.header)) for column in columns]
    rows = export_rows(listed, [column.name for column in columns])
    if words and columns:
        rows = chain(rows, [[words, *[""] * (len(columns) - 1)]])
    writer = exports.xlsx if wanted == "xlsx" else exports.csv
    return writer(rows, headers, listed.export_name)


def _leave_out(table: Table) -> int:
    """Take the people whose data is kept and not used out of what is written to a file; return how many rows that were."""
    data = table.data.data
    if table.whole:
        return 0
    if isinstance(data, QuerySet):
        count = restricting.left_out_of(data)
        if count:
            table.data.data = restricting.without(data)
        return count
    kept = restricting.without_each(data)
    count = len(data) - len(kept)
    if count:
        table.data.data = kept
    return count


def export_rows(listed: List, names: list[str]) -> Iterator[list[Any]]:
    """Yield the values of all rows, fetched in chunks; sensitive ones are revealed (and written down) chunk by chunk."""
    table = listed.table
    reads, act = cells.readers(table, names), new_act()
    try:
        for chunk in cells.chunks(table):
            reveal_rows(table, chunk, reader=listed.request.user, names=listed.names, where="export", act=act)
            for record in chunk:
                yield [read(record) for read in reads]
    finally:  # also of a file that nobody has taken to its end
        if reveals(table):
            count_people(act)
