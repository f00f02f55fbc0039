"""What this app puts on other pages, and what it finds in a search."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from accounts import roles
from ish.desk.registry import Hit
from ish.people import queries as people
from ish.people.models import Participation
from ish.placements import hosting, queries, rules, showing
from ish.placements.models import LabProject, Placement, WishList
from ish.placements.states import PlanState
from ish.programme.models import Edition
from ish.programme.queries import has_begun
from ish.programme.states import PhaseCode, Stage

ON_THE_DESK = 50
"""So many students stand on a lab supervisor's desk."""


def person_panel(request: HttpRequest, participation: Any) -> str | None:
    """Wishes and lab on the organisers' page of a person."""
    if not isinstance(participation, Participation) or not participation.edition.has_stage(Stage.WISHES):
        return None
    if participation.capacity != rules.WISHING_CAPACITY:
        return None
    context = {
        "participation": participation,
        "places": queries.labs_of(participation),
        "wishes": showing.wished(participation),
        "wish_list": WishList.objects.filter(participation=participation).first(),
        "wishing": rules.wishing(participation, organiser=True),
    }
    return render_to_string("placements/panels/person.html", context, request=request)


def participant_panel(request: HttpRequest, edition: Edition | None) -> str | None:
    """Your lab, or your wishes, on the participant's desk."""
    participation = people.participation_in(request, edition)
    if participation is None or participation.capacity != rules.WISHING_CAPACITY:
        return None
    if not participation.edition.has_stage(Stage.WISHES):
        return None
    context = showing.glance(participation)
    if not context["places"] and not context["wish_list"] and not context["wishing"].open:
        return None
    return render_to_string("placements/panels/participant.html", context, request=request)


def organiser_panel(request: HttpRequest, edition: Edition | None) -> str | None:
    """How far the lab places are, on the organisers' desk."""
    if edition is None or not has_begun(edition, PhaseCode.WISHES):
        return None
    current = queries.current_plan(edition)
    everybody = queries.to_place(edition).order_by()
    placed = Placement.objects.filter(plan=current, participation=OuterRef("pk"))
    told = everybody.aggregate(
        people=Count("pk"),
        wished=Count("pk", filter=Q(wish_list__submitted_at__isnull=False)),
        without=Count("pk", filter=~Exists(placed)),
    )
    context = {
        "edition": edition,
        **told,
        "plan": current,
        "published": current if current and current.state == PlanState.PUBLISHED else None,
    }
    return render_to_string("placements/panels/organiser.html", context, request=request)


def host_panel(request: HttpRequest, edition: Edition | None) -> str | None:
    """Own projects on the lab supervisor's desk."""
    context = {"edition": edition, "projects": hosting.glance(request.user, edition, first=ON_THE_DESK)}
    return render_to_string("placements/panels/host.html", context, request=request)


def find_projects(user: Any, words: list[str], limit: int) -> list[Hit]:
    """Return lab projects by their words; organisers reach the project, supervisors their own page."""
    fields = ("institute", "edition__programme")
    rows = roles.visible_to(LabProject.objects.select_related(*fields), user)
    rows = rows.filter(queries.in_words(words)).distinct()
    found = list(rows.order_by("-edition__arrival_day", "title")[:limit])
    organised = roles.visible_to(LabProject.objects.all(), user, role="organiser")
    own_page = set(organised.filter(pk__in=[row.pk for row in found]).values_list("pk", flat=True))
    return [
        Hit(
            row.title,
            f"{row.institute.short_name} · {row.edition}",
            reverse("placements:project", args=[row.pk])
            if row.pk in own_page
            else reverse("placements:my_projects"),
        )
        for row in found
    ]
