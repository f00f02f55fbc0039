"""Pages of those who sit on panels: their own interviews, as a page and as a file for the calendar."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import links
from ish import clock
from ish.desk.access import access
from ish.interviews import calendars, mails, queries, tables, times
from ish.interviews.models import Slot
from ish.selection import rules as selection
from ish.selection.rules import ORGANISER

MOST = 100


@access("organiser", "reviewer")
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The interviews on whose panel one sits: first those to come, then those that have been."""
    now = clock.now()
    rows = list(queries.own_slots(request.user).order_by("-starts_at")[:MOST])
    barred = _barred(request, rows)
    readable = _readable(request, rows) - barred
    lines = [_line(row, request, now, readable, barred) for row in rows]
    coming = [line for line in reversed(lines) if line["slot"].ends_at > now]
    context = {
        "coming": coming,
        "past": [line for line in lines if line["slot"].ends_at <= now and line["interview"]],
        "zone": times.zone_name(request.user.time_zone),  # type: ignore[union-attr]
        "booked": any(line["interview"] and not line["barred"] for line in coming),
        "breadcrumbs": [{"label": _("My interviews")}],
    }
    return render(request, "interviews/mine.html", context)


def _barred(request: HttpRequest, rows: list[Slot]) -> set[int]:
    """Return the nominations that the user must not judge, of those who come."""
    keys = [row.interview.nomination_id for row in rows if getattr(row, "interview", None)]
    found = selection.barred_from(request.user).filter(pk__in=keys) if keys else ()
    return {one.pk for one in found}


def _readable(request: HttpRequest, rows: list[Slot]) -> set[int]:
    """Return the nominations whose dossier opens to the user, of those who come."""
    keys = [row.interview.nomination_id for row in rows if getattr(row, "interview", None)]
    found = set(selection.open_to(request.user).filter(pk__in=keys).values_list("pk", flat=True))
    organised = queries.every().filter(nomination__in=keys)
    seen = queries.roles.visible_to(organised, request.user, role=ORGANISER)
    return found | set(seen.values_list("nomination", flat=True))


def _line(row: Slot, request: HttpRequest, now: Any, readable: set[int], barred: set[int]) -> dict[str, Any]:
    """Return one time as the page shows it, in the reader's zone and in the school's; no name of somebody they must not judge."""
    own, school = request.user.time_zone, row.edition.time_zone  # type: ignore[union-attr]
    interview = getattr(row, "interview", None)
    line: dict[str, Any] = {
        "slot": row,
        "interview": interview,
        "barred": interview is not None and interview.nomination_id in barred,
        "when": times.day_and_time(row.starts_at, own),
        "school": times.named(row.starts_at, school) if own != school else "",
        "panel": tables.names_of(row),
        "call": row.video_link if interview is not None and row.ends_at > now else "",
    }
    if line["barred"]:
        line |= {"call": "", "tone": "problem", "state": _("conflict of interest")}
    elif interview is not None:
        line["name"] = interview.nomination.participation.person.full_name or _("Erased person")
        line["tone"], line["state"] = tables.state_of(interview, now)
        line["dossier"] = interview.nomination_id if interview.nomination_id in readable else None
    return line


@access("organiser", "reviewer")
@require_safe
def my_calendar(request: HttpRequest) -> HttpResponse:
    """All own interviews to come, for the calendar."""
    barred = selection.barred_from(request.user)
    found = queries.own_slots(request.user, since=clock.now()).exclude(interview__nomination__in=barred)
    rows = [row for row in found if getattr(row, "interview", None)]
    entries = [
        calendars.Entry(
            **mails.entry_of(
                row.interview,
                starts_at=row.starts_at,
                minutes=row.minutes,
                place=row.place,
                video=row.video_link,
            ),
            title=_("Interview with %(student)s, %(edition)s")
            % {"student": row.interview.nomination.participation.person.full_name, "edition": row.edition},
            url=links.absolute(reverse("interviews:mine")),
        )
        for row in rows[:MOST]
    ]
    return calendar_file(calendars.write(entries, method=calendars.PUBLISH, at=clock.now()))


def calendar_file(data: bytes) -> HttpResponse:
    """Return a file for the calendar as an answer."""
    response = HttpResponse(data, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="interviews.ics"'
    return response
