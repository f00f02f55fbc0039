"""Doorbells of the board. Extra arguments of a newer release are ignored."""

from typing import Any

from celery import shared_task

from ish.programme.models import Edition
from ish.selection import services


@shared_task(name="selection.count")
def count(edition_pk: int, *args: Any, **kwargs: Any) -> None:
    """Count the opinions of an edition again, after one was written."""
    edition = Edition.objects.filter(pk=edition_pk).first()
    if edition is not None:
        services.count(edition=edition)


@shared_task(name="selection.erase_bundles")
def erase_bundles(*args: Any, **kwargs: Any) -> None:
    """Delete files of dossiers that are older than a day."""
    services.erase_old()


@shared_task(name="selection.remind_reviewers")
def remind_reviewers(*args: Any, **kwargs: Any) -> None:
    """Remind reviewers three days before opinions are due, and on the day."""
    services.remind_reviewers()
