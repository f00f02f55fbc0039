"""What somebody changes of a student's facts on a page of the profile: who they are, said by themselves, waits for an organiser;
the rest counts at once. All of it is kept in the history that partner, student and school see."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from ish import clock
from ish.nominations import correcting_rules as rules
from ish.nominations import queries
from ish.nominations.models import Correction, Nomination
from ish.nominations.services.correcting import keep, propose, settle_waiting
from ish.nominations.services.ladder import locked
from ish.nominations.states import CorrectionState
from ish.people import consequences
from ish.people.consequences import Change
from ish.people.models import Guardian, Participation, Person

ONE_SITTING = timedelta(hours=1)
"""Pages save themselves while one types: what changes again within this time is one correction."""


@dataclass(frozen=True)
class Own:
    """What a student says of who they are on a page of their own: what of it waits, as models take it, and in which proposals."""

    nomination: Nomination
    waiting: list[Correction]
    values: dict[str, Any]

    def waits(self, name: str, value: Any) -> bool:
        """Say whether a change waits. What was empty is filled in at once, except that nobody makes themselves of age."""
        if name not in rules.WAITING:
            return False
        if name in self.values or getattr(self.nomination.participation.person, name) not in (None, "", []):
            return True
        said = rules.plain(value)
        return name == "birth_date" and rules.minor_on_arrival(self.nomination.participation, said) is False


def own_of(participation: Participation, role: str) -> Own | None:
    """Return what waits of a student who was handed in, for the student (one query, a second one when something waits); None for
    whose word counts at once: organisers, and people whom no partner named."""
    if role != rules.PARTICIPANT:
        return None
    waits = Exists(Correction.objects.filter(nomination=OuterRef("pk"), state=CorrectionState.PROPOSED))
    row = Nomination.objects.filter(participation=participation.pk).annotate(waits=waits).first()
    if row is None:
        return None
    row.participation, row.edition = participation, participation.edition
    if not rules.may_correct(row):
        return None
    proposed = row.corrections.filter(state=CorrectionState.PROPOSED).order_by("pk")
    waiting = list(proposed) if row.waits else []
    for one in waiting:
        one.nomination = row
    own = {n: pair[1] for one in waiting if one.role == role for n, pair in (one.changes or {}).items()}
    return Own(row, waiting, {name: rules.python(name, value) for name, value in own.items()})


@transaction.atomic
def propose_own(*, own: Own, values: Mapping[str, Any], by: Any) -> None:
    """Propose what a student changes of who they are; one sitting is one proposal. Raises what `correcting.propose` does."""
    lately = [row for row in own.waiting if _in_this_sitting(row, by)]
    propose(
        nomination=own.nomination,
        values=values,
        by=by,
        role=rules.PARTICIPANT,
        sitting=lately[-1] if lately else None,
    )


def _in_this_sitting(row: Correction, by: Any) -> bool:
    mine = row.proposed_by_id == by.pk and row.role == rules.PARTICIPANT and not row.note
    return mine and row.proposed_at > clock.now() - ONE_SITTING


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
    settle_waiting(row, changed, now=before, at_once=changed, by=by)
    _keep(row, before, changed, by=by, role=role)


@transaction.atomic
def note_guardian(
    *, participation: Participation, guardian: Guardian, before: Mapping[str, Any], by: Any, role: str
) -> None:
    """Keep as an applied correction what was changed of the parent whom the partner's pages show (`before`: what `parent_facts`
    said), and settle what waits about the same. Nothing is kept of other parents."""
    rows = Nomination.objects.filter(participation=participation.pk).select_related(*queries.WITH_PERSON)
    row = rows.first()
    if row is None or not rules.may_correct(row) or queries.guardian_of(row) != guardian:
        return
    row = locked(row)
    now = parent_facts(guardian)
    changed = {name: value for name, value in now.items() if value != before[name]}
    settle_waiting(row, changed, now=before, at_once=changed, by=by)
    _keep(row, before, changed, by=by, role=role)


def parent_facts(guardian: Guardian) -> dict[str, Any]:
    """Return the facts of a parent as the history keeps them."""
    return {name: rules.plain(getattr(guardian, of)) for name, of in rules.GUARDIAN.items()}


def _keep(
    row: Nomination, before: Mapping[str, Any], changed: Mapping[str, Any], *, by: Any, role: str
) -> None:
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
        decided_by=by if role == rules.ORGANISER else None,  # nothing that an organiser has approved
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
