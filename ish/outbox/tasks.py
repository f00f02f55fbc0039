"""Doorbells of the outbox: keys in, one call. Extra arguments of a newer release are ignored."""

from collections.abc import Sequence
from typing import Any

from celery import shared_task

from ish.outbox import delivery, files


@shared_task(name="outbox.deliver")
def deliver(pk: int, *args: Any, **kwargs: Any) -> None:
    """Send one message."""
    delivery.deliver(pk)


@shared_task(name="outbox.deliver_batch")
def deliver_batch(pks: Sequence[int], *args: Any, **kwargs: Any) -> None:
    """Send many over one connection."""
    delivery.deliver_batch(pks)


@shared_task(name="outbox.sweep")
def sweep(*args: Any, **kwargs: Any) -> None:
    """Find messages that fell between; mails kept as files go after a day."""
    delivery.sweep()
    files.expire()
