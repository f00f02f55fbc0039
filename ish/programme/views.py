"""The organisers' pages of programme, edition, phases, partners, places and organisers."""

from typing import Any

from django.conf import settings
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
from ish.desk.registry import panels
from ish.programme import forms, queries, rules, services
from ish.programme.models import Edition, NominatingBody, Organiser, Programme
from ish.programme.states import PhaseCode


def _meanwhile(request: HttpRequest) -> None:
    text = _(
        "Somebody else has changed this in the meantime. You see their version now; please enter yours again."
    )
    messages.warning(request, text)


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
        saved = _saved(
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


def _saved(request: HttpRequest, form: Any, save: Any) -> str:
    """Run a service for a form; return "saved", "meanwhile", or "" with the errors put on the form."""
    try:
        save()
    except services.ChangedMeanwhile:
        _meanwhile(request)
        return "meanwhile"
    except ValidationError as error:
        form.take(error)
        return ""
    messages.success(request, _("Saved."))
    return "saved"


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
        saved = _saved(
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
            _meanwhile(request)
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


# ---------------------------------------------------------------- PARTNERS AND PLACES


@access("organiser")
def places(request: HttpRequest) -> HttpResponse:
    """Places and waiting list of every partner on one page; rows of two editors do not get in each other's way."""
    current = queries.organised_edition(request)
    rows = forms.quota_forms(current, request.POST or None)
    valid = [row.is_valid() for row in rows]  # all of them, so that every row says what is wrong with it
    if request.method == "POST" and all(valid):
        result = services.save_quotas(edition=current, rows=[row.typed for row in rows])
        if result.conflicts:
            names = NominatingBody.objects.filter(pk__in=result.conflicts).values_list("name", flat=True)
            text = _("Somebody else has changed these meanwhile; they were left as they are now: %(names)s.")
            messages.warning(request, text % {"names": ", ".join(names)})
        if result.changed or not result.conflicts:
            text = ngettext("%(n)s partner changed.", "%(n)s partners changed.", result.changed)
            messages.success(request, text % {"n": result.changed})
        return redirect("programme:places")
    context = {
        "edition": current,
        "rows": rows,
        "wrong": [row for row in rows if row.is_bound and row.errors],
        "total": sum(row.quota.places for row in rows if row.quota),
        "reserves": sum(row.quota.reserve_places for row in rows if row.quota),
        "close": queries.phase(current, PhaseCode.NOMINATIONS),
        "breadcrumbs": [{"label": _("Partners and places")}],
    }
    return render(request, "programme/places.html", context)


@require_safe
@access("organiser")
def bodies(request: HttpRequest) -> HttpResponse:
    """All partners, those that rest or have ended too."""
    rows = NominatingBody.objects.select_related("parent")
    context = {
        "bodies": rows,
        "today": clock.today(),
        "breadcrumbs": [
            {"label": _("Partners and places"), "url": reverse("programme:places")},
            {"label": _("All partners")},
        ],
    }
    return render(request, "programme/bodies.html", context)


def _body(pk: int) -> NominatingBody:
    found = NominatingBody.objects.select_related("parent").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@require_safe
@access("organiser")
def body(request: HttpRequest, pk: int) -> HttpResponse:
    """One partner: who they are, their places, and what other apps know (coordinators, students)."""
    row = _body(pk)
    current = queries.organised_edition(request)
    context = {
        "body": row,
        "edition": current,
        "quota": queries.quota(current, row),
        "children": row.children.all(),
        "language": dict(settings.LANGUAGES).get(row.language, row.language),
        "today": clock.today(),
        "panels": panels.render("body", request, row),
        "breadcrumbs": [
            {"label": _("Partners and places"), "url": reverse("programme:places")},
            {"label": row.name},
        ],
    }
    return render(request, "programme/body.html", context)


@access("organiser")
def new_body(request: HttpRequest) -> HttpResponse:
    """Add a partner."""
    return _body_form(request, None)


@access("organiser")
def edit_body(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a partner."""
    return _body_form(request, _body(pk))


def _body_form(request: HttpRequest, row: NominatingBody | None) -> HttpResponse:
    form = forms.BodyForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        made: list[NominatingBody] = []
        seen = form.cleaned_data["seen"] if row else None
        saved = _saved(
            request, form, lambda: made.append(services.save_body(body=row, values=form.values, seen=seen))
        )
        if saved == "saved":
            return redirect("programme:body", made[0].pk)
        if saved:
            return redirect(request.path)
    back = reverse("programme:body", args=[row.pk]) if row else reverse("programme:places")
    crumbs = [
        {"label": _("Partners and places"), "url": reverse("programme:places")},
        {"label": row.name if row else _("New partner")},
    ]
    context = {
        "form": form,
        "heading": row.name if row else _("New partner"),
        "back": back,
        "breadcrumbs": crumbs,
    }
    return render(request, "programme/form.html", context)


# ---------------------------------------------------------------- ORGANISERS


@require_safe
@access("organiser")
def organisers(request: HttpRequest) -> HttpResponse:
    """Who runs the edition in hand, and who used to."""
    current = queries.organised_edition(request)
    today = clock.today(current.time_zone)
    rows = list(current.organisers.select_related("user"))
    context = {
        "edition": current,
        "active": [row for row in rows if row.active_to is None or row.active_to >= today],
        "past": [row for row in rows if row.active_to is not None and row.active_to < today],
        "leads": rules.leads(request.user, current),
        "breadcrumbs": [{"label": _("Organisers")}],
    }
    return render(request, "programme/organisers.html", context)


def _led_edition(request: HttpRequest) -> Edition:
    """Return the edition in hand; raises `Http404` unless the user leads it: parts do not hand out parts."""
    current = queries.organised_edition(request)
    if not rules.leads(request.user, current):
        raise Http404
    return current


@access("organiser")
def invite_organiser(request: HttpRequest) -> HttpResponse:
    """Invite somebody to the edition in hand."""
    current = _led_edition(request)
    form = forms.OrganiserForm(
        request.POST or None, initial={"language": getattr(request.user, "language", "en")}
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = services.invite_organiser(edition=current, by=request.user, **form.cleaned_data)
        except services.AlreadyOrganiser:
            form.add_error("email", _("This address does this part of the work already."))
        else:
            messages.success(request, _("An invitation goes to %(email)s.") % {"email": row.email})
            return redirect("programme:organisers")
    crumbs = [{"label": _("Organisers"), "url": reverse("programme:organisers")}, {"label": _("Invite")}]
    context = {
        "form": form,
        "heading": _("Invite an organiser"),
        "lead": _("They get a link that works for fourteen days and binds their account to %(edition)s.")
        % {"edition": current},
        "back": reverse("programme:organisers"),
        "submit": _("Send the invitation"),
        "breadcrumbs": crumbs,
    }
    return render(request, "programme/form.html", context)


@access("organiser")
def end_organiser(request: HttpRequest, pk: int) -> HttpResponse:
    """End the work of an organiser, after saying what that means."""
    current = _led_edition(request)
    row = Organiser.objects.filter(edition=current, pk=pk).first()
    if row is None:
        raise Http404
    form = forms.EndForm(request.POST if confirmed(request) else None, organiser=row, today=clock.today())
    if confirmed(request) and form.is_valid():
        try:
            services.end_organiser(organiser=row, by=request.user, last_day=form.cleaned_data["last_day"])
        except services.LastLead:
            messages.error(request, _("An edition needs a lead organiser. Invite another one first."))
        else:
            messages.success(request, _("%(name)s no longer runs this edition.") % {"name": row.name})
        return redirect("programme:organisers")
    return confirm(
        request,
        _("End the work of %(name)s?") % {"name": row.name},
        [
            _("They no longer see anything of %(edition)s.") % {"edition": current},
            _("What they did stays, with their name on it."),
        ],
        _("End their work"),
        reverse("programme:organisers"),
        danger=True,
        undo=_("You can invite them again."),
        form=form,
    )
