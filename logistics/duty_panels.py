"""What duties put on other pages: the emergency card on the page of a person, one's people on the desk of a tutor."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from ish.people.models import Participation
from ish.people.states import COMING
from logistics import duty_queries


def person_panel(request: HttpRequest, participation: Participation) -> str | None:
    """The way to the card, and when it was opened; nothing for who does not come."""
    if participation.state not in COMING:
        return None
    openings = list(duty_queries.openings(participation)[:5])
    context = {"participation": participation, "openings": openings}
    return render_to_string("logistics/card_panel.html", context, request=request)


def desk_panel(request: HttpRequest, obj: Any = None) -> str:
    """How many people one looks after today."""
    count = duty_queries.in_care(request.user).count()
    return render_to_string("logistics/desk_care.html", {"count": count}, request=request)
