"""The officer's lists: looks, changes, erasures. Names of staff, numbers of students, and never a value."""

from datetime import datetime
from typing import Any

import django_tables2 as tables
from auditlog.models import LogEntry
from django.utils import formats, timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ish import clock
from ish.desk.tables import NOT_SHOWN, Table
from ish.oversight import showing
from ish.privacy.models import Erasure, Look
from ish.profiles.tables import LookTable

_ACTIONS = {
    LogEntry.Action.CREATE: _("made"),
    LogEntry.Action.UPDATE: _("changed"),
    LogEntry.Action.DELETE: _("deleted"),
}


def _when(value: datetime) -> str:
    return formats.date_format(timezone.localtime(clock.seen(value)), "SHORT_DATETIME_FORMAT")


class OverseenLooks(LookTable):
    """Who looked at whom, when, at what, where and why; newest first. The person is a number."""

    whole = True
    shows = {"reader": ("accounts.User.name",)}
    person_id = tables.Column(verbose_name=_("Person"), orderable=False)

    empty_title = _("Nobody has looked yet")
    empty_hint = _("Each look at passport or health details, papers or letters will stand here.")

    class Meta(LookTable.Meta):
        model = Look
        sequence = ("at", "reader", "person_id", "fields", "where", "reason")
        attrs = {"caption": _("Looks")}

    def render_reader(self, record: Look) -> str:
        """Who, and in which role; by name, never by address."""
        return showing.reader(record)

    def render_person_id(self, value: int) -> str:
        """The number by which the person, and organisers, know them."""
        return _now("No. %(n)s") % {"n": value}

    def value_person_id(self, value: int) -> int:
        """The bare number, for files."""
        return value


class ChangeTable(Table):
    """Who changed which fields of which row, and when; newest first."""

    shows = {"actor": ("accounts.User.name",)}
    timestamp = tables.Column(verbose_name=_("When"), attrs={"td": {"class": "cell-main cell-date"}})
    actor = tables.Column(verbose_name=_("Who"), empty_values=(), orderable=False)
    action = tables.Column(verbose_name=_("Did what"), orderable=False)
    kind = tables.Column(
        verbose_name=_("With what"), accessor="content_type", empty_values=(), orderable=False
    )
    changes = tables.Column(verbose_name=_("Fields"), empty_values=(), orderable=False)

    empty_title = _("Nothing has changed yet")
    empty_hint = _("Each recorded change will stand here: which fields, by whom, when. Never a value.")
    empty_icon = "clock-history"

    class Meta(Table.Meta):
        model = LogEntry
        fields = ("timestamp", "actor", "action", "kind", "changes")
        attrs = {"caption": _("Changes")}

    def render_timestamp(self, value: datetime) -> str:
        """When, by the clock that everything else goes by."""
        return _when(value)

    def render_actor(self, record: LogEntry) -> str:
        """Who; background work has nobody."""
        return showing.actor(record)

    def render_action(self, record: LogEntry) -> Any:
        """Made, changed or deleted."""
        return _ACTIONS.get(record.action, "")

    def render_kind(self, record: LogEntry) -> str:
        """What sort of row, and its number."""
        return f"{showing.kind_title(record.content_type)} {record.object_pk}"

    def render_changes(self, record: LogEntry) -> str:
        """Which fields."""
        return showing.changed_fields(record) or NOT_SHOWN


class ErasureTable(Table):
    """What was erased: of which person by number, when, asked by whom, and how many rows."""

    whole = True
    shows = {"asked_by": ("accounts.User.name",)}
    at = tables.Column(verbose_name=_("When"), attrs={"td": {"class": "cell-main cell-date"}})
    person_id = tables.Column(verbose_name=_("Person"), orderable=False)
    asked_by = tables.Column(verbose_name=_("By"), empty_values=(), orderable=False)
    report = tables.Column(verbose_name=_("Rows emptied"), orderable=False)

    empty_title = _("Nothing has been erased yet")
    empty_hint = _("Each erasure will stand here, with what was emptied.")
    empty_icon = "trash3"

    class Meta(Table.Meta):
        model = Erasure
        fields = ("at", "person_id", "asked_by", "report")
        attrs = {"caption": _("Erasures")}

    def render_at(self, value: datetime) -> str:
        """When, by the clock that everything else goes by."""
        return _when(value)

    def render_person_id(self, value: int) -> str:
        """The number by which the person was known."""
        return _now("No. %(n)s") % {"n": value}

    def render_asked_by(self, record: Erasure) -> str:
        """Who asked for it."""
        return record.asked_by.name if record.asked_by else _now("the program, by its rules")

    def render_report(self, value: Any) -> str:
        """How many rows of all kinds."""
        return str(showing.rows_emptied(value))
