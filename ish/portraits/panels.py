"""What this app puts on the organisers' page of a person."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from ish.people.models import Participation
from ish.portraits import queries, rules
from ish.portraits.states import Use


def person_panel(request: HttpRequest, participation: Participation) -> str | None:
    """The picture and what it may be used for; nothing where no picture is asked for."""
    return _render("portraits/panel.html", request, participation)


def own_panel(request: HttpRequest, participation: Participation) -> str | None:
    """The way to one's own picture, on the page of the profile."""
    return _render("portraits/own_panel.html", request, participation)


def _render(template: str, request: HttpRequest, participation: Participation) -> str | None:
    known = queries.of(participation)
    if known is None and not rules.is_asked(participation, rules.today(participation)):
        return None
    uses = [Use(use).label for use in known.uses] if known else []
    context = {
        "participation": participation,
        "portrait": known,
        "uses": uses,
        "waits": known is not None and rules.waits_for_guardian(known),
    }
    return render_to_string(template, context, request=request)
