"""Ringing a task after the commit, and starting work that can be watched."""

import time
from functools import partial
from typing import Any

import structlog
from celery import current_app
from django.db import transaction

from ish.jobs import registry
from ish.jobs.models import Job

log = structlog.get_logger(__name__)

# After a broker did not answer, others who ring do not wait for it as well: the sweep repairs.
SILENCE_SECONDS = 5.0
_silent_until = 0.0


class UnknownKind(ValueError):
    """No handler is registered for this kind of work."""


def ring(task_name: str, *args: Any) -> None:
    """Send the task of that name once the transaction has committed. Never raises: the row is the truth, the task a doorbell."""
    registry.note_rung(task_name)
    transaction.on_commit(partial(_send, task_name, args), robust=True)


def _send(task_name: str, args: tuple[Any, ...]) -> None:
    global _silent_until
    if time.monotonic() < _silent_until:
        return
    try:
        current_app.send_task(task_name, args=args, retry=False, ignore_result=True)
    except Exception as error:  # whatever the broker's library raises, the request goes on
        _silent_until = time.monotonic() + SILENCE_SECONDS
        log.warning("doorbell_lost", task=task_name, error=type(error).__name__)


def start(*, kind: str, owner: Any, args: dict[str, Any]) -> Job:
    """Write down work of a registered kind for `owner` (a user or None) and ring for it. `args` holds keys and options only.
    Returns the job, whose page is `desk:job`. Raises `UnknownKind`."""
    if not registry.known(kind):
        raise UnknownKind(f"No job kind {kind!r} is registered.")
    job = Job.objects.create(kind=kind, owner=owner, args=args)
    ring("jobs.run", job.pk)
    return job
