"""The history of changes: that a personal field changed is kept, its values are not; who did it is a key, never an address."""

from datetime import datetime
from typing import Any

from auditlog.middleware import AuditlogMiddleware
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.db import models

from ish.privacy import catalogue

MASK = "•••"


class Middleware(AuditlogMiddleware):
    """Names the actor of a change by their key alone; the library would keep their address, too, past any erasure."""

    def get_extra_data(self, request: Any) -> dict[str, Any]:
        """Return what is written beside each change."""
        return {**super().get_extra_data(request), "actor_email": None, "remote_port": None}


def masked(value: object) -> str:
    """Return a mask of one length for every value: nothing of it, not even how long it was, can be read."""
    return MASK


def keep(model: type[models.Model]) -> None:
    """Have changes of `model` recorded, with every declared personal field masked and encrypted ones too."""
    policy = catalogue.every().get(model._meta.label_lower)
    personal = sorted(policy.fields) if policy else []
    auditlog.register(model, mask_fields=personal, mask_callable="ish.privacy.history.masked")


def last_change(row: models.Model) -> tuple[datetime | None, Any]:
    """Return when a recorded row was last changed and by whom (None: not known, or in the background)."""
    entries = LogEntry.objects.get_for_object(row).select_related("actor")
    entry = entries.order_by("-timestamp", "-pk").first()
    return (entry.timestamp, entry.actor) if entry else (None, None)


def forget_actor(user_id: int) -> int:
    """Take address and place away from the changes that a user made (older entries may have them); return how many had."""
    mine = LogEntry.objects.filter(actor=user_id)
    named = mine.exclude(actor_email=None, remote_addr=None)
    return named.update(actor_email=None, remote_addr=None, remote_port=None)
