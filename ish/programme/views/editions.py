"""The first visit, programmes, editions and phases."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import roles
from ish import clock
from ish.desk import frame
from ish.desk.access import access
from ish.programme import forms, queries, rules, services
from ish.programme.models import Edition, Programme
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
    context = {
        "edition": current,
        "phases": queries.timeline(current),
        "today": clock.today(current.time_zone),
        "stages": [str(forms.WORDS_OF_STAGE[stage]) for stage in current.programme.stages()],
        "programmes": queries.programmes_for(request.user).order_by("name"),
        "editions": Edition.objects.filter(programme=current.programme),
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
def new_edition(request: HttpRequest) -> HttpResponse:
    """The next edition of the programme in hand (or of another one of the user's)."""
    programme = _programme(request)
    like = programme.editions.order_by("-arrival_day").first()
    proposal = forms.NewEditionForm.proposal(like) if like else {"number": 1, "places_planned": 20}
    form = forms.NewEditionForm(request.POST or None, initial=proposal, like=like)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        take_over = values.pop("take_over", False)
        if like is not None:
            values |= {"time_zone": like.time_zone, "contact_email": like.contact_email}
            values |= {"data_protection_contact": like.data_protection_contact, "hold_mail": like.hold_mail}
        try:
            made = services.create_edition(
                programme=programme, by=request.user, like=like if take_over else None, **values
            )
        except ValidationError:
            form.add_error("number", _("There is an edition with this number already."))
        else:
            frame.choose_edition(request, made.pk)
            messages.success(request, _("%(edition)s is ready. Look at its dates first.") % {"edition": made})
            return redirect("programme:phases")
    crumbs = [
        {"label": _("Edition and dates"), "url": reverse("programme:edition")},
        {"label": _("New edition")},
    ]
    context = {
        "form": form,
        "heading": _("New edition of %(programme)s") % {"programme": programme},
        "lead": _("You become its lead organiser. Others are invited afterwards."),
        "back": reverse("programme:edition"),
        "submit": _("Create the edition"),
        "breadcrumbs": crumbs,
    }
    return render(request, "programme/form.html", context)


def _programme(request: HttpRequest) -> Programme:
    """Return the programme asked for, or that of the edition in hand; raises `Http404` for somebody else's."""
    wanted = request.GET.get("programme", "")
    mine = queries.programmes_for(request.user)
    if not wanted:
        return queries.organised_edition(request).programme
    found = mine.filter(pk=wanted).first() if wanted.isdecimal() and len(wanted) < 18 else None
    if found is None:
        raise Http404
    return found


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
        try:
            services.save_phases(edition=current, spans=form.spans, seen=form.cleaned_data["seen"])
        except services.ChangedMeanwhile:
            told_meanwhile(request)
        else:
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
