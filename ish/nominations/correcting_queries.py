"""Reads for corrections: what waits, what was corrected of a student, who sees it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from accounts import roles
from ish.nominations import queries
from ish.nominations.models import Correction, Nomination
from ish.nominations.named_queries import key_of
from ish.nominations.rules import COUNTED, ORGANISER
from ish.nominations.states import IN_HAND, CorrectionState
from ish.people.states import OPEN
from ish.programme import queries as programme
from ish.programme.models import Edition

_WITH = tuple(f"nomination__{way}" for way in queries.WITH_PERSON)


def waiting(edition: Edition) -> QuerySet[Correction]:
    """Return what waits for an organiser, the oldest first."""
    rows = Correction.objects.filter(
        state=CorrectionState.PROPOSED,
        nomination__edition=edition,
        nomination__sender_state__in=IN_HAND,
        nomination__participation__state__in=OPEN,
    )
    return rows.select_related(*_WITH, "proposed_by").order_by("proposed_at", "pk")


def counted(request: HttpRequest) -> QuerySet[Correction] | None:
    """Return what waits in the edition they organise; None without edition."""
    edition = programme.edition_as(request, ORGANISER)
    return waiting(edition) if edition else None


def of(nomination: Nomination) -> list[Correction]:
    """Return the corrections of a student, the newest first, each with the nomination at hand."""
    rows = list(nomination.corrections.select_related("proposed_by", "decided_by"))
    for row in rows:
        row.nomination = nomination
    return rows


def waiting_in(rows: Iterable[Correction]) -> dict[str, Any]:
    """Return what is proposed in corrections at hand, plain, by field."""
    waits = (row.changes or {} for row in rows if row.state == CorrectionState.PROPOSED)
    return {name: pair[1] for changes in waits for name, pair in changes.items()}


def correction_or_404(user: Any, pk: int, role: str) -> Correction:
    """Return one correction with its student; raises `Http404` unless the user sees the student through the role."""
    seen = roles.visible_to(Nomination.objects.all(), user, role=role)
    rows = Correction.objects.select_related(*_WITH, "nomination__participation__person__user", "proposed_by")
    found = rows.filter(pk=pk, nomination__in=seen.values("pk")).first()
    if found is None:
        raise Http404
    return found


def keys_of_others(nomination: Nomination) -> set[tuple[Any, ...]]:
    """Return by what the other students of a partner are told apart: names and birth date (one query)."""
    rows = Nomination.objects.filter(COUNTED, edition=nomination.edition_id, body=nomination.body_id)
    path = "participation__person__"
    fields = ("family_name", "given_names", "native_name", "birth_date")
    values = rows.exclude(pk=nomination.pk).values_list(*(path + name for name in fields))
    keys = (key_of(family=f, given=g, native=n, born=b) for f, g, n, b in values)
    return {key for key in keys if key is not None}
