"""The organisers' list of messages: its filter and its table."""

from datetime import datetime
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ish import clock
from ish.desk import names
from ish.desk.registry import words_match
from ish.desk.tables import AddressColumn, Table
from ish.outbox import registry
from ish.outbox.models import Message
from ish.outbox.states import State
from ish.privacy import restricting

TONES = {
    State.HELD: "waiting",
    State.QUEUED: "info",
    State.SENDING: "info",
    State.SENT: "done",
    State.FAILED: "problem",
    State.DROPPED: "neutral",
    State.DISCARDED: "neutral",
}


def kind_label(name: str) -> str:
    """Return a kind of message in words; one that no longer exists keeps its name."""
    kind = registry.find(name)
    return str(kind.label) if kind else name


def _kinds() -> list[tuple[str, Any]]:
    return [(kind.name, kind.label) for kind in registry.every() if not kind.transient]


class MessageFilter(django_filters.FilterSet):
    """By words, state, kind and person."""

    q = django_filters.CharFilter(label=_("Name, address or subject"), method="by_words")
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=State.choices, empty_label=pgettext_lazy("states", "All")
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=_kinds, empty_label=pgettext_lazy("kinds", "All")
    )
    person = django_filters.NumberFilter(field_name="person_id", label="", widget=None)
    batch = django_filters.CharFilter(field_name="batch", label="")

    class Meta:
        model = Message
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("person", "batch"):  # reached from other pages, not chosen here
            field = self.form.fields[name]
            field.widget = field.hidden_widget()

    def by_words(self, queryset: QuerySet[Message], name: str, value: str) -> QuerySet[Message]:
        """Narrow to messages in whose name, address or subject each word occurs."""
        return queryset.filter(words_match(value.split()[:8], "to_name", "to_email", "subject") or Q())


class MessageTable(Table):
    """Newest first; the first column picks rows for what can be done with many."""

    reads = ("subject", "kind", "to_name", "to_email", "state", "created_at")
    pick = tables.TemplateColumn(
        template_name="desk/messages/pick.html",
        verbose_name=_("Choose"),
        orderable=False,
        exclude_from_export=True,
        attrs={"td": {"class": "cell-pick"}, "th": {"class": "cell-pick"}},
    )
    subject = tables.Column(verbose_name=_("Message"), attrs={"td": {"class": "cell-main"}}, empty_values=())
    to_name = tables.Column(verbose_name=_("To"), empty_values=())
    to_email = AddressColumn(verbose_name=_("Address"), attrs={"td": {"class": "cell-aside"}})
    state = tables.TemplateColumn(template_name="desk/messages/state.html", verbose_name=_("State"))
    created_at = tables.DateTimeColumn(
        verbose_name=_("Written"), short=True, attrs={"td": {"class": "cell-date"}}
    )

    empty_title = _("No messages yet")
    empty_hint = _("What the software writes to students, partners and lab supervisors will be listed here.")
    empty_icon = "envelope"

    _restricted: frozenset[int] | None = None

    class Meta(Table.Meta):
        model = Message
        fields = ("pick", "subject", "to_name", "to_email", "state", "created_at")
        attrs = {"caption": _("Messages"), "class": "list list-slim"}

    def render_subject(self, record: Message) -> str:
        """The subject; before a message is written, what kind it is."""
        title = record.subject or kind_label(record.kind)
        return format_html('<a href="{}">{}</a>', reverse("desk:message", args=[record.pk]), title)

    def value_subject(self, record: Message) -> str:
        """The same for exports."""
        return record.subject or kind_label(record.kind)

    def render_created_at(self, value: datetime) -> str:
        """When it was written, by the clock that everything else goes by."""
        return formats.date_format(timezone.localtime(clock.seen(value)), "SHORT_DATETIME_FORMAT")

    value_created_at = render_created_at

    def render_to_name(self, record: Message) -> str:
        """The name, or a dash; the mark when it is about somebody whose data is kept and not used."""
        if self._restricted is None:
            self._restricted = restricting.keys()
        mark = render_to_string("components/restricted.html") if record.person_id in self._restricted else ""
        return format_html("{} {}", record.to_name or "–", mark)

    def value_to_name(self, record: Message) -> str:
        """The name alone, for exports."""
        return record.to_name or "–"

    def value_state(self, record: Message) -> str:
        """The state in words, for exports."""
        return names.word_of(State, record.state)
