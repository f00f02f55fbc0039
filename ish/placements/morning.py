"""What organisers read in the morning about laboratories: who has not said whether they take part, and what was said."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ish.contacts.morning import Line, Who
from ish.contacts.states import Turn
from ish.placements.models import Institute, LabProject
from ish.placements.states import ProjectState
from ish.programme.models import Edition
from ish.programme.states import Stage

_PROJECTS = Who(("title",), "pk", "placements:project", "institute__short_name")
_INSTITUTES = Who(("name",), "pk", "placements:institute")


def lines(edition: Edition, since: datetime, user: Any) -> Iterable[Line]:
    """Return the institutes that have not answered, and what of the projects was answered since then."""
    if not edition.has_stage(Stage.PLACEMENT):
        return
    url = reverse("placements:projects")
    yield Line(
        "asked",
        _unanswered(edition),
        ngettext_lazy(
            "%(n)s institute has not said which projects take part",
            "%(n)s institutes have not said which projects take part",
            "n",
        ),
        _INSTITUTES,
        Turn.THEM,
        moment="since",
        url=url,
        door=_("Lab projects"),
        icon="building",
    )
    said = {
        ProjectState.CLOSED: ngettext_lazy(
            "%(n)s lab project does not take part this year",
            "%(n)s lab projects do not take part this year",
            "n",
        ),
        ProjectState.OPEN: ngettext_lazy("%(n)s lab project takes part", "%(n)s lab projects take part", "n"),
    }
    for state, words in said.items():
        rows = _said(edition, state, since)
        yield Line(
            state.value,
            rows,
            words,
            _PROJECTS,
            moment="said",
            url=url,
            door=_("Lab projects"),
            icon="building",
        )


def _history() -> QuerySet[LogEntry]:
    return LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(LabProject))


def _unanswered(edition: Edition) -> QuerySet[Any]:
    """Return the institutes with projects that were asked and have not answered, with since when (`since`)."""
    asked = LabProject.objects.filter(edition=edition, state=ProjectState.ASKED)
    theirs = asked.filter(institute=OuterRef(OuterRef("pk"))).values("pk")
    first = _history().filter(object_id__in=theirs).order_by("timestamp").values("timestamp")
    rows = Institute.objects.filter(Exists(asked.filter(institute=OuterRef("pk"))))
    return rows.annotate(since=Subquery(first[:1]))


def _said(edition: Edition, state: str, since: datetime) -> QuerySet[Any]:
    """Return the projects that have come to a state since then, with when (`said`)."""
    changed = _history().filter(object_id=OuterRef("pk"), timestamp__gt=since, changes__state__isnull=False)
    last = changed.filter(action=LogEntry.Action.UPDATE).order_by("-timestamp").values("timestamp")
    rows = LabProject.objects.filter(edition=edition, state=state).annotate(said=Subquery(last[:1]))
    return rows.filter(said__isnull=False)
