"""The contact log as a list."""

from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ish import clock
from ish.contacts import queries, subjects
from ish.contacts.models import Entry
from ish.contacts.rules import is_open
from ish.contacts.states import Direction
from ish.contacts.subjects import Named
from ish.desk import cells
from ish.desk.tables import NOT_SHOWN, Table

_TEXTS = ("contacts.Entry.text", "contacts.Entry.subject")
_NAMES = ("people.Person.family_name", "people.Person.given_names")


class LogTable(Table):
    """One line a contact; in the file with the whole text."""

    shows = {
        "about": _NAMES,
        "text": _TEXTS,
        "follow_up": ("contacts.Entry.next_step",),
    }
    shared = ("assignee", "ours", "edition")
    at = tables.DateTimeColumn(verbose_name=_("when"))
    about = tables.Column(verbose_name=_("about"), orderable=False, attrs={"td": {"class": "cell-main"}})
    partner = tables.Column(verbose_name=_("partner"), accessor="about", orderable=False, visible=False)
    kind = tables.Column(verbose_name=_("kind"))
    with_whom = tables.Column(verbose_name=_("with whom"), orderable=False, visible=False)
    text = tables.Column(
        verbose_name=_("what was said"),
        orderable=False,
        empty_values=(),
        attrs={"td": {"class": "wide-break"}},
    )
    follow_up = tables.Column(
        verbose_name=_("to follow"), accessor="pk", order_by=("follow_up_on", "at"), empty_values=()
    )
    ours = tables.Column(verbose_name=_("who of us"), visible=False)
    edition = tables.Column(verbose_name=_("edition"), visible=False)

    empty_title = _("Nothing written down yet")
    empty_hint = _(
        "Calls, mails and meetings stand here: write them down on the page of the student or partner."
    )
    empty_icon = "journal-text"

    class Meta(Table.Meta):
        model = Entry
        fields: tuple[str, ...] = ()
        attrs = {"caption": _("Contact log")}
        order_by = ("-at",)

    def __init__(self, *args: Any, reader: Any, edition: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader, self.in_hand = reader, edition
        self._names: dict[str, Named | None] = {}

    def name(self, about: str) -> Named | None:
        """Return the name of a subject; those of the whole page (or, in a file, of everything) are fetched at once."""
        if about not in self._names:
            page = getattr(self, "page", None)
            rows = (
                [row.record.about for row in self.paginated_rows]
                if page
                else self.data.data.values_list("about", flat=True)
            )
            wanted = {about, *rows}
            self._names = {**dict.fromkeys(wanted), **subjects.names(self.reader, wanted)}
        return self._names[about]

    def render_at(self, value: Any) -> str:
        """The day; the hour stands on the page of the entry."""
        return formats.date_format(timezone.localtime(value), "SHORT_DATE_FORMAT")

    def value_at(self, value: Any) -> Any:
        """The moment in a file."""
        return value

    def render_about(self, record: Entry) -> Any:
        """The name, with the way to the entry; its edition, when that is another one."""
        named = self.name(record.about)
        label = named.label if named else gettext("no longer there")
        url = reverse("contacts:entry", args=[record.pk])
        partner = named.partner if named and named.partner != label else ""
        other = "" if self.in_hand is None or record.edition_id == self.in_hand.pk else str(record.edition)
        words = " · ".join(part for part in (partner, other) if part)
        hint = format_html('<span class="person-hint">{}</span>', words) if words else ""
        mark = render_to_string("components/restricted.html") if named and named.restricted else ""
        return format_html('<a href="{}"><bdi>{}</bdi></a> {}{}', url, label, mark, hint)

    def value_about(self, record: Entry) -> str:
        """The name in a file."""
        named = self.name(record.about)
        return named.label if named else ""

    def value_partner(self, record: Entry) -> str:
        """The partner in a file."""
        named = self.name(record.about)
        return named.partner if named else ""

    def render_kind(self, record: Entry) -> str:
        """Kind and direction."""
        return kind_words(record)

    def value_kind(self, record: Entry) -> str:
        """The same in a file."""
        return kind_words(record)

    def render_text(self, record: Entry) -> Any:
        """The subject, and how the text begins."""
        begins = queries.excerpt(record.text or "")
        if record.subject:
            return format_html("<strong><bdi>{}</bdi></strong> <bdi>{}</bdi>", record.subject, begins)
        return format_html("<bdi>{}</bdi>", begins) if begins else NOT_SHOWN

    def value_text(self, record: Entry) -> str:
        """The whole in a file."""
        return "\n".join(part for part in (record.subject, record.text) if part)

    def render_follow_up(self, record: Entry) -> Any:
        """What is to follow, by when, and who sees to it."""
        if record.done_at:
            return cells.state("done", gettext("done"))
        if not is_open(record):
            return NOT_SHOWN
        tone = "problem" if _is_late(record) else "waiting"
        who = _in_hand_of(record)
        return format_html("{} {}", cells.state(tone, follow_words(record)), who)

    def value_follow_up(self, record: Entry) -> str:
        """The same in a file."""
        if record.done_at:
            return gettext("done")
        if not is_open(record):
            return ""
        who = _in_hand_of(record)
        return ", ".join(part for part in (record.next_step, follow_words(record), who) if part)

    def value_edition(self, record: Entry) -> str:
        """The edition in a file."""
        return str(record.edition)

    def value_ours(self, record: Entry) -> str:
        """Who of us, in a file."""
        return record.ours.get_full_name() if record.ours else ""


def kind_words(entry: Entry) -> str:
    """Return kind and direction in words."""
    kind = str(entry.get_kind_display())
    if not entry.direction:
        return kind
    return f"{kind}, {Direction(entry.direction).label}"


def follow_words(entry: Entry) -> str:
    """Return by when something is to follow, or who promised it without a day."""
    if entry.follow_up_on is None:
        return str(entry.get_promised_by_display())
    day = formats.date_format(entry.follow_up_on, "SHORT_DATE_FORMAT")
    return gettext("by %(day)s") % {"day": day}


def _in_hand_of(entry: Any) -> str:
    """Return who sees to an entry (of `queries.with_acting`); who has left does not."""
    return entry.assignee.get_full_name() if entry.assignee and entry.acting else ""


def _is_late(entry: Entry) -> bool:
    return entry.follow_up_on is not None and entry.follow_up_on < clock.today(entry.edition.time_zone)
