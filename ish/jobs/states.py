"""The states of a job."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


OPEN = (State.WAITING, State.RUNNING)
NEXT: dict[str, frozenset[str]] = {
    State.WAITING: frozenset({State.RUNNING}),
    State.RUNNING: frozenset({State.DONE, State.FAILED, State.WAITING}),
    State.DONE: frozenset(),
    State.FAILED: frozenset(),
}
