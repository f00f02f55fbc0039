"""What this app puts on other pages: sections on the organisers' page of a person, the notice on the public page."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from ish.people import consenting, requirements
from ish.people import rules as people_rules
from ish.people import showing as people_showing
from ish.people.models import Participation
from ish.people.states import Actor
from ish.privacy.services import kept_until
from ish.profiles import notice, rules, sections

NOTICE = "notice"
"""The code of the requirement to read the privacy notice."""


def cards(participation: Participation, *, user: Any, role: str) -> list[dict[str, Any]]:
    """Return one line a section: how it stands, since when, and where it is filled in."""
    at = rules.today(participation)
    zone = people_rules.zone_of(participation)
    tasks = {task.requirement.code: task for task in requirements.at_hand(participation, at)}
    reader = Actor.PARTICIPANT if role == "participant" else Actor.ORGANISER
    found = []
    rows, refused = sections.rows(participation), consenting.refused_of(participation, at)
    for section in sections.asked_of(participation):
        task = tasks.get(section.code)
        standing = rules.standing(participation, section, user=user, role=role, at=at, refused=refused)
        card = people_showing.card(task, reader=reader, zone=zone) if task else {}
        row = rows[section.code]
        found.append(
            {
                **card,
                "section": section,
                "standing": standing,
                "url": reverse("profiles:section", args=[participation.pk, section.code]),
                "facts_url": reverse("profiles:facts", args=[participation.pk, section.code]),
                "saved_at": row.saved_at,
                "filled": section.filled(row),
                "sealed": section.code in sections.SEALED,
            }
        )
    return found


def line(card: dict[str, Any]) -> dict[str, Any]:
    """Return a card as a line of the student's own list: a section that is not asked yet says when it is."""
    standing: rules.Standing = card["standing"]
    if "title" in card:
        return card if standing.shown else {**card, "url": ""}
    hint = _("There is no consent to this.") if standing.why == "no_consent" else ""
    if standing.why in ("unasked", "not_yet"):
        hint = _("We ask for this later.")
    elif standing.shown:
        hint = "" if card["filled"] else _("Up to you.")
    return {
        "title": card["section"].title,
        "url": card["url"] if standing.shown else "",
        "tone": "done" if standing.shown and card["filled"] else "neutral",
        "state": _state(standing, card["filled"]),
        "hint": hint,
    }


def _state(standing: rules.Standing, filled: bool) -> str:
    """Return the word for a section that nobody waits for."""
    if standing.shown:
        return _("filled in") if filled else _("optional")
    return _("later") if standing.why in ("unasked", "not_yet") else _("closed")


def person_panel(request: HttpRequest, participation: Participation) -> str | None:
    """The profile on the organisers' page of a person (which is theirs alone): no fact of it before somebody asks."""
    found = requirements.at_hand(participation, rules.today(participation))
    context = {
        "participation": participation,
        "cards": cards(participation, user=request.user, role="organiser"),
        "notice": next((task for task in found if task.requirement.code == NOTICE), None),
    }
    return render_to_string("profiles/panels/person.html", context, request=request)


def guardians_panel(request: HttpRequest, obj: Any = None) -> str:
    """What parents and guardians want to know, in the languages of their seat."""
    return render_to_string(
        "profiles/panels/notice_guardians.html", {"kept": kept_until(None)}, request=request
    )


def notice_panel(request: HttpRequest, obj: Any = None) -> str:
    """The text for students under the general notice."""
    return render_to_string("profiles/panels/notice.html", notice.facts(None), request=request)
