"""The partners and how far each of them is."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils import formats
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ish.desk import names
from ish.desk.tables import NOT_SHOWN, Table
from ish.nominations.states import TakesPart
from ish.programme.models import NominatingBody

_NUMBER: dict[str, Any] = {"attrs": {"td": {"class": "cell-number"}}}


class FunnelTable(Table):
    """One row a partner, one column a step."""

    name = tables.Column(verbose_name=_("partner"), attrs={"td": {"class": "cell-main"}})
    asked = tables.Column(
        verbose_name=_("asked"),
        empty_values=(),
        attrs={"td": {"class": "cell-wide text-nowrap"}, "th": {"class": "cell-wide"}},
    )
    answer = tables.Column(
        verbose_name=_("answered"), empty_values=(), attrs={"td": {"class": "text-nowrap"}}
    )
    f_places = tables.Column(verbose_name=_("places"), **_NUMBER)
    f_expected = tables.Column(verbose_name=_("expected"), **_NUMBER)
    named = tables.Column(verbose_name=_("named"), **_NUMBER)
    handed_in = tables.Column(verbose_name=_("handed in"), **_NUMBER)
    selected = tables.Column(verbose_name=_("selected"), **_NUMBER)
    accepted = tables.Column(verbose_name=_("accepted"), **_NUMBER)
    arrived = tables.Column(verbose_name=_("arrived"), **_NUMBER)
    empty_title = _("No partner was asked yet")
    empty_hint = _("Ask the partners, or agree places with them.")
    empty_icon = "funnel"

    class Meta(Table.Meta):
        model = NominatingBody
        fields: tuple[str, ...] = ()
        attrs = {"caption": _("From the question to the arrival"), "class": "list list-brief list-many"}

    def render_name(self, record: Any) -> str:
        """The name with a way to the partner's page."""
        return format_html('<a href="{}">{}</a>', reverse("programme:body", args=[record.pk]), record.name)

    def value_name(self, record: Any) -> str:
        """The name in a file."""
        return str(record.name)

    def render_asked(self, record: Any) -> str:
        """When the question went out last."""
        return formats.date_format(record.asked, "SHORT_DATE_FORMAT") if record.asked else NOT_SHOWN

    def value_asked(self, record: Any) -> Any:
        """The day in a file."""
        return record.asked.date() if record.asked else ""

    def render_answer(self, record: Any) -> str:
        """What was answered."""
        return self.value_answer(record) or NOT_SHOWN

    def value_answer(self, record: Any) -> str:
        """The same in a file."""
        if record.answer is None:
            return ""
        return names.word_of(TakesPart, record.answer) if record.answer else gettext("partly")
