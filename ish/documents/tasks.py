"""Doorbells of papers. Extra arguments of a newer release are ignored."""

from typing import Any

from celery import shared_task

from ish.documents import services


@shared_task(name="documents.scan")
def scan(*args: Any, **kwargs: Any) -> None:
    """Ask the virus scanner about files that were held back while it was down."""
    services.scan_waiting()


@shared_task(name="documents.sweep")
def sweep(*args: Any, **kwargs: Any) -> None:
    """Delete files to which no row leads."""
    services.sweep()
