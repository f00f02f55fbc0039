"""What this app tells the registries at the start."""

from auditlog.registry import auditlog

from ish.consents.models import Answer, Handover, Lift, Paper, Purpose, Text
from ish.privacy import history

KEPT = (Answer, Handover, Lift, Paper, Purpose, Text)


def connect() -> None:
    """Fill the registries."""
    for model in KEPT:
        if not auditlog.contains(model):
            history.keep(model)
