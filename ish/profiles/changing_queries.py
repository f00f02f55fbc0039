"""Reads for changes that are asked for: what waits, for whom, and what became of what somebody asked."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest

from ish.people import queries as people
from ish.people.models import Participation
from ish.people.states import HOLDS_PLACE
from ish.profiles import changing_rules as rules
from ish.profiles.models import ChangeRequest
from ish.profiles.rules import GUARDIAN, Editor, parts_of
from ish.profiles.states import ChangeState
from ish.programme import queries as programme
from ish.programme.models import Edition

# Once erased, nothing is left to decide on.
_KEPT = Q(changes__isnull=False) | Q(passport_changes__isnull=False) | Q(health_changes__isnull=False)


def waiting(edition: Edition, user: Any = None) -> QuerySet[ChangeRequest]:
    """Return what waits for organisers of an edition, the oldest first; with `user`, what their part of the work reads."""
    rows = ChangeRequest.objects.filter(
        _KEPT,
        state=ChangeState.WAITING,
        participation__edition=edition,
        participation__state__in=HOLDS_PLACE,
    )
    if user is not None:
        rows = rows.filter(care__in=rules.cares_of(programme.parts_of(user, [edition.pk])))
    return rows.select_related(
        "participation__person", "participation__edition", "guardian", "asked_by"
    ).order_by("asked_at", "pk")


def counted(request: HttpRequest) -> QuerySet[ChangeRequest] | None:
    """Return what waits for the reader in the edition they organise; None without edition."""
    edition = programme.edition_as(request, "organiser")
    return waiting(edition, request.user) if edition else None


def of(participation: Participation, *, section: str | None = None) -> list[ChangeRequest]:
    """Return what was asked about one person, the newest first (one query), of one section or of all."""
    rows = participation.change_requests.select_related("guardian", "asked_by", "decided_by")
    found = list(rows if section is None else rows.filter(section=section))
    for row in found:
        row.participation = participation
    return found


def of_editor(rows: list[ChangeRequest], editor: Editor) -> list[ChangeRequest]:
    """Narrow what was asked to what the editor may read of it: a guest reads their own alone."""
    if editor.guardian is None:
        return rows
    return [row for row in rows if row.role == GUARDIAN and row.guardian_id == editor.guardian.pk]


def request_or_404(user: Any, pk: int, role: str) -> ChangeRequest:
    """Return one request; raises `Http404` unless the user sees the person through the role."""
    rows = ChangeRequest.objects.select_related("guardian", "asked_by")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    found.participation = people.participation_as(user, found.participation_id, role)[0]
    return found


def may_read(row: ChangeRequest, user: Any) -> bool:
    """Say whether a request belongs to an organiser's part of the work."""
    return row.care in rules.cares_of(parts_of(user, row.participation))
