"""A correction of what was handed in, as a difference: harmless facts apply at once, who somebody is waits for an organiser.

Corrections are kept as {field: [as it was, as proposed]} in plain values, sealed. Of each field one proposal waits at most: a
later one takes its place, and the earlier one stays in the history as replaced.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ish import clock
from ish.nominations import correcting_mails as mails
from ish.nominations import correcting_rules as rules
from ish.nominations import queries
from ish.nominations.models import Correction, Nomination
from ish.nominations.rules import COORDINATOR, ORGANISER
from ish.nominations.services.ladder import locked
from ish.nominations.services.naming import refuse_taken
from ish.nominations.states import CorrectionState
from ish.people import consequences
from ish.people import services as people
from ish.people.consequences import Change
from ish.people.models import Guardian, Participation, Person

REPLACED = gettext_lazy("A later proposal took its place.")


class NotCorrectable(Exception):
    """There is nothing to correct: a draft, withdrawn, or the person no longer counts."""

    def __init__(self) -> None:
        super().__init__(_("This student no longer counts, or has not been handed in."))


class Settled(Exception):
    """Somebody has decided on this correction already, or taken it back."""

    def __init__(self) -> None:
        super().__init__(_("This correction has been settled in the meantime."))


class Moved(Exception):
    """What is corrected has changed since the organiser looked at it."""

    def __init__(self) -> None:
        super().__init__(_("This has changed in the meantime. Please look at it again."))


# ---------------------------------------------------------------- PROPOSE


@transaction.atomic
def propose(
    *, nomination: Nomination, values: Mapping[str, Any], by: Any, role: str, note: str = ""
) -> Correction | None:
    """Correct what was handed in. Returns the correction that waits, else the one that was applied, else None: nothing differs.

    `role` is in whose name: coordinator, participant or organiser (whose own corrections all apply at once). Raises
    `NotCorrectable`, `TypeError` (a field that is not theirs to correct), `ValidationError`.
    """
    row = locked(nomination)
    row.participation.refresh_from_db(fields=["state"])
    if not rules.may_correct(row):
        raise NotCorrectable
    if unknown := set(values) - set(rules.offered(row, role)):
        raise TypeError(f"Not theirs to correct: {', '.join(sorted(unknown))}.")
    guardian = queries.guardian_of(row)
    now = _fresh(row, guardian)
    said = {name: rules.plain(value) for name, value in values.items()}
    changed = {name: value for name, value in said.items() if value != now[name]}
    _check(row, guardian, changed)
    changed = replace_waiting(row, changed, by)
    at_once = {name for name in changed if name in rules.at_once(row.edition, role)}
    made: Correction | None = None
    for names, state in (
        (at_once, CorrectionState.APPLIED),
        (set(changed) - at_once, CorrectionState.PROPOSED),
    ):
        if names:
            changes = {name: [now[name], changed[name]] for name in rules.FIELDS if name in names}
            made = keep(row, changes, state=state, by=by, role=role, note=note)
    if at_once:
        _write(row, {name: [now[name], changed[name]] for name in at_once}, by=by)
    _hand_on(nomination, row)
    return made


def propose_address(participation: Participation, email: str, by: Any) -> bool:
    """Propose a new address that a partner gives for a student whom the school knows; say whether it now waits.

    Raises `ValidationError` when it is another student's.
    """
    row = (
        Nomination.objects.filter(participation=participation.pk).select_related(*queries.WITH_PERSON).first()
    )
    if row is None or not email or not rules.may_correct(row):
        return False
    propose(nomination=row, values={"email": email}, by=by, role=COORDINATOR)
    return True


def _fresh(row: Nomination, guardian: Guardian | None) -> dict[str, Any]:
    """Return the values as they are in the database, the person locked."""
    row.participation.person = Person.objects.select_for_update().get(pk=row.participation.person_id)
    return rules.as_it_is(row, guardian)


def _check(row: Nomination, guardian: Guardian | None, changed: Mapping[str, Any]) -> None:
    """Refuse what could not be saved. Raises `ValidationError`."""
    person_values, own, of_guardian = rules.parted(changed)
    person = row.participation.person
    address = person_values.get("email", "").casefold()
    if address and address != person.email.casefold():
        refuse_taken(queries.Named(row.edition, row.body, withdrawn=False), person_values["email"], by=row.pk)
    _clean(Person, person_values)
    _clean(Nomination, own)
    _clean(Guardian, of_guardian, prefix="guardian_")


def _clean(model: Any, values: Mapping[str, Any], *, prefix: str = "") -> None:
    try:
        model(**values).clean_fields(exclude={f.name for f in model._meta.fields} - set(values))
    except ValidationError as error:
        raise ValidationError(
            {f"{prefix}{name}": found for name, found in error.error_dict.items()}
        ) from error


def keep(
    row: Nomination, changes: Mapping[str, Any], *, state: str, by: Any, role: str, note: str
) -> Correction:
    """Write down a correction in the state it is in."""
    done = state == CorrectionState.APPLIED
    now = clock.now()
    return Correction.objects.create(
        nomination=row,
        changes=dict(changes),
        state=state,
        note=note,
        proposed_at=now,
        proposed_by=by,
        role=role,
        decided_at=now if done else None,
        decided_by=by if done and role == ORGANISER else None,
    )


def replace_waiting(row: Nomination, changed: Mapping[str, Any], by: Any) -> dict[str, Any]:
    """Settle what waits about the same fields: the later word counts. Returns what is new: the same word again is no news."""
    new = dict(changed)
    for older in _waiting(row):
        waits = {name: pair[1] for name, pair in (older.changes or {}).items()}
        for name in [name for name, value in waits.items() if name in new and new[name] == value]:
            del new[name]
        if again := [name for name in waits if name in new]:
            settle(_part(older, again), CorrectionState.RETRACTED, by=by, answer=str(REPLACED))
    return new


def _waiting(row: Nomination) -> list[Correction]:
    found = Correction.objects.select_for_update().filter(nomination=row, state=CorrectionState.PROPOSED)
    return list(found.order_by("pk"))


def _part(row: Correction, names: Collection[str]) -> Correction:
    """Return a correction of just these fields: the row itself, or a twin that takes them out of it."""
    changes: dict[str, Any] = row.changes or {}
    taken = {name: pair for name, pair in changes.items() if name in names}
    if len(taken) == len(changes):
        return row
    row.changes = {name: pair for name, pair in changes.items() if name not in names}
    row.save(update_fields=["changes"])
    return Correction.objects.create(
        nomination_id=row.nomination_id,
        changes=taken,
        note=row.note,
        proposed_at=row.proposed_at,
        proposed_by_id=row.proposed_by_id,
        role=row.role,
    )


def settle(row: Correction, state: str, *, by: Any, answer: str = "") -> None:
    """Bring a correction to its last state."""
    row.state, row.answer, row.decided_at, row.decided_by = state, answer, clock.now(), by
    row.save(update_fields=["state", "answer", "decided_at", "decided_by"])


# ---------------------------------------------------------------- WRITE


def _write(row: Nomination, changes: Mapping[str, Any], *, by: Any) -> None:
    """Write what was corrected, with what follows. Raises `ValidationError`."""
    person_values, own, guardian = rules.parted({name: new for name, (_old, new) in changes.items()})
    person = row.participation.person
    if person_values:
        row.participation.person = people.save_person(person=person, values=person_values, by=by)
    if guardian:
        _write_guardian(row, guardian, by=by)
    for name, value in own.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*own, "version"])
    consequences.apply(Change("corrected", row.participation, {"fields": dict(changes), "by": by}))


def _write_guardian(row: Nomination, values: dict[str, Any], *, by: Any) -> None:
    person, found = row.participation.person, queries.guardian_of(row)
    if found is None:
        values["name"] = values.get("name") or values.get("email") or _("parent or guardian")
        people.add_guardian(person=person, language=person.language, **values)
    else:
        people.save_guardian(guardian=found, values=values, by=by)


def _hand_on(mine: Nomination, saved: Nomination) -> None:
    """Let the caller's object say what was saved."""
    for name in (*rules.NOMINATION, *rules.ORDER, "version"):
        setattr(mine, name, getattr(saved, name))


# ---------------------------------------------------------------- DECIDE


def now_of(correction: Correction) -> dict[str, Any]:
    """Return the present plain values of the corrected fields."""
    nomination = correction.nomination
    found = rules.as_it_is(nomination, queries.guardian_of(nomination))
    return {name: found[name] for name in correction.changes or {}}


def mark_of(correction: Correction) -> str:
    """Return a short mark of what is proposed and what is there now: what an organiser saw."""
    text = json.dumps([correction.pk, correction.changes, now_of(correction)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def preview(correction: Correction, fields: Iterable[str] | None = None) -> list[str]:
    """Return in sentences what follows if the fields (default: all) are taken over. Writes nothing."""
    wanted = set(correction.changes or {} if fields is None else fields)
    now = now_of(correction)
    told = {n: [now[n], new] for n, (_was, new) in (correction.changes or {}).items() if n in wanted}
    change = Change("corrected", correction.nomination.participation, {"fields": told, "by": None})
    return [str(line) for line in consequences.preview(change)]


@transaction.atomic
def approve(
    *, correction: Correction, fields: Collection[str], by: Any, seen: str, answer: str = ""
) -> Correction:
    """Take over some fields of a proposal, the rest goes on waiting; whoever proposed it is told. Returns what was applied.

    `seen` is the mark of what the organiser looked at. Raises `Settled`, `NotCorrectable`, `Moved`, `ValidationError`.
    """
    row = _to_decide(correction, fields)
    nomination = row.nomination
    guardian = queries.guardian_of(nomination)
    now = _fresh(nomination, guardian)
    if mark_of(row) != seen:
        raise Moved
    wanted = {name: new for name, (_was, new) in (row.changes or {}).items() if name in fields}
    _check(nomination, guardian, {name: new for name, new in wanted.items() if new != now[name]})
    done = _part(row, fields)
    done.nomination = nomination
    done.changes = {name: [now[name], new] for name, new in wanted.items()}
    done.save(update_fields=["changes"])
    settle(done, CorrectionState.APPLIED, by=by, answer=answer.strip())
    _write(nomination, done.changes, by=by)
    mails.correction_outcome(correction=done)
    return done


@transaction.atomic
def refuse(*, correction: Correction, fields: Collection[str], by: Any, answer: str) -> Correction:
    """Do not take over some fields, with an answer for whoever proposed it. Returns what was refused.

    Raises `Settled`, `NotCorrectable`, `ValueError` (no answer)."""
    if not answer.strip():
        raise ValueError(_("Say why, please: the answer goes to whoever proposed it."))
    row = _to_decide(correction, fields)
    done = _part(row, fields)
    done.nomination = row.nomination
    settle(done, CorrectionState.REFUSED, by=by, answer=answer.strip())
    mails.correction_outcome(correction=done)
    return done


@transaction.atomic
def retract(*, correction: Correction, by: Any) -> Correction:
    """Take a proposal back. Raises `Settled`."""
    locked(correction.nomination)
    row = Correction.objects.select_for_update().get(pk=correction.pk)
    if row.state != CorrectionState.PROPOSED:
        raise Settled
    settle(row, CorrectionState.RETRACTED, by=by)
    return row


def _to_decide(correction: Correction, fields: Collection[str]) -> Correction:
    """Return the proposal as it is now, student and row locked. Raises `Settled` (also when a field is no longer in it)."""
    nomination = locked(correction.nomination)
    nomination.participation.refresh_from_db(fields=["state"])
    row = Correction.objects.select_for_update().get(pk=correction.pk)
    if row.state != CorrectionState.PROPOSED or not fields or set(fields) - set(row.changes or {}):
        raise Settled
    if not rules.may_correct(nomination):
        raise NotCorrectable
    row.nomination = nomination
    return row
