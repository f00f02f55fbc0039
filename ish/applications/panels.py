"""What the pages of a student show of their application: to organisers all of it, to coordinators how it stands."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from ish.applications import seat, services
from ish.applications.views import showing
from ish.documents import queries as documents
from ish.documents import rules
from ish.documents.states import DocumentState
from ish.nominations import queries as nominations
from ish.nominations.models import Nomination
from ish.nominations.rules import ORGANISER
from ish.people import queries as people
from ish.people.models import Participation
from ish.people.states import State
from ish.privacy import services as privacy


def person_panel(request: HttpRequest, participation: Participation) -> str | None:
    """On the organisers' page of a person."""
    row = Nomination.objects.select_related("edition", "body").filter(participation=participation).first()
    if row is None:
        return None
    row.participation = participation
    return _organisers(request, row)


def nomination_panel(request: HttpRequest, row: Nomination) -> str | None:
    """On the page of a nomination: for the school, or for the partner."""
    if nominations.role_for(request.user, row) == ORGANISER:
        return _organisers(request, row)
    states = _states(row)
    if not states:
        return None
    return render_to_string("applications/panels/states.html", {"states": states}, request=request)


def _states(row: Nomination) -> list[dict[str, Any]]:
    """Return how the parts stand, once a nomination was handed in and while somebody may still be asked."""
    if row.sender_state not in seat.HANDED_IN or row.participation.person.erased_at:
        return []
    return showing.states_of(row)


def _organisers(request: HttpRequest, row: Nomination) -> str | None:
    states = _states(row)
    if not states:
        return None
    application = services.of(row.participation)
    shown = privacy.reveal(application, reader=request.user, role=ORGANISER) if application.pk else {}
    for line in states:
        _add_doors(line)
    context = {
        "nomination": row,
        "participation": row.participation,
        "states": states,
        "fields": showing.fields_in_words(shown.get("fields") or []),
        "open": seat.is_open(row),
    }
    return render_to_string("applications/panels/organiser.html", context, request=request)


def _add_doors(line: dict[str, Any]) -> None:
    """Add what an organiser can do with a part."""
    document, reference = line["document"], line["reference"]
    if document is not None:
        newest = documents.newest(document)
        readable = newest is not None and rules.may_open(document)
        line["file"] = newest.pk if newest is not None and readable else None
        line["unscanned"] = newest is not None and not readable
        line["at"] = newest.file.uploaded_at if newest else None
        line["may_accept"] = readable and rules.may_follow(document.state, DocumentState.ACCEPTED)
        line["may_send_back"] = rules.may_follow(document.state, DocumentState.SENT_BACK)
    if reference is not None:
        line["who"] = reference.name
        line["letter"] = reference.pk if reference.state == "arrived" else None
        line["at"] = reference.answered_at or reference.asked_at


def desk_panel(request: HttpRequest, edition: Any) -> str | None:
    """On the desk of a student whom the school has not decided on: how their own part stands."""
    participation = people.participation_for(request.user, edition)
    if participation is None or participation.state != State.PROSPECTIVE:
        return None
    row = Nomination.objects.select_related("edition", "body").filter(participation=participation).first()
    if row is None or not seat.is_open(row):
        return None
    row.participation = participation
    states = _states(row)
    if not states:
        return None
    context = {"states": states, "url": reverse("applications:own", args=[participation.pk])}
    return render_to_string("applications/panels/desk.html", context, request=request)
