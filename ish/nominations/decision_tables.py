"""The organisers' lists: all nominations, what is planned, the partners beside their places. Their files hold more, for
meetings."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ish.desk import names
from ish.desk.tables import NOT_SHOWN, Table
from ish.nominations.models import Nomination
from ish.nominations.states import Reason, Receiver
from ish.nominations.tables import NAME, NominationsBase, state_html
from ish.programme.models import NominatingBody

_NUMBER: dict[str, Any] = {"empty_values": (), "accessor": "pk", "attrs": {"td": {"class": "cell-number"}}}


class _ForOrganisers(NominationsBase):
    """What the files of organisers hold beside what stands on the page."""

    marks = True

    birth_date = tables.Column(
        verbose_name=_("date of birth"), accessor="participation__person__birth_date", visible=False
    )
    nationalities = tables.Column(
        verbose_name=_("nationalities"), accessor="participation__person__nationalities", visible=False
    )
    email = tables.Column(
        verbose_name=_("e-mail address"), accessor="participation__person__email", visible=False
    )
    school = tables.Column(verbose_name=_("school or university"), visible=False)
    decided_at = tables.Column(verbose_name=_("decided on"), visible=False)
    reason = tables.Column(verbose_name=_("reason"), visible=False)
    reason_staff = tables.Column(verbose_name=_("note for us"), visible=False)
    reason_student = tables.Column(verbose_name=_("note for the student"), visible=False)
    reads: Sequence[str] = (
        *NominationsBase.reads, "participation__person__nationalities", "participation__person__email", "school", "decided_at",
        "reason", "reason_staff", "reason_student",
    )  # fmt: skip

    def value_nationalities(self, value: list[str]) -> str:
        """Countries by their names."""
        return ", ".join(names.name_of("nationality", code) for code in value)

    def value_decided_at(self, record: Nomination) -> Any:
        """The day at the school."""
        zone = ZoneInfo(record.edition.time_zone)
        return record.decided_at.astimezone(zone).date() if record.decided_at else ""


def _pick() -> tables.Column:
    """Return the column in which rows are ticked; it is in no file."""
    cell = {"class": "cell-pick"}
    return tables.Column(
        verbose_name=_("choose"),
        accessor="pk",
        orderable=False,
        exclude_from_export=True,
        attrs={"td": cell, "th": cell},
    )


class NominationsTable(_ForOrganisers):
    """The organisers' list."""

    pick = _pick()
    body = tables.Column(verbose_name=_("named by"), order_by=("body__name",))
    pending = tables.Column(
        verbose_name=_("planned"), empty_values=(), attrs={"td": {"class": "text-nowrap"}}
    )
    age = tables.Column(
        verbose_name=_("age"),
        accessor="participation__person__birth_date",
        order_by=("-participation__person__birth_date",),
        attrs={"td": {"class": "cell-number"}},
    )
    shows = {**_ForOrganisers.shows, "pick": NAME, "age": ("people.Person.birth_date",)}
    empty_title = _("Nobody has been named yet")
    empty_hint = _("Students appear as soon as a partner names them.")
    empty_icon = "person-vcard"

    class Meta(NominationsBase.Meta):
        sequence = (
            "pick",
            "name",
            "body",
            "rank",
            "age",
            "sender_state",
            "receiver_state",
            "pending",
        )
        attrs = {"caption": _("Nominations"), "class": "list list-many"}

    def render_pick(self, record: Nomination) -> str:
        """A box for the bulk actions below the list."""
        label = gettext("Choose %(name)s") % {"name": record.participation.person.sort_name}
        return format_html(
            '<input type="checkbox" form="bulk" name="n" value="{}" aria-label="{}">', record.pk, label
        )

    def render_age(self, record: Nomination) -> Any:
        """Full years on the day of arrival; who is under 18 then is marked."""
        age = self.value_age(record)
        if not isinstance(age, int) or age >= 18:
            return age if age != "" else NOT_SHOWN
        return format_html('{} <span class="muted d-block">{}</span>', age, gettext("under 18"))

    def value_age(self, record: Nomination) -> Any:
        """The number in a file."""
        age = record.participation.person.age_on(record.edition.arrival_day)
        return "" if age is None else age

    def render_pending(self, record: Nomination) -> str:
        """What the school plans to decide; what a partner knows already is no plan any more."""
        if not record.pending or record.tell_on:
            return NOT_SHOWN
        return state_html("info", Receiver(record.pending).label)

    def value_pending(self, record: Nomination) -> str:
        """The same in a file."""
        return names.word_of(Receiver, record.pending) if record.pending and not record.tell_on else ""


# Who would hold a place beside the places, and in the darker part who does already; the numbers stand in the row.
_BAR = (
    '<svg class="bars-bar bars-small" height="6" aria-hidden="true"><rect class="bars-track" width="100%" height="6" rx="2"/>'
    '<rect class="bars-coming fill-{}" width="{}" height="6" rx="2"/><rect class="fill-{}" width="{}" height="6" rx="2"/></svg>'
)


def _number(accessor: str, label: Any) -> tables.Column:
    """Return a column of numbers for the file alone."""
    return tables.Column(verbose_name=label, accessor=accessor, empty_values=(), visible=False)


class PlacesTable(Table):
    """The partners beside their places. `numbers` stand on the rows of a page or a file (`views.showing.give_numbers`)."""

    name = tables.Column(verbose_name=_("partner"), attrs={"td": {"class": "cell-main"}})
    places = tables.Column(verbose_name=_("places"), **_NUMBER)
    named = tables.Column(verbose_name=_("named"), **_NUMBER)
    holding = tables.Column(verbose_name=_("hold a place"), **_NUMBER)
    named_reserve = _number("numbers__named_reserve", _("named for the waiting list"))
    reserves = _number("numbers__reserves", _("places on the waiting list"))
    pending_selected = _number("numbers__pending_selected", _("planned: selected"))
    pending_waiting_list = _number("numbers__pending_waiting_list", _("planned: waiting list"))
    pending_not_selected = _number("numbers__pending_not_selected", _("planned: not selected"))
    after_release = _number("numbers__after_release", _("would hold a place"))
    pending = tables.Column(
        verbose_name=_("planned"), empty_values=(), accessor="pk", exclude_from_export=True
    )
    undecided = tables.Column(verbose_name=_("to decide"), **_NUMBER)
    fits = tables.Column(verbose_name=_("fits"), empty_values=(), attrs={"td": {"class": "text-nowrap"}})
    empty_title = _("No partner has places yet")
    empty_hint = _("Agree places with your partners first.")
    empty_icon = "globe2"

    class Meta(Table.Meta):
        model = NominatingBody
        fields: tuple[str, ...] = ()
        orderable = False
        sequence = (
            "name",
            "places",
            "reserves",
            "named",
            "named_reserve",
            "holding",
            "...",
            "undecided",
            "fits",
        )
        attrs = {"caption": _("Places of each partner"), "class": "list list-brief"}

    def render_name(self, record: Any) -> str:
        """The name with a way to the partner's nominations."""
        return format_html('<a href="{}?body={}">{}</a>', reverse("nominations:list"), record.pk, record.name)

    def value_name(self, record: Any) -> str:
        """The name in a file."""
        return str(record.name)

    def render_places(self, record: Any) -> int:
        """The places agreed."""
        return int(record.numbers.places)

    def render_named(self, record: Any) -> str:
        """How many are named, and for the waiting list."""
        reserve = record.numbers.named_reserve
        return f"{record.numbers.named} + {reserve}" if reserve else str(record.numbers.named)

    def value_named(self, record: Any) -> int:
        """How many are named for a place, in a file."""
        return int(record.numbers.named)

    def render_holding(self, record: Any) -> int:
        """How many hold a place."""
        return int(record.numbers.holding)

    def render_undecided(self, record: Any) -> int:
        """How many have no decision in sight."""
        return int(record.numbers.undecided)

    def render_pending(self, record: Any) -> str:
        """The intended decisions, and the ways to look at them and to release them alone."""
        if not record.numbers.pending:
            return NOT_SHOWN
        return render_to_string("nominations/pending_of.html", {"n": record.numbers})

    def render_fits(self, record: Any) -> str:
        """Whether those who would hold a place are too many, too few or just as many as the places."""
        n = record.numbers
        tone, words = _fits(n)
        most = max(n.places, n.after_release, 1)
        after, now = (f"{number * 100 // most}%" for number in (n.after_release, n.holding))
        bar = format_html(_BAR, tone, after, tone, now)
        return format_html("{}{}", state_html(tone, words), bar)

    def value_fits(self, record: Any) -> str:
        """The same in a file."""
        return _fits(record.numbers)[1]


def _fits(n: Any) -> tuple[str, str]:
    if n.over:
        return "problem", ngettext("%(n)s too many", "%(n)s too many", n.over) % {"n": n.over}
    return ("done", gettext("full")) if n.after_release == n.places else ("neutral", gettext("places free"))


class PendingTable(_ForOrganisers):
    """What is about to be decided, to be ticked and released."""

    pick = _pick()
    body = tables.Column(verbose_name=_("named by"), order_by=("body__name",))
    age = tables.Column(
        verbose_name=_("age"),
        accessor="participation__person__birth_date",
        orderable=False,
        attrs=_NUMBER["attrs"],
    )
    pending = tables.Column(verbose_name=_("decision"), attrs={"td": {"class": "text-nowrap"}})
    why = tables.Column(verbose_name=_("reason"), accessor="pk", orderable=False, exclude_from_export=True)
    shows = {**_ForOrganisers.shows, "pick": NAME, "age": ("people.Person.birth_date",)}
    render_pick, render_age, value_age = (
        NominationsTable.render_pick, NominationsTable.render_age, NominationsTable.value_age,
    )  # fmt: skip

    class Meta(NominationsBase.Meta):
        sequence = ("pick", "name", "body", "rank", "age", "pending", "why")
        exclude = ("sender_state", "receiver_state", "decided_at")
        attrs = {"caption": _("Planned decisions"), "class": "list list-many"}

    def render_pending(self, record: Nomination) -> str:
        """What the school plans to decide."""
        return state_html("info", Receiver(record.pending).label)

    def value_pending(self, record: Nomination) -> str:
        """The same in a file."""
        return names.word_of(Receiver, record.pending)

    def render_why(self, record: Nomination) -> str:
        """The reason in a word, and the way to the notes."""
        words = _why(record)
        url = f"{reverse('nominations:reasons')}?n={record.pk}&next={reverse('nominations:decisions')}"
        name = record.participation.person.sort_name
        return format_html('<a href="{}">{}<span class="visually-hidden"> – {}</span></a>', url, words, name)


def _why(record: Nomination) -> str:
    """Say whether a planned decision has a reason and notes."""
    noted = bool(record.reason_staff or record.reason_student)
    if not record.reason:
        return gettext("a note, but no reason yet") if noted else gettext("add a reason")
    reason = str(Reason(record.reason).label)
    return gettext("%(reason)s, with a note") % {"reason": reason} if noted else reason
