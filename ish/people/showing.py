"""Tasks and steps as pages show them: words, tones, and due moments in the reader's zone. Writes nothing, decides nothing."""

from typing import Any
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ish.people.deadlines import due_elsewhere
from ish.people.models import Person
from ish.people.requirements import Task
from ish.people.states import Actor, State

TONES = {
    State.PROSPECTIVE: "neutral",
    State.OFFERED: "waiting",
    State.CONFIRMED: "done",
    State.ARRIVED: "done",
    State.COMPLETED: "done",
    State.VISA_REFUSED: "problem",
}


def mark(person: Person) -> SafeString | str:
    """Return the quiet mark beside the name of somebody whose data is kept and not used; for organisers. Nothing for others."""
    return render_to_string("components/restricted.html") if person.restricted_at else ""


def marked(name: Any, person: Person) -> SafeString:
    """Return a name (or a link) with the mark behind it, for the cells of lists that organisers read."""
    return format_html("{}{}{}", name, " " if person.restricted_at else "", mark(person))


def tone_of(state: str) -> str:
    """Return the tone in which a participation's state is shown."""
    return TONES.get(State(state), "neutral")


def actor_of(actor: str, *, guest: bool) -> str:
    """Return whose turn it is, in a list of many; a `guest` is no participant."""
    return _("themselves") if guest and actor == Actor.PARTICIPANT else str(Actor(actor).label)


def turn_of(actor: str, reader: str, *, guest: bool = False) -> str:
    """Return whose turn it is, as the reader would say it; a `guest` is no student."""
    if actor == reader:
        return _("your turn")
    if guest and actor == Actor.PARTICIPANT:
        return _("their turn")
    return {
        Actor.PARTICIPANT: _("the student's turn") if reader != Actor.PARTICIPANT else _("your turn"),
        Actor.GUARDIAN: _("your parents' turn") if reader == Actor.PARTICIPANT else _("the parents' turn"),
        Actor.COORDINATOR: _("your partner's turn")
        if reader == Actor.PARTICIPANT
        else _("the partner's turn"),
        Actor.HOST: _("the lab supervisor's turn"),
        Actor.ORGANISER: _("the organisers' turn"),
    }[Actor(actor)]


def state_of(task: Task, reader: str) -> tuple[str, str]:
    """Return tone and word for how a task stands."""
    if task.done:
        return "done", _("done")
    if task.waived:
        return "done", _("not needed")
    if task.overdue:
        return "problem", _("late")
    if task.open:
        return ("todo", _("to do")) if task.actor == reader else ("waiting", _("waiting"))
    return "neutral", _("optional") if task.optional else _("later")


def card(
    task: Task, *, reader: str, zone: ZoneInfo, link: bool = True, guest: bool = False
) -> dict[str, Any]:
    """Return one line for `components/task_list.html`. `due` is the day as the school counts it.

    The help speaks to whoever has to do it, and of the family's tasks to the student; others do not read it.
    """
    tone, word = state_of(task, reader)
    spoken_to = reader in (task.actor, Actor.PARTICIPANT)
    hints = [str(task.requirement.help)] if (task.open or task.optional) and spoken_to else []
    if task.overdue and task.actor == reader == Actor.PARTICIPANT:
        hints.append(_("It is late, but not too late: please do it now."))
    if task.later:
        hints.append(_("From %(day)s.") % {"day": formats.date_format(task.begins, "DATE_FORMAT")})
    return {
        "title": task.requirement.label,
        "url": task.link if link and not task.later else "",
        "tone": tone,
        "state": word,
        "due": None if task.done or task.waived else task.due,
        "turn": turn_of(task.actor, reader, guest=guest) if task.open else "",
        "hint": " ".join(filter(None, hints)),
        "elsewhere": due_elsewhere(task.due, zone) if task.open else "",
        "code": task.requirement.code,
        "task": task,
    }
