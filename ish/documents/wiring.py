"""What this app tells the registries at the start."""

from auditlog.registry import auditlog

from ish.contacts import morning as morning_list
from ish.documents import morning, services
from ish.documents.models import Document
from ish.privacy import history
from ish.privacy import registry as privacy


def connect() -> None:
    """Fill the registries."""
    privacy.on_erase("documents.files", services.forget)
    morning_list.register("documents", morning.lines, order=40)
    if not auditlog.contains(Document):
        history.keep(Document)
