"""Remind a student, or parents whose word is missing: one click in the list; what they will read, for who wants to look first."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from ish.desk.access import access
from ish.desk.confirm import confirmed
from ish.nominations import queries, services
from ish.nominations.models import Nomination
from ish.nominations.services import nudging
from ish.outbox import rendering


@access("coordinator", "organiser")
def nudge(request: HttpRequest, pk: int) -> HttpResponse:
    """Write at once; or say first who will read what, in which language."""
    row = queries.nomination_or_404(request.user, pk)
    back = _back(request, row)
    try:
        found = nudging.plan(row)
        if confirmed(request):
            services.nudge(nomination=row, by=request.user)
            _tell(request, found)
            return redirect(back)
    except services.NoNudge as error:
        messages.info(request, str(error))
        return redirect(back)
    name = row.participation.person.full_name
    context = {
        "nomination": row,
        "name": name,
        "back": back,
        "next": request.GET.get("next", ""),
        "ring": found.ring,
        "letters": [
            (who, rendering.preview(nudging.preview(nomination=row, who=who, by=request.user)))
            for who in found.to
        ],
        "breadcrumbs": [{"label": _("Remind %(name)s") % {"name": name}}],
    }
    return render(request, "nominations/nudge.html", context)


def _tell(request: HttpRequest, found: nudging.Plan) -> None:
    for who in found.to:
        messages.success(request, _written(who))
    if found.ring:
        messages.info(request, found.ring)


def _written(who: nudging.Addressee) -> str:
    """Return what went, to whom, in which language."""
    words = {
        "name": who.name,
        "email": who.email,
        "language": who.language_name,
        "what": ", ".join(who.what),
    }
    return _("%(name)s (%(email)s) is reminded, in %(language)s, of: %(what)s.") % words


def _back(request: HttpRequest, row: Nomination) -> str:
    """Return the list from which the reader came, or the student's page."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/nominations/")
    return wanted if ours else reverse("nominations:student", args=[row.pk])
