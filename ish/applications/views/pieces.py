"""The piece about a student's own part on other pages; without script it is a page of its own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ish.applications import panels
from ish.desk.access import access
from ish.nominations import queries as nominations


@access("organiser", "coordinator")
@require_safe
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    """How a student's own part stands: with doors for the school, without for the partner."""
    row = nominations.nomination_or_404(request.user, pk)
    template, context = panels.panel_of(row, role=nominations.role_for(request.user, row))
    if request.headers.get("HX-Request") == "true":
        return render(request, template, context)
    name = row.participation.person.full_name
    crumbs = [{"label": name, "url": reverse("nominations:student", args=[row.pk])}]
    page = {"panel": template, "name": name, "breadcrumbs": crumbs}
    return render(request, "applications/panel.html", {**context, **page})
