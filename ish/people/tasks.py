"""Doorbells of people. Extra arguments of a newer release are ignored."""

from typing import Any

from celery import shared_task

from ish.people import answer_services


@shared_task(name="people.remind_before_the_last_day")
def remind_before_the_last_day(*args: Any, **kwargs: Any) -> None:
    """Remind students and parents three days before a place has to be accepted."""
    answer_services.remind_before_the_last_day()
