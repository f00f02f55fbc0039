"""Reads: papers of a participation, whether one is here, who may open a file."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import Http404

from accounts import roles
from ish.documents import kinds
from ish.documents.models import Document, Version
from ish.documents.states import HERE, READABLE
from ish.people.models import Participation


def here(kind: str) -> Q:
    """Return the condition on participations that a paper of this kind is handed in or accepted."""
    return Q(Exists(Document.objects.filter(participation=OuterRef("pk"), kind=kind, state__in=HERE)))


def of(participation: Participation, codes: Iterable[str] | None = None) -> dict[str, Document]:
    """Return the papers of a participation by kind, with their versions and files, newest first (two queries)."""
    rows = Document.objects.filter(participation=participation)
    if codes is not None:
        rows = rows.filter(kind__in=list(codes))
    versions = Version.objects.select_related("file").order_by("-number")
    return {row.kind: row for row in rows.prefetch_related(Prefetch("versions", versions))}


def newest(document: Document) -> Version | None:
    """Return the version that counts: the newest whose file is still there; None when there is none."""
    return next((row for row in document.versions.all() if row.file.path), None)


def document_or_404(user: Any, pk: int, role: str) -> Document:
    """Return a paper of somebody whom the user sees through the role; raises `Http404`."""
    rows = Document.objects.select_related("participation__person", "participation__edition__programme")
    row = rows.filter(pk=pk).first()
    seen = roles.visible_to(Participation.objects.all(), user, role=role)
    if row is None or not seen.filter(pk=row.participation_id).exists():
        raise Http404
    return row


def version_or_404(user: Any, pk: int) -> tuple[Version, str]:
    """Return a version whose file the user may open, and the role by which; raises `Http404`.

    The person themself comes first: their own look is none that is written down.
    """
    rows = Version.objects.select_related(
        "file", "document__participation__person", "document__participation__edition"
    )
    row = rows.filter(pk=pk).first()
    if row is None or not row.file.path or row.file.scan not in READABLE:
        raise Http404
    allowed = kinds.get(row.document.kind).reads & roles.through(user, row.document.participation)
    if not allowed:
        raise Http404
    return row, "participant" if "participant" in allowed else min(allowed)
