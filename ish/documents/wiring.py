"""What this app tells the registries at the start."""

from auditlog.registry import auditlog

from ish.documents import services, storage
from ish.documents.models import Document
from ish.privacy import history
from ish.privacy import registry as privacy


def connect() -> None:
    """Fill the registries."""
    privacy.on_rotate("documents.files", storage.SealedFiles())
    privacy.on_erase("documents.files", services.forget, many=services.forget_many, by_edition=True)
    if not auditlog.contains(Document):
        history.keep(Document)
