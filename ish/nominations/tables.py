"""Lists of nominations: a partner's students, the organisers' list, what is about to be decided."""

from functools import lru_cache
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext, ngettext, override
from django.utils.translation import gettext_lazy as _

from ish.desk import cells, names
from ish.desk.tables import NOT_SHOWN, Table
from ish.nominations import rules
from ish.nominations.models import Nomination
from ish.nominations.states import Reason, Receiver, Sender
from ish.people.states import State
from ish.programme.models import NominatingBody

SENDER_TONES = {
    Sender.DRAFT: "todo",
    Sender.SUBMITTED: "done",
    Sender.RESUBMITTED: "done",
    Sender.SENT_BACK: "problem",
    Sender.WITHDRAWN: "neutral",
}
RECEIVER_TONES = {Receiver.SELECTED: "done", Receiver.WAITING_LIST: "waiting"}
SENDER_WORDS = {
    Sender.DRAFT: _("draft"),
    Sender.SUBMITTED: _("handed in"),
    Sender.RESUBMITTED: _("handed in again"),
    Sender.SENT_BACK: _("to correct"),
    Sender.WITHDRAWN: _("withdrawn"),
}


@lru_cache(maxsize=16)
def _sender_words(language: str) -> dict[str, str]:
    with override(language):
        return {state: str(words) for state, words in SENDER_WORDS.items()}


def rank_of(nomination: Nomination) -> str:
    """Return the rank as lists write it: 1, 2 … and R1, R2 … for the waiting list."""
    return f"{'R' if nomination.reserve else ''}{nomination.rank or ''}"


def state_html(tone: str, label: Any) -> str:
    """Return a state as every page shows it; without a tone it is no state yet."""
    if not tone:
        return str(label)
    return cells.state(tone, str(label))


def sender_words(nomination: Nomination) -> tuple[str, Any]:
    """Return tone and words for where the partner is."""
    state = Sender(nomination.sender_state)
    return SENDER_TONES[state], _sender_words(get_language() or "en")[state]


def shows_intended(nomination: Nomination) -> bool:
    """Say whether a decision shows that the partner is to tell: to the partner itself from the moment it was told."""
    return rules.is_told_first(nomination) and not getattr(nomination, "not_told_yet", False)


def receiver_words(nomination: Nomination) -> tuple[str, Any]:
    """Return tone and words for where the school is; once a place was offered, what the person made of it."""
    state = nomination.participation.state
    if shows_intended(nomination):
        words = {"decision": names.word_of(Receiver, nomination.pending)}
        return "waiting", gettext("%(decision)s, not told yet") % words
    if state not in (State.PROSPECTIVE, State.NOT_SELECTED):
        tones = {
            State.OFFERED: "waiting",
            State.CONFIRMED: "done",
            State.ARRIVED: "done",
            State.COMPLETED: "done",
        }
        return tones.get(State(state), "neutral"), names.word_of(State, state)
    if nomination.sender_state == Sender.DRAFT:
        return "", NOT_SHOWN
    decision = nomination.receiver_state
    return RECEIVER_TONES.get(Receiver(decision), "neutral"), names.word_of(Receiver, decision)


_NUMBER: dict[str, Any] = {"empty_values": (), "accessor": "pk", "attrs": {"td": {"class": "cell-number"}}}


NAME = ("people.Person.family_name", "people.Person.given_names")


class _Nominations(Table):
    """What all lists of nominations show."""

    shows = {"name": NAME}
    reads = (
        "rank", "reserve", "sender_state", "receiver_state", "pending", "tell_on", "late", "participation__state",
        "participation__person__family_name", "participation__person__given_names",
        "participation__person__birth_date",
    )  # fmt: skip
    shared = ("edition", "body")
    rank = tables.Column(
        verbose_name=_("rank"),
        order_by=("reserve", "rank"),
        empty_values=(),
        attrs={"td": {"class": "cell-number"}},
    )
    name = tables.Column(
        verbose_name=_("name"),
        accessor="participation__person",
        order_by=("participation__person__family_name", "participation__person__given_names"),
        attrs={"td": {"class": "cell-main"}},
    )
    sender_state = tables.Column(verbose_name=_("partner's state"), attrs={"td": {"class": "text-nowrap"}})
    receiver_state = tables.Column(verbose_name=_("school's state"), attrs={"td": {"class": "text-nowrap"}})

    class Meta(Table.Meta):
        model = Nomination
        fields: tuple[str, ...] = ()

    def render_rank(self, record: Nomination) -> str:
        """1, 2 … or R1, R2 …"""
        return rank_of(record) or NOT_SHOWN

    def value_rank(self, record: Nomination) -> str:
        """The same in a file."""
        return rank_of(record)

    def render_name(self, record: Nomination) -> Any:
        """The name with a way to the student's page."""
        name = record.participation.person.sort_name or gettext("Erased person")
        return format_html('<a href="{}">{}</a>', reverse("nominations:student", args=[record.pk]), name)

    def value_name(self, record: Nomination) -> str:
        """The name in a file."""
        return record.participation.person.sort_name

    def render_sender_state(self, record: Nomination) -> str:
        """The partner's state, and whether it came late."""
        tone, words = sender_words(record)
        return state_html(tone, f"{words} ({gettext('late')})" if record.late else words)

    def value_sender_state(self, record: Nomination) -> str:
        """The partner's state in a file."""
        return str(sender_words(record)[1])

    def render_receiver_state(self, record: Nomination) -> str:
        """The school's state; what a partner has still to tell stands in two lines."""
        if shows_intended(record):
            decision = state_html("waiting", names.word_of(Receiver, record.pending))
            return format_html('{} <span class="muted d-block">{}</span>', decision, gettext("not told yet"))
        return state_html(*receiver_words(record))

    def value_receiver_state(self, record: Nomination) -> str:
        """The school's state in a file."""
        return str(receiver_words(record)[1])


class StudentsTable(_Nominations):
    """A partner's students: where they are, what comes next and whose turn it is."""

    shows = {**_Nominations.shows, "next": NAME, "turn": NAME, "due": NAME}
    body = tables.Column(verbose_name=_("named by"))
    next = tables.Column(verbose_name=_("next"), empty_values=(), orderable=False, accessor="pk")
    # On the page they stand beside what comes next.
    turn = tables.Column(
        verbose_name=_("whose turn"), empty_values=(), orderable=False, accessor="pk", visible=False
    )
    due = tables.Column(verbose_name=_("due"), empty_values=(), orderable=False, accessor="pk", visible=False)
    empty_title = _("No students yet")
    empty_hint = _("Add them one by one, or upload your list.")
    empty_icon = "person-plus"

    class Meta(_Nominations.Meta):
        sequence = ("rank", "name", "body", "sender_state", "receiver_state", "next", "turn", "due")
        attrs = {"caption": _("Your students")}

    def render_next(self, record: Any) -> str:
        """The next open item and whose turn it is, worked out for the rows of the page; the ways to remind and to correct."""
        found = getattr(record, "next_card", None)
        ways = {
            name: getattr(record, name, "") for name in ("nudge_url", "look_url", "reminded", "correct_url")
        }
        if not found and not any(ways.values()):
            return NOT_SHOWN
        context = {"card": found, "name": record.participation.person.full_name, **ways}
        return render_to_string("nominations/next.html", context)

    def value_next(self, record: Any) -> str:
        """The next open item in a file; `cards`, by student, are worked out by the view."""
        return str(self._card(record).get("title", ""))

    def value_turn(self, record: Any) -> str:
        """Whose turn it is, in a file."""
        return str(self._card(record).get("turn", ""))

    def value_due(self, record: Any) -> Any:
        """The day, in a file."""
        return self._card(record).get("due") or ""

    def _card(self, record: Any) -> dict[str, Any]:
        found: dict[str, Any] = getattr(self, "cards", {}).get(record.pk) or {}
        return found


class NominationsTable(_Nominations):
    """The organisers' list."""

    pick = tables.Column(
        verbose_name=_("choose"),
        accessor="pk",
        orderable=False,
        exclude_from_export=True,
        attrs={"td": {"class": "cell-pick"}, "th": {"class": "cell-pick"}},
    )
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
    shows = {**_Nominations.shows, "pick": NAME, "age": ("people.Person.birth_date",)}
    empty_title = _("Nobody has been named yet")
    empty_hint = _("Students appear as soon as a partner names them.")
    empty_icon = "person-vcard"

    class Meta(_Nominations.Meta):
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
        return names.word_of(Receiver, record.pending) if record.pending else ""


# Who would hold a place beside the places, and in the darker part who does already; the numbers stand in the row.
_BAR = (
    '<svg class="bars-bar bars-small" height="6" aria-hidden="true"><rect class="bars-track" width="100%" height="6" rx="2"/>'
    '<rect class="bars-coming fill-{}" width="{}" height="6" rx="2"/><rect class="fill-{}" width="{}" height="6" rx="2"/></svg>'
)


class PlacesTable(Table):
    """The partners beside their places. `numbers` stand on the rows of a page (`views.showing.give_numbers`)."""

    name = tables.Column(verbose_name=_("partner"), attrs={"td": {"class": "cell-main"}})
    places = tables.Column(verbose_name=_("places"), **_NUMBER)
    named = tables.Column(verbose_name=_("named"), **_NUMBER)
    holding = tables.Column(verbose_name=_("hold a place"), **_NUMBER)
    pending = tables.Column(verbose_name=_("planned"), empty_values=(), accessor="pk")
    undecided = tables.Column(verbose_name=_("to decide"), **_NUMBER)
    fits = tables.Column(verbose_name=_("fits"), empty_values=(), attrs={"td": {"class": "text-nowrap"}})
    empty_title = _("No partner has places yet")
    empty_hint = _("Agree places with your partners first.")
    empty_icon = "globe2"

    class Meta(Table.Meta):
        model = NominatingBody
        fields: tuple[str, ...] = ()
        orderable = False
        attrs = {"caption": _("Places of each partner"), "class": "list list-brief"}

    def render_name(self, record: Any) -> str:
        """The name with a way to the partner's nominations."""
        return format_html('<a href="{}?body={}">{}</a>', reverse("nominations:list"), record.pk, record.name)

    def render_places(self, record: Any) -> int:
        """The places agreed."""
        return int(record.numbers.places)

    def render_named(self, record: Any) -> str:
        """How many are named, and for the waiting list."""
        reserve = record.numbers.named_reserve
        return f"{record.numbers.named} + {reserve}" if reserve else str(record.numbers.named)

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
        tone, words = "neutral", gettext("places free")
        if n.over:
            tone, words = "problem", ngettext("%(n)s too many", "%(n)s too many", n.over) % {"n": n.over}
        elif n.after_release == n.places:
            tone, words = "done", gettext("full")
        most = max(n.places, n.after_release, 1)
        after, now = (f"{number * 100 // most}%" for number in (n.after_release, n.holding))
        bar = format_html(_BAR, tone, after, tone, now)
        return format_html("{}{}", state_html(tone, words), bar)


class PendingTable(_Nominations):
    """What is about to be decided, to be ticked and released."""

    pick = tables.Column(
        verbose_name=_("choose"),
        accessor="pk",
        orderable=False,
        attrs={"td": {"class": "cell-pick"}, "th": {"class": "cell-pick"}},
    )
    body = tables.Column(verbose_name=_("named by"), order_by=("body__name",))
    age = tables.Column(
        verbose_name=_("age"),
        accessor="participation__person__birth_date",
        orderable=False,
        attrs=_NUMBER["attrs"],
    )
    pending = tables.Column(verbose_name=_("decision"), attrs={"td": {"class": "text-nowrap"}})
    why = tables.Column(verbose_name=_("reason"), accessor="pk", orderable=False)
    shows = {**_Nominations.shows, "pick": NAME, "age": ("people.Person.birth_date",)}
    render_pick, render_age, value_age = (
        NominationsTable.render_pick, NominationsTable.render_age, NominationsTable.value_age,
    )  # fmt: skip

    class Meta(_Nominations.Meta):
        sequence = ("pick", "name", "body", "rank", "age", "pending", "why")
        exclude = ("sender_state", "receiver_state")
        attrs = {"caption": _("Planned decisions"), "class": "list list-many"}

    def render_pending(self, record: Nomination) -> str:
        """What the school plans to decide."""
        return state_html("info", Receiver(record.pending).label)

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
