"""Organisers' pages of students: who is invited, inviting, one interview with its outcome, options."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import roles
from ish import clock
from ish.desk import lists
from ish.desk.access import access
from ish.desk.confirm import confirm, confirmed
from ish.interviews import forms, queries, rules, services, tables, times
from ish.interviews.filters import InterviewFilter
from ish.interviews.models import Interview, PanelMember, Slot
from ish.interviews.states import OPEN, Stand
from ish.interviews.views.times import crumbs
from ish.nominations.models import Nomination
from ish.outbox.states import State as Sending
from ish.people.models import Participation
from ish.programme import queries as programme
from ish.programme.models import Edition
from ish.selection import rules as selection
from ish.selection.rules import ORGANISER, REVIEWER

MOST = 200
MOST_NAMED = 20


@access("organiser")
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """Who is invited, how far that is, and what came of it beside the board's result."""
    edition = programme.organised_edition(request)
    now = clock.now()
    every = Interview.objects.filter(nomination__edition=edition)
    context = {
        "edition": edition,
        "asking": queries.waiting(edition).count(),
        "due": queries.outcome_due(edition).count(),
        **_clashes(edition),
        "invited": every.filter(state=Stand.INVITED, over_at=None).count(),
        "free": Slot.objects.filter(edition=edition, starts_at__gt=now, interview=None).count(),
        "breadcrumbs": [{"label": _("Interviews")}],
    }
    return lists.list_page(
        request,
        tables.InterviewTable,
        queries.with_board(queries.of(edition), "nomination"),
        InterviewFilter,
        "interviews/list.html",
        f"interviews-{edition.year}",
        role=ORGANISER,
        context=context,
        table_kwargs={"at": now, "zone": edition.time_zone},
    )


def _clashes(edition: Edition) -> dict[str, Any]:
    """Return who must not judge whom (`conflicts`), and how many that are (`clashes`)."""
    found = queries.conflicts(edition)
    lines = [_clash_line(member, edition) for member in found[:MOST_NAMED]]
    return {"conflicts": lines, "clashes": len(lines) if len(lines) < MOST_NAMED else found.count()}


def _clash_line(member: PanelMember, edition: Edition) -> dict[str, Any]:
    """Return who must not judge whom, with the time that has to change."""
    interview = member.slot.interview
    return {
        "interview": interview,
        "slot": member.slot_id,
        "who": member.user.get_full_name(),
        "name": interview.nomination.participation.person.full_name or _("Erased person"),
        "when": times.day_and_time(member.slot.starts_at, edition.time_zone),
    }


# ---------------------------------------------------------------- INVITING


@access("organiser")
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponseBase:
    """Choose who is invited; each is written to."""
    edition = programme.organised_edition(request)
    if request.method == "POST":
        return _invited(request)
    context = {
        "edition": edition,
        "free": queries.free(edition, after=clock.now()).count(),
        "breadcrumbs": crumbs(_("Invite students")),
    }
    return lists.list_page(
        request,
        tables.CandidateTable,
        queries.with_board(queries.candidates(edition), "pk").order_by("body__name", "reserve", "rank", "pk"),
        template="interviews/invite.html",
        role=ORGANISER,
        context=context,
    )


def _invited(request: HttpRequest) -> HttpResponse:
    keys = request.POST.getlist("n")
    if len(keys) > MOST or not all(key.isdecimal() and len(key) < 18 for key in keys):
        raise Http404
    seen = roles.visible_to(Nomination.objects.all(), request.user, role=ORGANISER)
    rows = list(
        Nomination.objects.filter(pk__in=seen.filter(pk__in=keys).values("pk")).select_related(
            "participation__person__user", "participation__edition", "edition__programme", "body"
        )
    )
    if len(rows) != len(set(keys)):
        raise Http404
    if not rows:
        messages.info(request, _("Tick at least one student first."))
        return redirect("interviews:invite")
    done = services.invite(nominations=rows, by=request.user)
    if done:
        text = ngettext("%(n)s student is invited.", "%(n)s students are invited.", len(done))
        messages.success(request, text % {"n": len(done)})
    if len(done) < len(rows):
        messages.warning(request, _("Who is invited already, or decided, was left as they are."))
    return redirect("interviews:list")


# ---------------------------------------------------------------- ONE INTERVIEW


@access("organiser", "reviewer")
@require_http_methods(["GET", "HEAD", "POST"])
def interview(request: HttpRequest, pk: int) -> HttpResponse:
    """One interview: when, with whom, and how it went, written by whoever sat on the panel or by an organiser."""
    row, role = queries.interview_or_404(request.user, pk)
    form = None
    if rules.may_record(row, request.user, clock.now()):
        initial = {"outcome": row.outcome, "notes": row.notes, "version": row.version}
        form = forms.OutcomeForm(request.POST or None, initial=initial)
    if request.method != "POST":
        return _page(request, row, role, form)
    if form is None:
        messages.warning(request, _why_not(row, request.user))
        return redirect("interviews:interview", pk)
    if form.is_valid():
        return _recorded(request, row, role, form)
    return _page(request, row, role, form)


def _why_not(row: Interview, user: Any) -> str:
    if rules.is_barred(row, user):
        return str(services.BARRED)
    return _("The outcome can be written down once the interview has begun.")


def _recorded(request: HttpRequest, row: Interview, role: str, form: forms.OutcomeForm) -> HttpResponse:
    said = form.cleaned_data
    try:
        services.record(
            interview=row,
            outcome=said["outcome"],
            notes=said["notes"],
            version=said["version"] if said["version"] is not None else -1,
            by=request.user,
        )
    except services.ChangedMeanwhile as error:
        form.add_error(
            None,
            _(
                "Somebody else has written meanwhile. Their words stand below yours; save again to keep yours."
            ),
        )
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data["version"] = error.current.version  # type: ignore[index]
        return _page(request, error.current, role, form, theirs=error.current, status=409)
    except services.NotAllowed as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Kept. Thank you."))
    return redirect("interviews:interview", row.pk)


def _page(
    request: HttpRequest,
    row: Interview,
    role: str,
    form: Any,
    *,
    theirs: Interview | None = None,
    status: int = 200,
) -> HttpResponse:
    now, organiser = clock.now(), role == ORGANISER
    person, edition = row.nomination.participation.person, row.nomination.edition
    tone, label = tables.state_of(row, now)
    may_assign = organiser and rules.is_live(row.nomination) and not _has_outcome(row)
    barred = queries.barred_on(row) if organiser else []
    context = {
        "interview": row,
        "nomination": row.nomination,
        "name": person.full_name or _("Erased person"),
        "edition": edition,
        "organiser": organiser,
        "tone": tone,
        "state": label,
        "when": _when(row),
        "panel": tables.names_of(row.slot),
        "said": row.said if organiser else "",
        "outcome": tables.outcome_of(row) if row.outcome else None,
        "barred": ", ".join(barred),
        "may_change": row.state == Stand.BOOKED and not rules.is_held(row, now),
        "letter": _letter(row) if organiser else "",
        "form": form,
        "theirs": theirs,
        "dossier": _may_read(request, row, role),
        "choices": _choices(row) if may_assign else [],
        "may_assign": may_assign,
        "may_call_off": organiser
        and row.state in OPEN
        and not rules.is_held(row, now)
        and row.over_at is None,
        "breadcrumbs": _crumbs(organiser, person.full_name),
    }
    return render(request, "interviews/interview.html", context, status=status)


def _letter(row: Interview) -> str:
    """Return in words when the student learns what was decided; "" when nothing was, or they know."""
    letter = queries.letter_waits(row.nomination) if row.over_at is None else None
    if letter is None:
        return ""
    if letter.state == Sending.QUEUED and letter.not_before and letter.not_before > timezone.now():
        when = times.named(clock.seen(letter.not_before), row.nomination.edition.time_zone)
        return _("The letter goes on %(when)s.") % {"when": when}
    if letter.state == Sending.QUEUED:
        return _("The letter is on its way.")
    if letter.state == Sending.HELD:
        return _("The letter is held back: send it, or put it aside, under messages.")
    return _("The letter could not be sent: look at it under messages.")


def _has_outcome(row: Interview) -> bool:
    return bool(row.outcome) and rules.is_invited(row)


def _when(row: Interview) -> list[str]:
    """Return the time in the school's zone and in the student's."""
    if row.slot is None:
        return []
    zones = dict.fromkeys([row.nomination.edition.time_zone, row.nomination.participation.person.time_zone])
    return [times.named(row.slot.starts_at, zone) for zone in zones]


def _choices(row: Interview) -> list[tuple[int, str]]:
    """Return the times that an organiser can give, in both zones."""
    edition, person = row.nomination.edition, row.nomination.participation.person
    found = queries.offered(row.nomination, after=clock.now())
    return [(slot.pk, forms.in_both(slot, edition.time_zone, person.time_zone)) for slot in found]


def _may_read(request: HttpRequest, row: Interview, role: str) -> bool:
    """Say whether the dossier of the student opens to this reader."""
    if role == ORGANISER:
        return selection.is_read(row.nomination)
    return selection.open_to(request.user).filter(pk=row.nomination_id).exists()


def _crumbs(organiser: bool, name: str) -> list[dict[str, str]]:
    if organiser:
        return crumbs(name)
    return [{"label": _("My interviews"), "url": reverse("interviews:mine")}, {"label": name}]


def _own(request: HttpRequest, pk: int) -> Interview:
    found, role = queries.interview_or_404(request.user, pk)
    if role == REVIEWER:
        raise Http404
    return found


@access("organiser")
@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a student a time: on the phone, or because they asked for another one."""
    row = _own(request, pk)
    key = request.POST.get("slot", "")
    slot = Slot.objects.filter(pk=key, edition=row.nomination.edition_id).first() if key.isdecimal() else None
    if slot is None:
        messages.warning(request, _("Choose one of the times."))
        return redirect("interviews:interview", pk)
    try:
        services.book(interview=row, slot=slot, by=request.user, by_school=True)
    except services.NotAllowed as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Kept. Student and panel are told."))
    return redirect("interviews:interview", pk)


@access("organiser")
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    row = _own(request, pk)
    back = reverse("interviews:interview", args=[pk])
    if confirmed(request):
        try:
            services.call_off(interview=row, by=request.user)
        except services.NotAllowed as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _("Called off."))
        return redirect(back)
    words = {"name": row.nomination.participation.person.full_name}
    lines = [_("%(name)s is told that no interview is needed.") % words]
    if row.slot is not None:
        lines.append(_("The panel is told, and the time is free again."))
    return confirm(
        request,
        _("Call the interview off"),
        lines,
        _("Call it off"),
        back,
        danger=True,
        undo=_("You can invite again."),
        about=row,
    )


@access("organiser")
@require_safe
def of(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead from a participation to its interview: the address of the to-do."""
    rows = roles.visible_to(Participation.objects.all(), request.user, role=ORGANISER)
    found = queries.of_participation(pk) if rows.filter(pk=pk).exists() else None
    if found is None:
        raise Http404
    return redirect("interviews:interview", found.pk)


@access("organiser")
def options(request: HttpRequest) -> HttpResponse:
    """For how long notes are kept."""
    edition = programme.organised_edition(request)
    initial = {"keep_notes_days": rules.settings_of(edition).keep_notes_days}
    form = forms.OptionsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.save_options(edition=edition, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("interviews:list")
    context = {"form": form, "edition": edition, "breadcrumbs": crumbs(_("How long notes are kept"))}
    return render(request, "interviews/options.html", context)
