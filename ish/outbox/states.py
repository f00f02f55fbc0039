"""The states of a message and which may follow which."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a message stands."""

    HELD = "held", _("held for review")
    QUEUED = "queued", _("on its way")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("could not be sent")
    DROPPED = "dropped", _("no longer needed")
    DISCARDED = "discarded", _("discarded")


NEXT: dict[str, frozenset[str]] = {
    State.HELD: frozenset({State.QUEUED, State.DISCARDED, State.DROPPED}),
    State.QUEUED: frozenset({State.SENDING, State.HELD, State.DISCARDED, State.DROPPED}),
    State.SENDING: frozenset({State.SENT, State.FAILED, State.QUEUED, State.DROPPED}),
    State.SENT: frozenset(),
    State.FAILED: frozenset({State.QUEUED, State.DISCARDED}),
    State.DROPPED: frozenset(),
    State.DISCARDED: frozenset(),
}
OPEN = (State.HELD, State.QUEUED, State.SENDING, State.FAILED)
