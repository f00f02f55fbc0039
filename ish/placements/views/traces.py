"""What was done in a plan and with somebody's lab, by whom and when; and what a publication would change."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import roles
from ish.desk.access import access
from ish.people.models import Participation
from ish.placements import queries, showing
from ish.placements.models import LabProject, Plan
from ish.placements.views.reading import ROLE, plan_or_404

PAGE_SIZE = 50


@access("organiser")
@require_safe
def plan_history(request: HttpRequest, pk: int) -> HttpResponse:
    """What was done in a plan."""
    plan = plan_or_404(request, pk)
    crumbs = [
        {"label": _("Lab places"), "url": reverse("placements:plans")},
        {"label": plan.title, "url": reverse("placements:plan", args=[pk])},
        {"label": _("Who did what")},
    ]
    return _history(request, plan.steps.all(), plan.title, crumbs, plan=plan)


@access("organiser")
@require_safe
def person_history(request: HttpRequest, pk: int) -> HttpResponse:
    """What was done with somebody's lab: moves and pins in every plan, and the publications of plans that place them."""
    rows = Participation.objects.select_related("person")
    row = roles.visible_or_404(rows, request.user, role=ROLE, pk=pk)
    name = row.person.full_name or _("(erased)")
    crumbs = [
        {"label": name, "url": reverse("people:person", args=[row.person_id])},
        {"label": _("Lab history")},
    ]
    return _history(request, queries.steps_about(row), name, crumbs, about=row)


def _history(
    request: HttpRequest,
    steps: Any,
    title: str,
    crumbs: list[dict[str, str]],
    *,
    plan: Plan | None = None,
    about: Participation | None = None,
) -> HttpResponse:
    rows = steps.select_related(
        "plan", "by", "participation__person", "old__institute", "new__institute"
    ).order_by("-at", "-pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "title": title,
        "plan": plan,
        "about": about,
        "steps": showing.steps(page.object_list, about=about),
        "page_obj": page,
        "breadcrumbs": crumbs,
    }
    return render(request, "placements/history.html", context)


@access("organiser")
@require_safe
def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Whose lab the publication of a plan changes."""
    plan = plan_or_404(request, pk)
    page = Paginator(queries.changes(plan), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    labs = _labs({key for row in rows for key in (row.new_lab, row.old_lab)})
    context = {
        "plan": plan,
        "rows": [(row, labs.get(row.old_lab), labs.get(row.new_lab)) for row in rows],
        "page_obj": page,
        "breadcrumbs": [
            {"label": _("Lab places"), "url": reverse("placements:plans")},
            {"label": plan.title, "url": reverse("placements:plan", args=[pk])},
            {"label": _("Publish"), "url": reverse("placements:publish", args=[pk])},
            {"label": _("Whose lab changes")},
        ],
    }
    return render(request, "placements/changes.html", context)


def _labs(keys: Iterable[int]) -> dict[int, LabProject]:
    return LabProject.objects.select_related("institute").in_bulk(keys)
