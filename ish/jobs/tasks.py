"""Doorbells of background work: a key in, one call. Extra arguments of a newer release are ignored."""

from typing import Any

from celery import shared_task

from ish.jobs import running


@shared_task(name="jobs.run")
def run(pk: int, *args: Any, **kwargs: Any) -> None:
    """Run one job."""
    running.run(pk)


@shared_task(name="jobs.sweep")
def sweep(*args: Any, **kwargs: Any) -> None:
    """Find jobs that fell between."""
    running.sweep()
