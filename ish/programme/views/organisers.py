"""Who runs an edition: inviting and ending."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ish import clock
from ish.desk.access import access
from ish.desk.confirm import confirm, confirmed
from ish.programme import forms, queries, rules, services
from ish.programme.models import Edition, Organiser


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
