"""The student's page: choose a time, another one, or none; by the link in our mail, or signed in."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.links import BadLink
from ish import clock
from ish.applications import seat
from ish.applications.seat import Seat
from ish.applications.views.links import ended
from ish.desk.access import access
from ish.desk.guests import welcome
from ish.interviews import calendars, forms, mails, queries, rules, services, tables, times
from ish.interviews.models import KEEP_DAYS, Interview
from ish.interviews.states import Stand
from ish.interviews.views.mine import calendar_file

METHODS = ["GET", "HEAD", "POST"]


def address(found: Seat, name: str = "page") -> str:
    """Return the address of the student's page for this seat; `name` as it is for a signed link."""
    if found.signed:
        return reverse(f"interviews:{name}", args=[found.signed])
    own = {"page": "own", "page_calendar": "own_calendar"}[name]
    return reverse(f"interviews:{own}", args=[found.participation.pk])


@access.public
@require_http_methods(METHODS)
def page(request: HttpRequest, signed: str) -> HttpResponse:
    """The student's page, by the link in our mail. Opening it uses nothing up."""
    found = _by_link(request, signed)
    return found if isinstance(found, HttpResponse) else _answer(request, found)


@access("participant")
@require_http_methods(METHODS)
def own(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for a student who has signed in."""
    return _answer(request, _by_user(request, pk))


def _by_link(request: HttpRequest, signed: str) -> Seat | HttpResponse:
    """Return the seat, or the page that says why there is none."""
    try:
        found = seat.by_link(signed)
    except BadLink as error:
        return ended(request, signed=signed, expired=error.expired)
    except seat.Revoked:
        return ended(request)
    except seat.Over:
        return ended(request, over=True)
    person = found.participation.person
    welcome(request, language=person.language, time_zone=person.time_zone)
    return found


def _by_user(request: HttpRequest, pk: int) -> Seat:
    found = seat.by_user(request.user, pk)
    if found.role != "participant":
        raise Http404
    return found


@access.public
@require_safe
def page_calendar(request: HttpRequest, signed: str) -> HttpResponse:
    """The student's interview for the calendar, by their link."""
    found = _by_link(request, signed)
    return found if isinstance(found, HttpResponse) else _calendar(found)


@access("participant")
@require_safe
def own_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for a student who has signed in."""
    return _calendar(_by_user(request, pk))


def _calendar(found: Seat) -> HttpResponse:
    row = queries.of_participation(found.participation.pk)
    if row is None or row.slot is None:
        raise Http404
    slot = row.slot
    entry = calendars.Entry(
        **mails.entry_of(
            row, starts_at=slot.starts_at, minutes=slot.minutes, place=slot.place, video=slot.video_link
        ),
        title=_("Interview for %(edition)s") % {"edition": row.nomination.edition},
    )
    return calendar_file(calendars.write([entry], method=calendars.PUBLISH, at=clock.now()))


# ---------------------------------------------------------------- WHAT THE STUDENT SAYS


def _answer(request: HttpRequest, found: Seat) -> HttpResponse:
    row = queries.of_participation(found.participation.pk)
    if row is None:
        raise Http404
    row.nomination = found.nomination
    if request.method != "POST":
        return _page(request, found, row)
    act = {"pick": _pick, "other": _other, "decline": _decline}.get(request.POST.get("do", ""))
    if act is None:
        raise Http404
    try:
        return act(request, found, row)
    except services.NotAllowed as error:
        messages.warning(request, str(error))
        return redirect(address(found))


def _offered(row: Interview) -> list[Any]:
    return queries.offered(row.nomination, after=clock.now() + rules.LEAD)


def _pick_form(row: Interview, data: Any = None) -> forms.PickForm:
    person, edition = row.nomination.participation.person, row.nomination.edition
    return forms.PickForm(data, slots=_offered(row), zone=person.time_zone, school=edition.time_zone)


def _pick(request: HttpRequest, found: Seat, row: Interview) -> HttpResponse:
    form = _pick_form(row, request.POST)
    if not form.is_valid():
        return _page(request, found, row, pick=form)
    services.book(interview=row, slot=form.chosen, by=found.by)
    messages.success(request, _("Thank you. The time is yours; we have sent you a message with it."))
    return redirect(address(found))


def _other(request: HttpRequest, found: Seat, row: Interview) -> HttpResponse:
    form = forms.OtherTimeForm(request.POST, prefix="other", days=_days(row))
    if not form.is_valid():
        return _page(request, found, row, other=form)
    services.ask_other(interview=row, word=form.cleaned_data["word"], by=found.by)
    messages.success(request, _("Thank you. We look for another time and write to you."))
    return redirect(address(found))


def _decline(request: HttpRequest, found: Seat, row: Interview) -> HttpResponse:
    form = forms.WordForm(request.POST, prefix="no", days=_days(row))
    if not form.is_valid():
        return _page(request, found, row, no=form)
    services.decline(interview=row, word=form.cleaned_data["word"], by=found.by)
    messages.success(request, _("Thank you for telling us. The school decides without an interview."))
    return redirect(address(found))


def _days(row: Interview) -> int:
    return rules.settings_of(row.nomination.edition).keep_notes_days


def _page(
    request: HttpRequest, found: Seat, row: Interview, *, pick: Any = None, other: Any = None, no: Any = None
) -> HttpResponse:
    person, edition = found.participation.person, found.nomination.edition
    may = rules.may_choose(row, clock.now())
    if may and pick is None:
        pick = _pick_form(row)
    slot, days = row.slot, _days(row) if may else KEEP_DAYS
    context = {
        "seat": found,
        "interview": row,
        "edition": edition,
        "person": person,
        "url": address(found),
        "calendar_url": address(found, "page_calendar"),
        "application_url": found.url,
        "may_choose": may,
        "booked": row.state == Stand.BOOKED,
        "over": row.state == Stand.BOOKED and rules.is_held(row, clock.now()),
        "slot": slot,
        "own_time": times.named(slot.starts_at, person.time_zone) if slot else "",
        "school_time": times.named(slot.starts_at, edition.time_zone)
        if slot and edition.time_zone != person.time_zone
        else "",
        "panel": tables.names_of(slot),
        "pick": pick if may and pick.slots else None,
        "other": other or forms.OtherTimeForm(prefix="other", days=days),
        "no": no or forms.WordForm(prefix="no", days=days),
        "breadcrumbs": [{"label": _("Your interview")}],
    }
    return render(request, "interviews/choose.html", context)
