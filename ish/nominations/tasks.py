"""Doorbells of nominations. Extra arguments of a newer release are ignored."""

from typing import Any

from celery import shared_task

from ish.nominations import services


@shared_task(name="nominations.erase_stashes")
def erase_stashes(*args: Any, **kwargs: Any) -> None:
    """Delete uploaded lists older than a day."""
    services.erase_stashes()


@shared_task(name="nominations.tell_due")
def tell_due(*args: Any, **kwargs: Any) -> None:
    """Write to students whose partner was to tell them first, when the day has come."""
    services.tell_due()
