"""The page of lab supervisors: their projects and the students who come to them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ish.desk.access import access
from ish.placements import hosting
from ish.programme.queries import edition_as


@access("host")
@require_safe
def my_projects(request: HttpRequest) -> HttpResponse:
    """Own projects (of the edition in hand, else of the newest with one) and the students placed there."""
    edition = edition_as(request, hosting.ROLE)
    projects, page = hosting.projects_of(request.user, edition, request.GET.get("page"))
    context = {"edition": edition, "projects": projects, "page_obj": page}
    return render(request, "placements/my_projects.html", context)
