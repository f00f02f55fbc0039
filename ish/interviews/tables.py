"""Lists of interviews: students invited, times, who may be invited, a panel member's own."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ish.desk import cells
from ish.desk.tables import NOT_SHOWN, Table
from ish.interviews import rules, times
from ish.interviews.models import Interview, Slot
from ish.interviews.states import Outcome, Stand
from ish.nominations.models import Nomination
from ish.nominations.states import Receiver
from ish.people.showing import marked

NAME = ("people.Person.family_name", "people.Person.given_names")
MAIN = {"td": {"class": "cell-main"}}
NUMBER = {"td": {"class": "cell-number"}}
NOWRAP = {"td": {"class": "text-nowrap"}}
OUTCOME_TONES = {
    Outcome.RECOMMENDED: "done",
    Outcome.NOT: "neutral",
    Outcome.UNSURE: "waiting",
    Outcome.MISSED: "problem",
}


def state_of(interview: Interview, at: datetime) -> tuple[str, str]:
    """Return tone and words for where an interview stands."""
    if interview.outcome:
        return outcome_of(interview)
    if interview.state == Stand.BOOKED:
        held = rules.is_held(interview, at)
        return ("todo", gettext("outcome due")) if held else ("done", gettext("time chosen"))
    if interview.state == Stand.INVITED:
        if interview.asked_other_at:
            return "problem", gettext("asks for another time")
        return "waiting", gettext("to choose a time")
    return "neutral", str(Stand(interview.state).label)


def outcome_of(interview: Interview) -> tuple[str, str]:
    """Return tone and words for the outcome."""
    outcome = Outcome(interview.outcome)
    return OUTCOME_TONES[outcome], str(outcome.label)


def names_of(slot: Slot | None) -> str:
    """Return who sits on a panel; never an address, also of somebody without a name: students read it."""
    members = slot.panel.all() if slot else ()
    return ", ".join(one.user.name or gettext("a member of the panel") for one in members)


class InterviewTable(Table):
    """The students invited, how far that is, and what came of it beside the board's result."""

    shows = {"student": NAME, "state": ("interviews.Interview.outcome",)}
    student = tables.Column(
        verbose_name=_("student"),
        accessor="nomination__participation__person",
        order_by=(
            "nomination__participation__person__family_name",
            "nomination__participation__person__given_names",
        ),
        attrs=MAIN,
    )
    body = tables.Column(verbose_name=_("partner"), accessor="nomination__body__name")
    state = tables.Column(verbose_name=_("interview"), order_by=("outcome", "state"), attrs=NOWRAP)
    when = tables.Column(verbose_name=_("time of the school"), accessor="slot__starts_at")
    panel = tables.Column(verbose_name=_("panel"), accessor="slot", orderable=False)
    board = tables.Column(verbose_name=_("position by the board"), accessor="board_place", attrs=NUMBER)
    decision = tables.Column(verbose_name=_("decision"), accessor="nomination__receiver_state")

    empty_title = _("Nobody is invited yet")
    empty_hint = _("Make times first, then invite students: each chooses a time that suits.")
    empty_icon = "calendar-event"

    class Meta(Table.Meta):
        model = Interview
        fields: tuple[str, ...] = ()
        attrs = {"caption": _("Interviews")}

    def __init__(self, *args: Any, at: datetime, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at, self.zone = at, zone

    def render_student(self, record: Interview) -> Any:
        """The name with the way to the interview."""
        name = record.nomination.participation.person.sort_name or gettext("Erased person")
        link = format_html('<a href="{}">{}</a>', reverse("interviews:interview", args=[record.pk]), name)
        return marked(link, record.nomination.participation.person)

    def value_student(self, record: Interview) -> str:
        """The name in a file."""
        return record.nomination.participation.person.sort_name

    def render_state(self, record: Interview) -> Any:
        """Where it stands."""
        return cells.state(*state_of(record, self.at))

    def value_state(self, record: Interview) -> str:
        """The same in a file."""
        return state_of(record, self.at)[1]

    def render_when(self, record: Interview) -> str:
        """Day and time."""
        return times.day_and_time(record.slot.starts_at, self.zone) if record.slot else NOT_SHOWN

    def value_when(self, record: Interview) -> datetime | str:
        """The moment in a file, by the clock of the school, whatever the reader's is."""
        return (
            record.slot.starts_at.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None) if record.slot else ""
        )

    def render_panel(self, record: Interview) -> str:
        """Who sits there."""
        return names_of(record.slot) or NOT_SHOWN

    def value_panel(self, record: Interview) -> str:
        """The same in a file."""
        return names_of(record.slot)

    def render_decision(self, record: Interview) -> str:
        """What was decided, once something was."""
        state = Receiver(record.nomination.receiver_state)
        return NOT_SHOWN if state in rules.UNDECIDED else str(state.label)

    def value_decision(self, record: Interview) -> str:
        """The same in a file."""
        shown = self.render_decision(record)
        return "" if shown == NOT_SHOWN else shown


class SlotTable(Table):
    """Times, with who comes."""

    shows = {"student": NAME}
    when = tables.Column(verbose_name=_("time of the school"), accessor="starts_at", attrs=MAIN)
    minutes = tables.Column(verbose_name=_("minutes"), attrs=NUMBER)
    where = tables.Column(verbose_name=_("where"), accessor="place", orderable=False, empty_values=())
    panel = tables.Column(verbose_name=_("panel"), accessor="pk", orderable=False)
    student = tables.Column(
        verbose_name=_("student"),
        accessor="interview__nomination__participation__person",
        orderable=False,
        empty_values=(),
    )

    empty_title = _("There are no times yet")
    empty_hint = _("Make a row of times on one day; students choose among them.")
    empty_icon = "calendar-event"

    class Meta(Table.Meta):
        model = Slot
        fields: tuple[str, ...] = ()
        attrs = {"caption": _("Times for interviews")}

    def __init__(self, *args: Any, at: datetime, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at, self.zone = at, zone

    def render_when(self, record: Slot) -> Any:
        """Day and time, with the way to change it."""
        words = times.day_and_time(record.starts_at, self.zone)
        return format_html('<a href="{}">{}</a>', reverse("interviews:slot", args=[record.pk]), words)

    def render_where(self, record: Slot) -> str:
        """Place, or that it is by video."""
        return record.place or (gettext("by video") if record.video_link else NOT_SHOWN)

    def render_panel(self, record: Slot) -> str:
        """Who sits there."""
        return names_of(record)

    def render_student(self, record: Slot) -> Any:
        """Who comes, or that it is free."""
        interview = getattr(record, "interview", None)
        if interview is None:
            past = record.starts_at <= self.at
            return NOT_SHOWN if past else cells.state("neutral", gettext("free"))
        name = interview.nomination.participation.person.sort_name or gettext("Erased person")
        link = format_html('<a href="{}">{}</a>', reverse("interviews:interview", args=[interview.pk]), name)
        return marked(link, interview.nomination.participation.person)


class CandidateTable(Table):
    """Who may be invited."""

    shows = {"name": NAME, "pick": NAME}
    pick = tables.Column(
        verbose_name=_("choose"), accessor="pk", orderable=False, attrs={"td": {"class": "cell-pick"}}
    )
    name = tables.Column(
        verbose_name=_("student"),
        accessor="participation__person",
        order_by=("participation__person__family_name", "participation__person__given_names"),
        attrs=MAIN,
    )
    body = tables.Column(verbose_name=_("partner"), accessor="body__name")
    rank = tables.Column(verbose_name=_("rank"), order_by=("reserve", "rank"), empty_values=(), attrs=NUMBER)
    board = tables.Column(verbose_name=_("position by the board"), accessor="board_place", attrs=NUMBER)

    empty_title = _("There is nobody to invite")
    empty_hint = _("Students stand here once they are handed in, until the school has decided.")
    empty_icon = "people"

    class Meta(Table.Meta):
        model = Nomination
        fields: tuple[str, ...] = ()
        attrs = {"caption": _("Students who can be invited")}

    def render_pick(self, record: Nomination) -> Any:
        """A box to tick."""
        label = gettext("Choose %(name)s") % {"name": record.participation.person.full_name}
        return format_html(
            '<input type="checkbox" name="n" value="{}" form="bulk" aria-label="{}">', record.pk, label
        )

    def render_name(self, record: Nomination) -> Any:
        """The name with the way to the nomination."""
        url = reverse("nominations:student", args=[record.pk])
        person = record.participation.person
        return marked(format_html('<a href="{}">{}</a>', url, person.sort_name), person)

    def render_rank(self, record: Nomination) -> str:
        """The partner's rank."""
        return f"{'R' if record.reserve else ''}{record.rank or ''}" or NOT_SHOWN
