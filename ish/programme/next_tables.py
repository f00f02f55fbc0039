"""The partners and what went late or wrong with each."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ish.desk.tables import Table
from ish.programme import looking_back, next_queries
from ish.programme.models import NominatingBody

_NUMBER: dict[str, Any] = {"attrs": {"td": {"class": "cell-number"}, "th": {"class": "cell-number"}}}


class LookingBackTable(Table):
    """One row a partner: in words on the page, a column a figure in the file."""

    name = tables.Column(verbose_name=_("partner"), attrs={"td": {"class": "cell-main"}})
    told = tables.Column(
        verbose_name=_("late or wrong"), empty_values=(), orderable=False, exclude_from_export=True
    )
    back_all = tables.Column(verbose_name=_("in all"), **_NUMBER)
    before_all = tables.Column(verbose_name=_("the time before"), **_NUMBER)
    empty_title = _("No partner has places yet")
    empty_hint = _("Agree places with the partners; what goes late or wrong is then counted here.")
    empty_icon = "clock-history"

    class Meta(Table.Meta):
        model = NominatingBody
        fields: tuple[str, ...] = ()
        attrs = {"caption": _("Late or wrong, per partner"), "class": "list list-brief"}

    def render_name(self, record: Any) -> str:
        """The name with a way to the partner's page."""
        return format_html('<a href="{}">{}</a>', reverse("programme:body", args=[record.pk]), record.name)

    def value_name(self, record: Any) -> str:
        """The name in a file."""
        return str(record.name)

    def render_told(self, record: Any) -> str:
        """What went late or wrong, one line each."""
        lines = next_queries.told(record)
        if not lines:
            return format_html('<span class="muted">{}</span>', gettext("nothing"))
        return format_html_join("", "<div>{}</div>", ((line,) for line in lines))


class FigureColumn(tables.Column):
    """A figure as a number, for the file alone."""

    def render(self, value: Any) -> int:
        """Lengths of time in days."""
        return looking_back.number_of(value)

    def value(self, value: Any) -> int:
        """The same in a file."""
        return looking_back.number_of(value)


def figure_columns() -> list[tuple[str, tables.Column]]:
    """Return a column for each figure, for the file alone."""
    return [
        (figure.column, FigureColumn(verbose_name=figure.label, visible=False))
        for figure in looking_back.every()
    ]
