"""Doorbells of people's rights. Extra arguments of a newer release are ignored."""

from typing import Any

from celery import shared_task

from ish.rights import services


@shared_task(name="rights.sweep")
def sweep(*args: Any, **kwargs: Any) -> None:
    """Delete copies whose days are over."""
    services.sweep()
