"""How a piece of background work looks on a page, and the way back to it from the desk."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from accounts import roles
from ish.desk.registry import panels
from ish.jobs import beside, registry
from ish.jobs.models import Job
from ish.jobs.states import OPEN, State

TONES = {State.WAITING: "waiting", State.RUNNING: "info", State.DONE: "done", State.FAILED: "problem"}
REMEMBERED = timedelta(hours=1)
SHOWN = 3


def label_of(kind: str) -> str:
    """Return a kind of work in words; a kind that no longer exists keeps a general name."""
    return str(registry.get(kind).label) if registry.known(kind) else gettext("Work in the background")


def job_card(job: Job) -> dict[str, Any]:
    """Return what `components/job.html` shows: label, state, how far, what came of it, and where the result is."""
    finished = job.state in (State.DONE, State.FAILED)
    result = job.result if isinstance(job.result, dict) else {}
    url = str(result.get("url", ""))
    done, total = (job.done, job.total) if finished else beside.noted(job)
    return {
        "label": label_of(job.kind),
        "done": done,
        "total": total,
        "state_label": job.get_state_display(),
        "tone": TONES.get(State(job.state), "neutral"),
        "finished": finished,
        "error": job.error if finished else "",
        "text": str(result.get("text", "")) if finished else "",
        "url": url if url.startswith("/") and not url.startswith("//") else "",
        "url_label": str(result.get("url_label", "")),
        "poll_url": "" if finished else reverse("desk:job", args=[job.pk]),
    }


def panel(request: HttpRequest, obj: Any = None) -> str | None:
    """What works for the user in the background, or has done so within the hour; nothing most of the time."""
    recent = Q(state__in=OPEN) | Q(finished_at__gt=timezone.now() - REMEMBERED)
    rows = Job.objects.filter(recent, owner_id=request.user.pk).order_by("-pk")[:SHOWN]
    cards = [{**job_card(row), "page": reverse("desk:job", args=[row.pk])} for row in rows]
    return render_to_string("desk/jobs_panel.html", {"cards": cards}, request=request) if cards else None


def _panel_of_coordinators(request: HttpRequest, obj: Any = None) -> str | None:
    """The same, unless the organiser's part of the desk shows it already."""
    return None if roles.holds(request.user, "organiser") else panel(request)


def register() -> None:
    """Hang the work in the background into the desks of those who start some."""
    panels.add("desk.organiser", panel, order=1)
    panels.add("desk.coordinator", _panel_of_coordinators, order=1)
