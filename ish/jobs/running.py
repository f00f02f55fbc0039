"""The worker's side of a job: claim it, keep a heart-beat, record what came of it; and the sweep for what fell between."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import structlog
from django.db import DatabaseError, connection
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ish.jobs import beside, registry
from ish.jobs.models import Job
from ish.jobs.services import ring
from ish.jobs.states import NEXT, State

log = structlog.get_logger(__name__)

BEAT_EVERY = 10.0  # seconds between two signs of life while a handler says nothing
WRITE_EVERY = 0.5  # seconds between two notes of progress
STUCK_AFTER = timedelta(minutes=2)
OVERDUE_AFTER = timedelta(seconds=60)
MAX_ATTEMPTS = 3
SWEEP_LIMIT = 500


class Forbidden(ValueError):
    """The table of states does not allow this move."""


class Superseded(Exception):
    """The sweep took this job for dead and somebody else runs it now; whoever is told so stops."""


def move(*, pk: int, old: str, new: str, attempt: int | None = None, **fields: Any) -> bool:
    """Change a job's state, the only place that does: by conditional update, so that of two callers one wins.

    With `attempt`, only as long as that attempt is the current one. Returns whether the row was moved; raises `Forbidden`.
    """
    if new not in NEXT[old]:
        raise Forbidden(f"A job does not go from {old} to {new}.")
    rows = Job.objects.filter(pk=pk, state=old)
    if attempt is not None:
        rows = rows.filter(attempts=attempt)
    return bool(rows.update(state=new, **fields))


def run(pk: int) -> bool:
    """Do the work of one job unless somebody else has it. Returns whether this call did it, whatever came of it."""
    now = timezone.now()
    if not move(pk=pk, old=State.WAITING, new=State.RUNNING, beat_at=now, attempts=F("attempts") + 1):
        return False
    job = Job.objects.select_related("owner").get(pk=pk)
    language = job.owner.language if job.owner else None
    zone = job.owner.time_zone if job.owner else None
    with translation.override(language), timezone.override(zone), _heart(job):
        try:
            state, outcome = _outcome(job)
        except Superseded:
            return True
    beside.forget(job)
    if not move(pk=pk, old=State.RUNNING, new=state, attempt=job.attempts, **outcome):
        log.warning("job_superseded", job=pk)
    return True


def _outcome(job: Job) -> tuple[str, dict[str, Any]]:
    """Run the handler; return the state that follows and the columns to write with it."""
    if not registry.known(job.kind):
        return _failed(_("Nothing here knows how to do this any more."))
    progress = _Progress(job)
    try:
        result = registry.get(job.kind).fn(job, progress) or {}
    except registry.Refused as refusal:
        return _failed(str(refusal))
    except Superseded:
        raise
    except Exception as error:  # a handler may fail in any way; its owner hears of it, the log has the rest
        log.exception("job_failed", job=job.pk, kind=job.kind, error=type(error).__name__)
        return _failed(_("Something went wrong on our side. Please try again; if it happens again, tell us."))
    done = {"done": progress.total or job.total, "total": progress.total or job.total}
    return State.DONE, {"result": result, "error": "", "finished_at": timezone.now(), **done}


def _failed(why: str) -> tuple[str, dict[str, Any]]:
    return State.FAILED, {"error": why[:500], "finished_at": timezone.now()}


class _Progress:
    """`progress(done, total)`: notes how far the work is, at most twice a second; every note is a heart-beat."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.total = 0
        self._last = 0.0

    def __call__(self, done: int, total: int) -> None:
        self.total = total
        if time.monotonic() - self._last < WRITE_EVERY and done < total:
            return
        self._last = time.monotonic()
        if not _mine(self.job).update(done=done, total=total, beat_at=timezone.now()):
            raise Superseded

    def aside(self, done: int, total: int) -> None:
        """The same from inside a transaction, of which nobody sees a row before its end: noted beside the database."""
        self.total = total
        if time.monotonic() - self._last < WRITE_EVERY and done < total:
            return
        self._last = time.monotonic()
        beside.note(self.job, done, total)


def _mine(job: Job) -> Any:
    return Job.objects.filter(pk=job.pk, state=State.RUNNING, attempts=job.attempts)


@contextmanager
def _heart(job: Job) -> Iterator[None]:
    """Beat for a handler that computes for minutes without a word, from a thread with a connection of its own."""
    stop = threading.Event()

    def beat() -> None:
        try:
            while not stop.wait(BEAT_EVERY):
                try:
                    _mine(job).update(beat_at=timezone.now())
                except DatabaseError:  # the handler holds the write lock: it is alive then, too
                    continue
        finally:
            connection.close()

    thread = threading.Thread(target=beat, daemon=True, name=f"heart of job {job.pk}")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(1.0)


def sweep() -> int:
    """Ring again for jobs whose doorbell was lost or whose worker died; give up after three attempts. Returns how many rang."""
    now = timezone.now()
    stuck = Job.objects.filter(state=State.RUNNING, beat_at__lt=now - STUCK_AFTER)
    for pk, attempts in stuck.values_list("pk", "attempts")[:SWEEP_LIMIT]:
        if attempts >= MAX_ATTEMPTS:
            why = _("This was interrupted several times and was not tried again.")
            move(pk=pk, old=State.RUNNING, new=State.FAILED, attempt=attempts, error=why, finished_at=now)
        else:
            move(pk=pk, old=State.RUNNING, new=State.WAITING, attempt=attempts, beat_at=None)
    overdue = Job.objects.filter(state=State.WAITING, created_at__lt=now - OVERDUE_AFTER).order_by("pk")
    pks = list(overdue.values_list("pk", flat=True)[:SWEEP_LIMIT])
    for pk in pks:
        ring("jobs.run", pk)
    return len(pks)
