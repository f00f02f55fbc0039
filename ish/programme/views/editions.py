"""The first visit, programmes, editions and phases."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts import roles
from ish import clock
from ish.desk import frame
from ish.desk.access import access
from ish.desk.confirm import confirm, confirmed
from ish.programme import calendar, forms, next_queries, next_services, queries, rules, services
from ish.programme.checklist import Point
from ish.programme.models import Edition, Programme
from ish.programme.states import PhaseCode
from ish.programme.views.saving import saved_by, told_meanwhile

# ---------------------------------------------------------------- THE FIRST VISIT


@access.any_user
def begin(request: HttpRequest) -> HttpResponse:
    """The first page of an empty installation: programme and first edition in one step."""
    if not rules.may_begin(request.user):
        raise Http404
    form = forms.BeginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            edition = services.begin(by=request.user, **form.everything)
        except ValidationError as error:
            form.take(error)
        else:
            frame.choose_edition(request, edition.pk)
            messages.success(
                request, _("%(edition)s is ready. Look at its dates first.") % {"edition": edition}
            )
            return redirect("programme:phases")
    return render(request, "programme/begin.html", {"form": form})


# ---------------------------------------------------------------- PROGRAMMES AND EDITIONS


@require_safe
@access("organiser")
def edition(request: HttpRequest) -> HttpResponse:
    """The edition in hand: its days, phases, stages; the other editions; how to begin a new one."""
    current = queries.organised_edition(request)
    led = queries.led_by(request.user)
    context = {
        "edition": current,
        "phases": queries.timeline(current),
        "today": clock.today(current.time_zone),
        "stages": [str(forms.WORDS_OF_STAGE[stage]) for stage in current.programme.stages()],
        "programmes": queries.programmes_for(request.user).order_by("name"),
        "editions": Edition.objects.filter(programme=current.programme),
        "leads": current in led,
        "led": {row.programme_id for row in led},
        "prepared": next_queries.is_being_prepared(current),
        "breadcrumbs": [{"label": _("Edition and dates")}],
    }
    return render(request, "programme/edition.html", context)


@access("organiser")
def edit_edition(request: HttpRequest) -> HttpResponse:
    """Change the facts of the edition in hand."""
    current = queries.organised_edition(request)
    form = forms.EditionForm(request.POST or None, instance=current)
    if request.method == "POST" and form.is_valid():
        saved = saved_by(
            request,
            form,
            lambda: services.save_edition(
                edition=current, values=form.values, seen=form.cleaned_data["seen"]
            ),
        )
        if saved:
            return redirect("programme:edition" if saved == "saved" else "programme:edit_edition")
    crumbs = [{"label": _("Edition and dates"), "url": reverse("programme:edition")}, {"label": _("Change")}]
    context = {
        "form": form,
        "heading": _("Facts of %(edition)s") % {"edition": current},
        "breadcrumbs": crumbs,
    }
    return render(request, "programme/form.html", {**context, "back": reverse("programme:edition")})


@access("organiser")
def new_programme(request: HttpRequest) -> HttpResponse:
    """Another programme with its first edition."""
    form = forms.BeginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.begin(by=request.user, **form.everything)
        except ValidationError as error:
            form.take(error)
        else:
            frame.choose_edition(request, made.pk)
            messages.success(request, _("%(edition)s is ready. Look at its dates first.") % {"edition": made})
            return redirect("programme:phases")
    crumbs = [
        {"label": _("Edition and dates"), "url": reverse("programme:edition")},
        {"label": _("New programme")},
    ]
    context = {
        "form": form,
        "heading": _("New programme"),
        "lead": _(
            "A programme and its first edition. The dates of all phases follow from arrival and departure."
        ),
        "back": reverse("programme:edition"),
        "submit": _("Create"),
        "breadcrumbs": crumbs,
    }
    return render(request, "programme/form.html", context)


@access("organiser")
def edit_programme(request: HttpRequest, pk: int) -> HttpResponse:
    """Change name or kind of a programme of one's own."""
    programme = roles.visible_or_404(Programme.objects.all(), request.user, role="organiser", pk=pk)
    form = forms.ProgrammeForm(request.POST or None, instance=programme)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]
        saved = saved_by(
            request, form, lambda: services.save_programme(programme=programme, values=form.values, seen=seen)
        )
        if saved:
            return redirect("programme:edition") if saved == "saved" else redirect(request.path)
    crumbs = [
        {"label": _("Edition and dates"), "url": reverse("programme:edition")},
        {"label": _("Programme")},
    ]
    context = {
        "form": form,
        "heading": str(programme),
        "back": reverse("programme:edition"),
        "breadcrumbs": crumbs,
    }
    return render(request, "programme/form.html", context)


@access("organiser")
def phases(request: HttpRequest) -> HttpResponse:
    """All phases of the edition in hand, with the line above."""
    current = queries.organised_edition(request)
    form = forms.PhasesForm(request.POST or None, edition=current)
    if request.method == "POST" and form.is_valid():
        still_open = _opens_too_early(current, form.spans)
        if still_open and not confirmed(request):
            return _open_anyway(request, current, still_open)
        try:
            services.save_phases(edition=current, spans=form.spans, seen=form.cleaned_data["seen"])
        except services.ChangedMeanwhile:
            told_meanwhile(request)
        else:
            if still_open:
                next_services.note_opening(edition=current, by=request.user)
            messages.success(request, _("Saved."))
        return redirect("programme:phases")
    context = {
        "edition": current,
        "form": form,
        "phases": queries.timeline(current),
        "today": clock.today(current.time_zone),
        "breadcrumbs": [
            {"label": _("Edition and dates"), "url": reverse("programme:edition")},
            {"label": _("Phases")},
        ],
    }
    return render(request, "programme/phases.html", context)


def _opens_too_early(edition: Edition, spans: dict[str, calendar.Span]) -> list[Point]:
    """Return the points of the list that are open, when these dates let partners begin who cannot begin yet."""
    opens = spans[PhaseCode.NOMINATIONS][0] if PhaseCode.NOMINATIONS in spans else None
    begins = opens is not None and opens <= clock.today(edition.time_zone)
    if not begins or queries.has_begun(edition, PhaseCode.NOMINATIONS):
        return []
    return next_queries.open_points(edition)


def _open_anyway(request: HttpRequest, edition: Edition, points: list[Point]) -> HttpResponse:
    """Ask once more before partners can begin although the list is not done."""
    known = ("csrfmiddlewaretoken", "confirmed")
    return confirm(
        request,
        _("Let the partners begin before the list is done?"),
        [str(point.label) for point in points],
        _("Save the dates and open"),
        reverse("programme:phases"),
        lead=ngettext(
            "With these dates partners can name their students from now on. %(n)s point of the list is open:",
            "With these dates partners can name their students from now on. %(n)s points of the list are open:",
            len(points),
        )
        % {"n": len(points)},
        undo=_("It is written down who opened, and what was open."),
        hidden=[(name, value) for name, value in request.POST.items() if name not in known],
    )
