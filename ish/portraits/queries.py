"""Reads: the picture of a participation, and whether this reader gets one."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from ish.documents.models import StoredFile
from ish.people.models import Participation
from ish.portraits import rules
from ish.portraits.models import Portrait


def files() -> QuerySet[Any]:
    """Return the keys of the files that hold a picture, whole or framed."""
    held = Q(whole_of__isnull=False) | Q(framed_of__isnull=False)
    return StoredFile.objects.filter(held).order_by().values("pk")


def of(participation: Participation) -> Portrait | None:
    """Return the picture of a participation that is there; None without one."""
    found = Portrait.objects.select_related("framed", "original").filter(participation=participation).first()
    if found is None or found.framed is None or not found.framed.path:
        return None
    found.participation = participation
    return found


def of_many(participations: Sequence[Participation]) -> dict[int, Portrait]:
    """Return the pictures that are there, by participation (one query)."""
    rows = {row.pk: row for row in participations}
    found = Portrait.objects.filter(participation__in=list(rows), framed__isnull=False).exclude(
        framed__path=""
    )
    pictures = {one.participation_id: one for one in found}
    for pk, one in pictures.items():
        one.participation = rows[pk]
    return pictures


def portrait_or_404(user: Any, pk: int, *, whole: bool) -> Portrait:
    """Return a picture that the user may see, the `whole` of it only for who frames it; raises `Http404`."""
    rows = Portrait.objects.select_related(
        "framed", "original", "participation__person", "participation__edition"
    )
    row = rows.filter(participation=pk, framed__isnull=False).first()
    if row is None or not rules.may_look(user, row):
        raise Http404
    if whole and not rules.may_frame(user, row.participation):
        raise Http404
    return row
