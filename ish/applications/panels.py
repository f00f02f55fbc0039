"""What the pages of a student show of their application: to organisers all of it, to coordinators how it stands."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from ish.applications import seat
from ish.applications.views import showing
from ish.documents import queries as documents
from ish.documents import rules
from ish.documents.states import DocumentState
from ish.nominations.models import Nomination
from ish.nominations.rules import ORGANISER
from ish.people import queries as people
from ish.people.models import Participation
from ish.people.states import State


def person_panel(request: HttpRequest, participation: Participation) -> str | None:
    """On the organisers' page of a person: a piece that is fetched when the page stands."""
    row: Nomination | None = getattr(participation, "nomination", None)
    if row is None:
        return None
    return _later(request, row)


def nomination_panel(request: HttpRequest, row: Nomination) -> str | None:
    """On the page of a nomination, for the school and for the partner: a piece that is fetched when the page stands."""
    return _later(request, row)


def _later(request: HttpRequest, row: Nomination) -> str | None:
    if row.sender_state not in seat.HANDED_IN or row.participation.person.erased_at:
        return None
    return render_to_string("applications/panels/later.html", {"nomination": row}, request=request)


def panel_of(row: Nomination, *, role: str) -> tuple[str, dict[str, Any]]:
    """Return template and context of the piece: for the school with doors, for a partner how it stands and no more."""
    if role == ORGANISER:
        return "applications/panels/organiser.html", _organisers(row)
    return "applications/panels/states.html", {"states": _states(row)}


def _states(row: Nomination) -> list[dict[str, Any]]:
    """Return how the parts stand, once a nomination was handed in and while somebody may still be asked."""
    if row.sender_state not in seat.HANDED_IN or row.participation.person.erased_at:
        return []
    return showing.states_of(row)


def _organisers(row: Nomination) -> dict[str, Any]:
    states = _states(row)
    for line in states:
        _add_doors(line, undecided=row.participation.state == State.PROSPECTIVE)
    return {
        "nomination": row,
        "participation": row.participation,
        "states": states,
        "open": seat.is_open(row),
    }


def _add_doors(line: dict[str, Any], *, undecided: bool) -> None:
    """Add what an organiser can do with a part."""
    document, reference = line["document"], line["reference"]
    if document is not None:
        newest = documents.newest(document)
        readable = newest is not None and rules.may_open(document)
        line["file"] = newest.pk if newest is not None and readable else None
        line["unscanned"] = newest is not None and not readable
        line["at"] = newest.file.uploaded_at if newest else None
        line["may_accept"] = readable and rules.may_follow(document.state, DocumentState.ACCEPTED)
        line["may_send_back"] = undecided and rules.may_follow(document.state, DocumentState.SENT_BACK)
    if reference is not None:
        line["who"] = reference.name
        line["letter"] = reference.pk if reference.state == "arrived" else None
        line["at"] = reference.answered_at or reference.asked_at
    if line["part"] in ("motivation", "reference") and line["tone"] != "todo":
        line["read"] = line["part"]


def correction_panel(request: HttpRequest, found: seat.Seat) -> str | None:
    """On the student's own part: the way to correct what their partner told us, without an account where they have none."""
    if not seat.may_correct(found):
        return None
    url = found.address("correct") if found.signed else ""
    context = {"participation": found.participation, "url": url}
    return render_to_string("nominations/panels/own_correction.html", context, request=request)


def desk_panel(request: HttpRequest, edition: Any) -> str | None:
    """On the desk of a student whom the school has not decided on: how their own part stands."""
    participation = people.participation_in(request, edition)
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
