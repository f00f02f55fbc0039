"""Organisers' pages of times: a row of them made after a look, one changed, one taken away."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts import roles
from ish import clock
from ish.desk import lists
from ish.desk.access import access
from ish.desk.confirm import confirm, confirmed, number
from ish.interviews import forms, planning, queries, services, tables, times
from ish.interviews.models import Slot
from ish.interviews.planning import Start
from ish.programme import queries as programme
from ish.programme.models import Edition
from ish.selection.rules import ORGANISER

MOST_NAMED = 3


def crumbs(*more: str) -> list[dict[str, str]]:
    """Return the way to a page of interviews; the last is the page itself."""
    first = {"label": _("Interviews"), "url": reverse("interviews:list")}
    return [first, *({"label": label} for label in more)]


@access("organiser")
@require_safe
def all_times(request: HttpRequest) -> HttpResponseBase:
    """The times of an edition, and who comes when."""
    edition = programme.organised_edition(request)
    now = clock.now()
    rows = queries.slots(edition, now=now)
    context = {
        "edition": edition,
        "zone": times.zone_name(edition.time_zone),
        "breadcrumbs": crumbs(_("Times")),
    }
    return lists.list_page(
        request,
        tables.SlotTable,
        rows,
        template="interviews/times.html",
        role=ORGANISER,
        context=context,
        table_kwargs={"at": now, "zone": edition.time_zone},
    )


# ---------------------------------------------------------------- A ROW OF TIMES


@access("organiser")
def make(request: HttpRequest) -> HttpResponse:
    """Make a row of times: typed, looked at in the zones of those who would come, then made."""
    edition = programme.organised_edition(request)
    members = queries.possible_members(edition)
    form = forms.PlanForm(request.POST or None, members=members, zone=edition.time_zone)
    preview = None
    if request.method == "POST" and form.is_valid():
        if confirmed(request) and "change" not in request.POST:
            return _made(request, edition, form)
        if "change" not in request.POST:
            preview = _preview(edition, form)
    context = {
        "form": form,
        "edition": edition,
        "preview": preview,
        "zone": times.zone_name(edition.time_zone),
        "hidden": _hidden(request) if preview else (),
        "breadcrumbs": crumbs(_("Make times")),
    }
    return render(request, "interviews/make.html", context)


def _hidden(request: HttpRequest) -> list[tuple[str, Any]]:
    """Return what was typed, to go with the confirmation."""
    left_out = {"csrfmiddlewaretoken", "confirmed", "change"}
    return [
        (name, value) for name, values in request.POST.lists() if name not in left_out for value in values
    ]


def _made(request: HttpRequest, edition: Edition, form: forms.PlanForm) -> HttpResponse:
    try:
        made = services.make_slots(
            edition=edition, starts=[one.at for one in form.starts()], by=request.user, **form.where()
        )
    except services.NotAllowed as error:
        messages.warning(request, str(error))
        return redirect("interviews:make")
    text = ngettext("%(n)s time was made.", "%(n)s times were made.", len(made)) % {"n": len(made)}
    if len(made) < form.cleaned_data["count"]:
        text += " " + _("The others were there already.")
    messages.success(request, text)
    return redirect("interviews:times")


def _preview(edition: Edition, form: forms.PlanForm) -> dict[str, Any]:
    """Return the times as they would be, each with what is odd about it."""
    starts, minutes = form.starts(), form.cleaned_data["minutes"]
    zones = queries.zones(edition)
    busy = queries.busy(form.cleaned_data["panel"], [one.at for one in starts], minutes)
    rows = [_line(one, edition, minutes, zones, busy) for one in starts]
    return {
        "rows": rows,
        "odd": sum(1 for row in rows if row["notes"]),
        "panel": form.panel_names(),
        "zones": [times.zone_name(zone) for zone in zones if zone != edition.time_zone][:8],
    }


def _line(
    start: Start, edition: Edition, minutes: int, zones: dict[str, list[str]], busy: list[tuple[Any, Slot]]
) -> dict[str, Any]:
    notes = [_CLOCKS[note]() for note in sorted(start.notes)]
    for zone, partners in queries.nights(start.at, minutes, zones):
        words = {
            "time": times.clock_time(start.at, zone),
            "partners": _few(partners),
            "zone": times.zone_name(zone),
        }
        notes.append(_("Night for %(partners)s: %(time)s in %(zone)s.") % words)
    for user, slot in busy:
        if planning.overlap(start.at, minutes, slot.starts_at, slot.minutes):
            words = {
                "name": user.get_full_name(),
                "time": times.clock_time(slot.starts_at, edition.time_zone),
            }
            notes.append(_("%(name)s sits on another panel at %(time)s.") % words)
    return {"words": times.day_and_time(start.at, edition.time_zone), "notes": notes}


_CLOCKS = {
    planning.GAP: lambda: _("The clocks are put forward over this time: it begins as much later."),
    planning.TWICE: lambda: _("This time comes twice that night: the first one is taken."),
    planning.JUMP: lambda: _("The clocks are changed after the first time of this row."),
}


def _few(names: list[str]) -> str:
    shown = ", ".join(names[:MOST_NAMED])
    left = len(names) - MOST_NAMED
    if left <= 0:
        return shown
    return ngettext("%(names)s and %(n)s more", "%(names)s and %(n)s more", left) % {
        "names": shown,
        "n": left,
    }


# ---------------------------------------------------------------- ONE TIME


def _slot(request: HttpRequest, pk: int) -> Slot:
    seen = roles.visible_to(Slot.objects.all(), request.user, role=ORGANISER).values("pk")
    edition_of = Slot.objects.filter(pk__in=seen, pk=pk).select_related("edition__programme").first()
    if edition_of is None:
        raise Http404
    found = queries.slots(edition_of.edition).get(pk=pk)
    found.edition = edition_of.edition
    return found


@access("organiser")
def slot(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one time: when, where, who."""
    row = _slot(request, pk)
    edition, interview = row.edition, getattr(row, "interview", None)
    members = queries.possible_members(edition)
    there = {user.pk for user in members}
    members += [one.user for one in row.panel.all() if one.user_id not in there]
    form = forms.SlotForm(
        request.POST or None, members=members, zone=edition.time_zone, initial=forms.SlotForm.initial_of(row)
    )
    odd = None
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        odd = None if confirmed(request) else _odd(row, form)
        try:
            done = not odd and _changed(request, row, form)
        except services.SlotChanged as error:
            messages.warning(request, str(error))
            return redirect("interviews:slot", pk)
        if done:
            told = interview is not None
            messages.success(request, _("Saved. Student and panel are told.") if told else _("Saved."))
            return redirect("interviews:times")
    context = {
        "form": form,
        "slot": row,
        "interview": interview,
        "odd": odd,
        "hidden": _hidden(request) if odd else (),
        "held": interview is not None and row.starts_at <= clock.now(),
        "when": times.named(row.starts_at, edition.time_zone),
        "breadcrumbs": [
            *crumbs(),
            {"label": _("Times"), "url": reverse("interviews:times")},
            {"label": _("A time")},
        ],
    }
    return render(request, "interviews/slot.html", context)


def _changed(request: HttpRequest, row: Slot, form: forms.SlotForm) -> bool:
    """Change a time and say whether it could be; why not, stands on the form. Raises `SlotChanged`."""
    try:
        services.change_slot(
            slot=row,
            starts_at=form.starts_at(),
            by=request.user,
            seen=form.cleaned_data["seen"],
            **form.where(),
        )
    except services.SlotChanged:
        raise
    except services.NotAllowed as error:
        form.add_error(None, str(error))
        return False
    return True


def _odd(row: Slot, form: forms.SlotForm) -> dict[str, Any] | None:
    """Return the time as it would be with what is odd about it, as when times are made; None when nothing is. Where it is night
    matters when the time itself is another one."""
    said, start = form.cleaned_data, form.start()
    moved = (start.at, said["minutes"]) != (row.starts_at, row.minutes)
    if not moved and set(said["panel"]) <= {member.user_id for member in row.panel.all()}:
        return None
    busy = queries.busy(said["panel"], [start.at], said["minutes"], besides=row.pk)
    zones = queries.zones(row.edition) if moved else {}
    line = _line(start, row.edition, said["minutes"], zones, busy)
    return {**line, "panel": form.panel_names()} if line["notes"] else None


@access("organiser")
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a time away, after a look at whom that concerns."""
    row = _slot(request, pk)
    back, interview = reverse("interviews:times"), getattr(row, "interview", None)
    if confirmed(request):
        try:
            services.drop_slot(slot=row, by=request.user)
        except services.NotAllowed as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _("The time is deleted."))
        return redirect(back)
    told = 1 + len(row.panel.all()) if interview is not None else 0
    lines = [_("Nobody has chosen it.")]
    if interview is not None:
        name = interview.nomination.participation.person.full_name
        lines = [_("%(name)s has chosen it, is told, and can choose another one.") % {"name": name}]
    return confirm(
        request,
        _("Delete this time"),
        lines,
        _("Delete it"),
        back,
        danger=True,
        lead=times.named(row.starts_at, row.edition.time_zone),
        numbers=[number(told, _("people will be written to"))],
        about=interview.nomination if interview is not None else None,
    )
