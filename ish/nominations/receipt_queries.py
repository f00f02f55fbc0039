"""Reads for the paper that a partner files: what was handed in, by whom and when."""

from collections.abc import Sequence
from typing import Any

from auditlog.models import LogEntry

from ish.nominations import queries
from ish.nominations.models import Nomination
from ish.nominations.states import IN_HAND
from ish.programme.models import Edition, NominatingBody


def handed_in(user: Any, role: str, *, edition: Edition, body: NominatingBody) -> list[Nomination]:
    """Return what a partner has handed in and not taken back, those sent back for correction included, in its order."""
    rows = queries.seen(user, role).filter(edition=edition, body=body, submitted_at__isnull=False)
    return list(rows.exclude(sender_state="withdrawn").order_by("reserve", "rank", "pk"))


def by_whom(rows: Sequence[Nomination]) -> dict[int, str]:
    """Return by nomination the name of who last handed it in, as far as the history knows (one query)."""
    entries = LogEntry.objects.get_for_objects(Nomination.objects.filter(pk__in=[row.pk for row in rows]))
    moved = entries.filter(changes__has_key="sender_state", actor__isnull=False).select_related("actor")
    found: dict[int, str] = {}
    for entry in moved.order_by("timestamp", "pk"):
        if entry.changes["sender_state"][-1] in IN_HAND:
            found[entry.object_id] = entry.actor.get_full_name()
    return found
