"""Doorbells of interviews. Extra arguments of a newer release are ignored."""

from typing import Any

from celery import shared_task

from ish.interviews import services


@shared_task(name="interviews.tend")
def tend(*args: Any, **kwargs: Any) -> None:
    """End what is over, and erase notes whose time has come."""
    services.tend()
    services.erase_notes()
