"""Doorbells of forgetting. Extra arguments of a newer release are ignored."""

from typing import Any

import structlog
from celery import shared_task

from ish import clock
from ish.forgetting import services
from ish.forgetting.states import Trigger
from ish.jobs import services as jobs

log = structlog.get_logger(__name__)


@shared_task(name="forgetting.run")
def run(*args: Any, **kwargs: Any) -> None:
    """Erase what is due today. Who is busy with it already goes on; what was erased is looked for afterwards."""
    try:
        row = services.run(day=clock.today(), trigger=Trigger.NIGHT)
        if row.emptied:
            jobs.start(kind="forgetting.scan", owner=None, args={"report": row.report_id})
    except services.Busy:
        log.info("forgetting_busy")
