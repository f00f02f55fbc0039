"""Who watches over data protection: invited and ended by lead organisers."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ish import clock
from ish.desk.access import access
from ish.desk.confirm import confirm, confirmed
from ish.oversight import forms, queries, services
from ish.oversight.models import Officer
from ish.programme import queries as programme
from ish.programme import rules


@access("organiser")
@require_safe
def officers(request: HttpRequest) -> HttpResponse:
    """Who watches over data protection, and who used to."""
    edition, today, rows = programme.organised_edition(request), clock.today(), list(queries.officers())
    context = {
        "active": [row for row in rows if row.active_to is None or row.active_to >= today],
        "past": [row for row in rows if row.active_to is not None and row.active_to < today],
        "leads": rules.leads(request.user, edition),
        "breadcrumbs": [{"label": _("Data protection officer")}],
    }
    return render(request, "oversight/officers.html", context)


def _need_lead(request: HttpRequest) -> None:
    if not rules.leads(request.user, programme.organised_edition(request)):
        raise Http404


@access("organiser")
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody to watch over data protection."""
    _need_lead(request)
    form = forms.OfficerForm(
        request.POST or None, initial={"language": getattr(request.user, "language", "en")}
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = services.invite_officer(by=request.user, **form.cleaned_data)
        except services.AlreadyOfficer:
            form.add_error("email", _("This address watches over data protection already."))
        else:
            messages.success(request, _("An invitation goes to %(email)s.") % {"email": row.email})
            return redirect("oversight:officers")
    crumbs = [
        {"label": _("Data protection officer"), "url": reverse("oversight:officers")},
        {"label": _("Invite")},
    ]
    context = {
        "form": form,
        "heading": _("Invite the data protection officer"),
        "lead": _(
            "They get a link that works for fourteen days. They see logs of all schools in this program, and no contents."
        ),
        "back": reverse("oversight:officers"),
        "submit": _("Send the invitation"),
        "breadcrumbs": crumbs,
    }
    return render(request, "programme/form.html", context)


@access("organiser")
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End an officer's time, after saying what that means."""
    _need_lead(request)
    row = Officer.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    form = forms.EndForm(request.POST if confirmed(request) else None, today=clock.today())
    if confirmed(request) and form.is_valid():
        services.end_officer(officer=row, by=request.user, last_day=form.cleaned_data["last_day"])
        messages.success(request, _("%(name)s no longer sees the logs.") % {"name": row.name})
        return redirect("oversight:officers")
    return confirm(
        request,
        _("End the time of %(name)s?") % {"name": row.name},
        [_("They no longer see who looked and who changed what.")],
        _("End their time"),
        reverse("oversight:officers"),
        danger=True,
        undo=_("You can invite them again."),
        form=form,
    )
