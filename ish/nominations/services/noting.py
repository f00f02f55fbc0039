"""What somebody changes of their own facts on a page of the profile, kept in the history that partner, student and school see."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction

from ish import clock
from ish.nominations import correcting_rules as rules
from ish.nominations import queries
from ish.nominations.models import Correction, Nomination
from ish.nominations.services.correcting import keep, replace_waiting
from ish.nominations.services.ladder import locked
from ish.nominations.states import CorrectionState
from ish.people import consequences
from ish.people.consequences import Change
from ish.people.models import Participation, Person

ONE_SITTING = timedelta(hours=1)
"""Pages save themselves while one types: what changes again within this time is one correction."""


def facts_of(person: Person, names: Collection[str]) -> dict[str, Any]:
    """Return the facts of a person as the history keeps them, those of `names` that were handed in by a partner."""
    return {name: rules.plain(getattr(person, name)) for name in rules.PERSON if name in names}


def lock_own(participation: Participation) -> None:
    """Lock what `note_own` will write. To be called before the person is locked, in the order in which corrections do."""
    list(Nomination.objects.select_for_update(of=("self",)).filter(participation=participation.pk).order_by())


@transaction.atomic
def note_own(*, participation: Participation, before: Mapping[str, Any], by: Any, role: str) -> None:
    """Keep as applied corrections what was changed of `before` (see `facts_of`), and settle what waits about the same. What was
    empty before is filled in, not corrected; nothing is kept of a student who is not handed in."""
    rows = Nomination.objects.filter(participation=participation.pk).select_related(*queries.WITH_PERSON)
    row = rows.first()
    if row is None or not rules.may_correct(row):
        return
    row = locked(row)
    row.participation.person = participation.person
    now = facts_of(participation.person, list(before))
    changed = {name: value for name, value in now.items() if value != before[name]}
    replace_waiting(row, changed, by)
    changes = {name: [before[name], value] for name, value in changed.items() if before[name] not in ("", [])}
    if not changes or _goes_on(row, changes, by=by, role=role):
        return
    keep(row, changes, state=CorrectionState.APPLIED, by=by, role=role, note="")
    consequences.apply(Change("corrected", row.participation, {"fields": changes, "by": by}))


def _goes_on(row: Nomination, changes: Mapping[str, Any], *, by: Any, role: str) -> bool:
    """Put the change into what the same person has corrected just now; say whether there was something."""
    recent = Correction.objects.select_for_update().filter(
        nomination=row,
        state=CorrectionState.APPLIED,
        proposed_by=by,
        role=role,
        note="",
        proposed_at__gt=clock.now() - ONE_SITTING,
    )
    last = recent.order_by("-pk").first()
    if last is None:
        return False
    kept: dict[str, Any] = dict(last.changes or {})
    for name, (old, new) in changes.items():
        kept[name] = [kept[name][0] if name in kept else old, new]
    last.changes = {name: pair for name, pair in kept.items() if pair[0] != pair[1]}
    if last.changes:
        last.save(update_fields=["changes"])
    else:
        last.delete()
    return True
