"""How a piece of background work looks on a page."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from ish.jobs import registry
from ish.jobs.models import Job
from ish.jobs.states import State

TONES = {State.WAITING: "waiting", State.RUNNING: "info", State.DONE: "done", State.FAILED: "problem"}


def label_of(kind: str) -> str:
    """Return a kind of work in words; a kind that no longer exists keeps a general name."""
    return str(registry.get(kind).label) if registry.known(kind) else gettext("Work in the background")


def job_card(job: Job) -> dict[str, Any]:
    """Return what `components/job.html` shows: label, state, how far, and where the result is."""
    finished = job.state in (State.DONE, State.FAILED)
    url = str(job.result.get("url", "")) if isinstance(job.result, dict) else ""
    return {
        "label": label_of(job.kind),
        "done": job.done,
        "total": job.total,
        "state_label": job.get_state_display(),
        "tone": TONES.get(State(job.state), "neutral"),
        "finished": finished,
        "url": url if url.startswith("/") and not url.startswith("//") else "",
        "poll_url": "" if finished else reverse("desk:job", args=[job.pk]),
    }
