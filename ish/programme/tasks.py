"""Doorbells of programme. Extra arguments of a newer release are ignored."""

from typing import Any

from celery import shared_task

from ish.programme import next_services


@shared_task(name="programme.note_openings")
def note_openings(*args: Any, **kwargs: Any) -> None:
    """Write down where partners begin today although the list before is not done."""
    next_services.note_openings()
