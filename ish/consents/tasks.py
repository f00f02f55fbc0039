"""Doorbells of consents. Extra arguments of a newer release are ignored."""

from typing import Any

from celery import shared_task

from ish.consents import age_mails


@shared_task(name="consents.write_of_age")
def write_of_age(*args: Any, **kwargs: Any) -> None:
    """Ask those who have turned 18 during the stay for their own answers."""
    age_mails.write_of_age()
