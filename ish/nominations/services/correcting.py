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
from ish.nominations.named_queries import Named
from ish.nominations.rules import ORGANISER
from ish.nominations.services.ladder import locked
from ish.nominations.services.naming import refuse_taken
from ish.nominations.states import CorrectionState
from ish.people import consequences
from ish.people import services as people
from ish.people.consequences import Change
from ish.people.models import Guardian, Participation, Person

REPLACED = gettext_lazy("A later proposal took its place.")
AS_IT_IS = gettext_lazy("It was said later that it is right as it is.")


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
    *,
    nomination: Nomination,
    values: Mapping[str, Any],
    by: Any,
    role: str,
    note: str = "",
    sitting: Correction | None = None,
) -> Correction | None:
    """Correct what was handed in. Returns the correction that waits, else the one that was applied, else None: nothing differs.
    A value as it is says that it is right: what waits about it is settled.

    `role` is in whose name: coordinator, participant or organiser (whose own corrections all apply at once); `by` is None for
    who has no account. `sitting` is a proposal of theirs into which this goes. Raises `NotCorrectable`, `TypeError` (a field that
    is not theirs to correct), `ValidationError`.
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
    _check(row, guardian, {name: value for name, value in said.items() if value != now[name]})
    free = rules.at_once(row.edition, role)
    new = settle_waiting(row, said, now=now, at_once=free, by=by, sitting=sitting)
    changed = {name: [now[name], new[name]] for name in rules.FIELDS if name in new}
    at_once = {name: pair for name, pair in changed.items() if name in free}
    waits = {name: pair for name, pair in changed.items() if name not in free}
    kept: dict[str, Any] = {"by": by, "role": role, "note": note}
    made = keep(row, at_once, state=CorrectionState.APPLIED, **kept) if at_once else None
    if sitting is not None:
        made = _say_anew(sitting, waits, said) or made
    elif waits:
        made = keep(row, waits, state=CorrectionState.PROPOSED, **kept)
        _count(made)
    if at_once:
        _write(row, at_once, by=by)
    _hand_on(nomination, row)
    return made


def _say_anew(sitting: Correction, waits: Mapping[str, Any], said: Collection[str]) -> Correction | None:
    """Put what was said now into a proposal that waits; return it, or None when nothing of it is left."""
    before: dict[str, Any] = sitting.changes or {}
    sitting.changes = {**{name: pair for name, pair in before.items() if name not in said}, **waits}
    _count(sitting)
    if not sitting.changes:
        sitting.delete()
        return None
    sitting.save(update_fields=["changes"])
    return sitting


def _count(row: Correction) -> None:
    """Count for a student that what they have proposed has changed: their page shows it, and saves against this number."""
    if row.role == rules.PARTICIPANT:
        people.count_save(person_id=row.nomination.participation.person_id)


def propose_address(participation: Participation, email: str, by: Any, role: str) -> bool:
    """Propose a new address that a partner, or the student, gives for a student whom the school knows; say whether it now waits.

    Raises `ValidationError` when it is another student's.
    """
    row = (
        Nomination.objects.filter(participation=participation.pk).select_related(*queries.WITH_PERSON).first()
    )
    if row is None or not email or not rules.may_correct(row):
        return False
    propose(nomination=row, values={"email": email}, by=by, role=role)
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
        refuse_taken(Named(row.edition, row.body, withdrawn=False), person_values["email"], by=row.pk)
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


def settle_waiting(
    row: Nomination,
    said: Mapping[str, Any],
    *,
    now: Mapping[str, Any],
    at_once: Collection[str],
    by: Any,
    sitting: Correction | None = None,
) -> dict[str, Any]:
    """Settle what waits about the same fields: the later word counts, also the word that it is right as it is.

    Returns what is new of what was said: what waits already (and is not written at once now) is no news.
    """
    new = {name: value for name, value in said.items() if value != now[name]}
    for older in _waiting(row):
        if sitting is not None and older.pk == sitting.pk:
            continue
        waits = {name: pair[1] for name, pair in (older.changes or {}).items() if name in said}
        again = {name for name, value in waits.items() if name in at_once or said[name] != value}
        for name in set(waits) - again:
            new.pop(name, None)
        for names, answer in ((again & set(new), REPLACED), (again - set(new), AS_IT_IS)):
            if names:
                settle(_part(older, names), CorrectionState.RETRACTED, by=by, answer=str(answer))
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
    _count(row)
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
