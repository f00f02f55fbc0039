"""Lists of nominations: a partner's students, the organisers' list, what is about to be decided."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _

from ish.desk import cells, names
from ish.desk.tables import NOT_SHOWN, Table
from ish.nominations import rules
from ish.nominations.keys import key_of
from ish.nominations.models import Nomination
from ish.nominations.states import Receiver, Sender
from ish.people.showing import marked
from ish.people.states import State

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


NAME = ("people.Person.family_name", "people.Person.given_names")


class NominationsBase(Table):
    """What all lists of nominations show. `marks`: beside a name it says whether the use of somebody's data is restricted."""

    marks = False

    shows = {"name": NAME}
    reads: Sequence[str] = (
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
        person = record.participation.person
        name = person.sort_name or gettext("Erased person")
        link = format_html('<a href="{}">{}</a>', reverse("nominations:student", args=[record.pk]), name)
        return marked(link, person) if self.marks else link

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


class StudentsTable(NominationsBase):
    """A partner's students: where they are, what comes next and whose turn it is."""

    shows = {**NominationsBase.shows, "next": NAME, "turn": NAME, "due": NAME}
    body = tables.Column(verbose_name=_("named by"))
    next = tables.Column(verbose_name=_("next"), empty_values=(), orderable=False, accessor="pk")
    # On the page they stand beside what comes next.
    turn = tables.Column(
        verbose_name=_("whose turn"), empty_values=(), orderable=False, accessor="pk", visible=False
    )
    due = tables.Column(verbose_name=_("due"), empty_values=(), orderable=False, accessor="pk", visible=False)
    # By it we know each student again when the file comes back.
    key = tables.Column(
        verbose_name=_("ISH key"), empty_values=(), orderable=False, accessor="pk", visible=False
    )
    empty_title = _("No students yet")
    empty_hint = _("Add them one by one, or upload your list.")
    empty_icon = "person-plus"

    class Meta(NominationsBase.Meta):
        sequence = ("rank", "name", "body", "sender_state", "receiver_state", "next", "turn", "due", "key")
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

    def value_key(self, record: Any) -> str:
        """The key, in a file."""
        return key_of(record.pk, edition=record.edition, body=record.body)

    def _card(self, record: Any) -> dict[str, Any]:
        found: dict[str, Any] = getattr(self, "cards", {}).get(record.pk) or {}
        return found
