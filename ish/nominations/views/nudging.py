"""Remind a student: what they will read, then one click."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from ish.desk.access import access
from ish.desk.confirm import confirmed
from ish.nominations import nudging_mails, queries, services
from ish.nominations.models import Nomination
from ish.outbox import rendering


@access("coordinator", "organiser")
def nudge(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what the student will read and in which language; a click writes it."""
    row = queries.nomination_or_404(request.user, pk)
    back = _back(request, row)
    if why := services.why_not(row):
        messages.info(request, why)
        return redirect(back)
    person = row.participation.person
    if confirmed(request):
        try:
            services.nudge(nomination=row, by=request.user)
        except services.NoNudge as error:
            messages.info(request, str(error))
        else:
            messages.success(request, _("%(name)s is reminded.") % {"name": person.full_name})
        return redirect(back)
    context = {
        "nomination": row,
        "person": person,
        "back": back,
        "next": request.GET.get("next", ""),
        "preview": rendering.preview(nudging_mails.preview(nomination=row, by=request.user)),
        "breadcrumbs": [{"label": _("Remind %(name)s") % {"name": person.full_name}}],
    }
    return render(request, "nominations/nudge.html", context)


def _back(request: HttpRequest, row: Nomination) -> str:
    """Return the list from which the reader came, or the student's page."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/nominations/")
    return wanted if ours else reverse("nominations:student", args=[row.pk])
