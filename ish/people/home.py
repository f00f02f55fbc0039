"""What this app puts on the desks: the participant's to-do list, and what the organiser's readiness comes to."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from ish import clock
from ish.people import deadlines, queries, requirements, rules, showing
from ish.people.models import Participation
from ish.people.requirements import Task
from ish.people.states import Actor
from ish.programme.models import Edition


def todo(participation: Participation) -> dict[str, Any]:
    """Return what the participant's to-do list shows: lines, and how far they are."""
    zone = rules.zone_of(participation)
    found = requirements.tasks(participation, clock.today(zone))
    mine = [
        task for task in found if task.actor == Actor.PARTICIPANT and not task.later and not task.optional
    ]
    shown = [task for task in found if _own(task) or task.open]  # what others have done is no news
    ahead = sorted(
        (task for task in shown if not _settled(task)), key=lambda task: (task.later, task.optional, task.due)
    )
    cards = [showing.card(task, reader=Actor.PARTICIPANT, zone=zone, link=_own(task)) for task in ahead]
    behind = [showing.card(task, reader=Actor.PARTICIPANT, zone=zone) for task in shown if _settled(task)]
    return {
        "participation": participation,
        "also": queries.also_here(participation),
        "edition": participation.edition,
        "zone": deadlines.zone_name(participation.edition.time_zone),
        "tasks": cards,
        "finished": behind,
        "done": sum(map(_settled, mine)),
        "total": len(mine),
        "tone": showing.tone_of(participation.state),
        "may_give_back": rules.may_give_back(participation),
        "place_url": reverse("people:place", args=[participation.pk]),
    }


def _settled(task: Task) -> bool:
    """Nothing is left to do: what is ahead comes first on the list, by its day."""
    return task.done or task.waived


def _own(task: Task) -> bool:
    """A participant is led only to what they can do themselves."""
    return task.actor == Actor.PARTICIPANT


def participant_panel(request: HttpRequest, edition: Edition | None) -> str | None:
    """The to-do list on the participant's desk."""
    row = queries.participation_in(request, edition)
    if row is None:
        return None
    return render_to_string("people/panels/todo.html", todo(row), request=request)


def organiser_panel(request: HttpRequest, edition: Edition | None) -> str | None:
    """How many are where on the ladder, and (as a fragment of its own) what is missing."""
    if edition is None:
        return None
    context = {"edition": edition, "states": queries.states_in(edition)}
    return render_to_string("people/panels/organiser.html", context, request=request)
