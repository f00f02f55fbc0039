"""What other pages show of interviews: desks, a student's page, the dossier, the student's own part."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from ish import clock
from ish.applications.seat import Seat
from ish.interviews import queries, rules, tables, times
from ish.interviews.models import Interview
from ish.interviews.states import OPEN, Stand
from ish.interviews.views.choosing import address
from ish.nominations import queries as nominations
from ish.nominations.models import Nomination
from ish.people import queries as people
from ish.selection.rules import ORGANISER, REVIEWER, barred_from


def organiser_panel(request: HttpRequest, edition: Any) -> str | None:
    """On an organiser's desk: who asks for another time, and of which interviews nobody has said how they went."""
    if edition is None:
        return None
    asking, due = queries.waiting(edition).count(), queries.outcome_due(edition).count()
    if not asking and not due:
        return None
    context = {"asking": asking, "due": due}
    return render_to_string("interviews/panels/organiser.html", context, request=request)


def panel_member(request: HttpRequest, edition: Any) -> str | None:
    """On the desk of a reviewer: the next interview, and what is due."""
    found = queries.own_slots(request.user).filter(interview__over_at=None, interview__isnull=False)
    rows = list(found.exclude(interview__nomination__in=barred_from(request.user))[:50])
    now = clock.now()
    coming = [row for row in rows if row.starts_at > now]
    due = [row for row in rows if row.starts_at <= now and not row.interview.outcome]
    if not coming and not due:
        return None
    zone = request.user.time_zone  # type: ignore[union-attr]
    context = {"next": times.named(coming[0].starts_at, zone) if coming else "", "due": len(due)}
    return render_to_string("interviews/panels/member.html", context, request=request)


def nomination_panel(request: HttpRequest, row: Nomination) -> str | None:
    """On the page of a student, for organisers: the interview, or the way to invite."""
    if nominations.role_for(request.user, row) != ORGANISER:
        return None
    return _short(request, _of(row), row, invite=True)


def dossier_panel(request: HttpRequest, row: Nomination) -> str | None:
    """On the dossier: the interview, for organisers and for those who sat on its panel."""
    found = _of(row)
    if found is None or not queries.roles.through(request.user, found) & {ORGANISER, REVIEWER}:
        return None
    return _short(request, found, row)


def _of(row: Nomination) -> Interview | None:
    return queries.every().filter(nomination=row.pk).first()


def _short(
    request: HttpRequest, found: Interview | None, row: Nomination, *, invite: bool = False
) -> str | None:
    if found is None and not (invite and rules.is_candidate(row)):
        return None
    context: dict[str, Any] = {"interview": found, "nomination": row}
    if found is not None:
        zone = row.edition.time_zone
        context["tone"], context["state"] = tables.state_of(found, clock.now())
        context["when"] = times.named(found.slot.starts_at, zone) if found.slot else ""
        context["panel"] = tables.names_of(found.slot)
    return render_to_string("interviews/panels/nomination.html", context, request=request)


def application_panel(request: HttpRequest, found: Seat) -> str | None:
    """On the student's own part: the invitation, or the time chosen."""
    if found.role == "organiser":
        return None
    return _own(request, queries.of_participation(found.participation.pk), address(found))


def participant_panel(request: HttpRequest, edition: Any) -> str | None:
    """The same on the desk of a student who has signed in."""
    participation = people.participation_in(request, edition)
    if participation is None or participation.state not in rules.DECIDED_ON:
        return None
    row = queries.of_participation(participation.pk)
    return _own(request, row, reverse("interviews:own", args=[participation.pk]))


def _own(request: HttpRequest, row: Interview | None, url: str) -> str | None:
    if row is None or row.state not in OPEN or rules.is_over(row.nomination):
        return None
    zone = row.nomination.participation.person.time_zone
    context = {
        "url": url,
        "booked": row.state == Stand.BOOKED,
        "asked": row.asked_other_at,
        "when": times.named(row.slot.starts_at, zone) if row.slot else "",
        "past": rules.is_held(row, clock.now()),
    }
    return render_to_string("interviews/panels/own.html", context, request=request)
