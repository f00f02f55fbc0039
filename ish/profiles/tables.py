"""The list of looks at the sealed facts and papers of one person: the same for the person and for their organisers."""

from datetime import datetime
from typing import Any

import django_tables2 as tables
from django.apps import apps
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import roles
from ish import clock
from ish.desk.tables import Table
from ish.privacy.models import Look

WHERE = {
    "page": _("on a page"),
    "host": _("on the page of a lab"),
    "file": _("as a file"),
    "paper": _("on a receipt"),
    "person page": _("on the person's page"),
    "form": _("while filling in for the student"),
    "conflict": _("while filling in for the student"),
    "list": _("in a list"),
    "export": _("in a list taken away as a file"),
    "emergency card": _("on the emergency card"),
}


class LookTable(Table):
    """Who looked, when, at what, where and why; newest first."""

    at = tables.Column(verbose_name=_("When"), attrs={"td": {"class": "cell-main cell-date"}})
    reader = tables.Column(verbose_name=_("Who"), empty_values=(), orderable=False)
    fields = tables.Column(verbose_name=_("What"), orderable=False)
    where = tables.Column(verbose_name=_("Where"), orderable=False)
    reason = tables.Column(verbose_name=_("Why"), orderable=False)

    empty_title = _("Nobody has looked yet")
    empty_hint = _("Nobody else has opened passport or health details, papers or letters so far.")
    empty_icon = "eye-slash"

    class Meta(Table.Meta):
        model = Look
        fields = ("at", "reader", "fields", "where", "reason")
        attrs = {"caption": _("Looks")}

    def render_at(self, value: datetime) -> str:
        """When, by the clock that everything else goes by."""
        return formats.date_format(timezone.localtime(clock.seen(value)), "SHORT_DATETIME_FORMAT")

    def render_reader(self, record: Look) -> str:
        """Who, and in which role."""
        if record.reader is None:
            name = _now("somebody whose account is gone")
        else:
            name = record.reader.name or record.reader.email
        role = role_in_words(record.role)
        return format_html('{} <span class="muted">({})</span>', name, role) if role else name

    def render_fields(self, value: list[str]) -> str:
        """The sections seen: which part of one would say more than it helps."""
        titles = [_title(name.rpartition(".")[0]) or name for name in value]
        return ", ".join(dict.fromkeys(titles))

    def render_where(self, value: str, record: Look) -> Any:
        """On which kind of page; of how many people, when the same list or file held several."""
        where, people = WHERE.get(value, value), record.people
        if not people or people < 2:
            return where
        return ngettext("%(where)s, of %(n)s person", "%(where)s, of %(n)s people", people) % {
            "where": where,
            "n": people,
        }


class LookTableWithoutReasons(LookTable):
    """The same for those who do no part by which one reads why."""

    class Meta(LookTable.Meta):
        exclude = ("reason",)


_ROLES = {"guardian": _("guardian"), "companion": _("tutor on duty"), "officer": _("data protection officer")}


def role_in_words(name: str) -> Any:
    """Return a role in words, also one without an account."""
    labels = {role.name: role.label for role in roles.every()}
    return labels.get(name) or _ROLES.get(name, name)


def _title(label: str) -> str:
    """Return what a model is called, or "" when there is no such model any more."""
    try:
        title = str(apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):
        return ""
    return title[:1].upper() + title[1:]
