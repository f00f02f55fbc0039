"""What of the labs goes over into the next edition: the projects, asked again, with those who look after them."""

from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from ish.placements.models import Host, HostRequirement, LabProject
from ish.placements.states import ProjectState
from ish.privacy import history
from ish.programme import carrying, checklist
from ish.programme.carrying import Carrier
from ish.programme.checklist import Evidence, Point
from ish.programme.models import Edition
from ish.programme.states import Stage

FACTS = (
    "institute_id", "title", "abstract", "fields", "capacity", "min_age", "languages", "computer_only", "safety_note",
)  # fmt: skip


def _offered(edition: Edition) -> Any:
    """Return the projects that are asked for again: all of them. "Not this year" was said of a year that is over."""
    return LabProject.objects.filter(edition=edition)


def carry(old: Edition, new: Edition, by: Any) -> int:
    """Ask the projects of `old` again for `new`, with their supervisors; nobody's place and nobody's wish. Returns how many."""
    if not new.has_stage(Stage.PLACEMENT):
        return 0
    projects = list(_offered(old).order_by("pk"))
    rows = [
        LabProject(edition=new, state=ProjectState.ASKED, **{name: getattr(row, name) for name in FACTS})
        for row in projects
    ]
    made = dict(zip((row.pk for row in projects), LabProject.objects.bulk_create(rows), strict=True))
    HostRequirement.objects.bulk_create(
        HostRequirement(project=made[row.project_id], document=row.document, lead_days=row.lead_days)
        for row in HostRequirement.objects.filter(project__in=projects).order_by("pk")
    )
    hosts = Host.objects.bulk_create(
        Host(
            project=made[row.project_id],
            user_id=row.user_id,
            name=row.name,
            email=row.email,
            phone=row.phone,
            language=row.language,
        )
        for row in Host.objects.filter(project__in=projects).order_by("pk")
    )
    history.note_made(list(made.values()), by=by)
    history.note_made(hosts, by=by)
    return len(rows)


def _asked(edition: Edition) -> Evidence:
    found = dict(
        LabProject.objects.filter(edition=edition).order_by().values_list("state").annotate(n=Count("pk"))
    )
    waiting, ready = found.get(ProjectState.ASKED, 0), found.get(ProjectState.OPEN, 0)
    words = ngettext("%(n)s project takes part.", "%(n)s projects take part.", ready) % {"n": ready}
    if waiting:
        asked = ngettext("%(n)s has not answered yet.", "%(n)s have not answered yet.", waiting)
        words = f"{words} {asked % {'n': waiting}}"
    return Evidence(words, bool(ready) and not waiting)


def register() -> None:
    """Tell the registries of the next edition."""
    carrying.register(
        Carrier(
            "labs",
            gettext_lazy("Lab projects with their supervisors, to be asked: the same as last year?"),
            count=lambda old: _offered(old).count(),
            carry=carry,
            order=30,
        )
    )
    checklist.register(
        Point(
            "labs",
            gettext_lazy("The institutes are asked for projects"),
            _asked,
            lambda edition: reverse("placements:projects"),
            order=70,
            stage=Stage.PLACEMENT,
        )
    )
