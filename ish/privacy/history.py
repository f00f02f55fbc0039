"""The history of changes: that a personal field changed is kept, its values are not."""

from auditlog.registry import auditlog
from django.db import models

from ish.privacy import catalogue

MASK = "•••"


def masked(value: object) -> str:
    """Return a mask of one length for every value: nothing of it, not even how long it was, can be read."""
    return MASK


def keep(model: type[models.Model]) -> None:
    """Have changes of `model` recorded, with every declared personal field masked and encrypted ones too."""
    policy = catalogue.every().get(model._meta.label_lower)
    personal = sorted(policy.fields) if policy else []
    auditlog.register(model, mask_fields=personal, mask_callable="ish.privacy.history.masked")
