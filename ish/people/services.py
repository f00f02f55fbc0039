"""The only writers of people and participations. `move` is the one door to a participation's state."""

from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts import roles
from ish import clock
from ish.people import answers, consequences, guards, guest_mails, mails, queries, requirements, rules
from ish.people.consequences import Change
from ish.people.models import Guardian, Participation, Person, Step, Waiver
from ish.people.states import OPEN, Answering, Capacity, Method, State
from ish.privacy import services as privacy
from ish.privacy.models import Erasure
from ish.programme.models import Edition

STAMPED = ("state", "offered_at", "accept_by", "confirmed_at", "left_reason")


class NotAllowed(Exception):
    """A participation cannot go from its present state to the one asked for."""

    def __init__(self, old: str, new: str, why: str = "") -> None:
        words = {"old": State(old).label, "new": State(new).label}
        super().__init__(why or _("“%(old)s” cannot become “%(new)s”.") % words)
        self.old, self.new = old, new


class ChangedMeanwhile(Exception):
    """Somebody else saved this person between reading and saving. `current` is the row as it is now."""

    def __init__(self, current: Person) -> None:
        super().__init__(_("Somebody else has changed this in the meantime."))
        self.current = current


# ---------------------------------------------------------------- PEOPLE


@transaction.atomic
def add_person(**fields: Any) -> Person:
    """Return a new person. Never looks for somebody of the same name: twins and namesakes are two. Raises `ValidationError`."""
    person = Person(**fields)
    person.email = person.email.strip()
    person.full_clean(validate_constraints=False)
    person.save()
    return person


@transaction.atomic
def add_guardian(*, person: Person, **fields: Any) -> Guardian:
    """Return a new guardian of a person. Raises `ValidationError`."""
    guardian = Guardian(person=person, **fields)
    guardian.full_clean()
    guardian.save()
    if guardian.email:
        _announce(person, "guardian", {"by": None})
    return guardian


@transaction.atomic
def save_guardian(*, guardian: Guardian, values: Mapping[str, Any], by: Any) -> Guardian:
    """Save changed facts of a guardian. Raises `ValidationError`."""
    address = guardian.email
    for name, value in values.items():
        setattr(guardian, name, value)
    guardian.clean_fields(exclude={f.name for f in Guardian._meta.fields} - set(values))
    guardian.save(update_fields=list(values))
    if guardian.email and guardian.email.casefold() != address.casefold():
        _announce(guardian.person, "guardian", {"by": by})
    return guardian


@transaction.atomic
def save_person(*, person: Person, values: Mapping[str, Any], by: Any, version: int | None = None) -> Person:
    """Save changed facts of a person and count the save; a corrected e-mail address takes invitation and waiting mail with it.
    A date of birth that makes a parent's word unnecessary accepts a place only on an organiser's word.

    Raises `ChangedMeanwhile` when `version` is not the present one."""
    row = Person.objects.select_for_update().get(pk=person.pk)
    if version is not None and row.version != version:
        raise ChangedMeanwhile(row)
    address = row.email
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.clean_fields(exclude={f.name for f in Person._meta.fields} - set(values))
    row.save(update_fields=[*values, "version"])
    if "birth_date" in values:
        for offered in row.participations.filter(state=State.OFFERED).select_related("edition__programme"):
            offered.person = row  # of age after all: a parent's word may no longer be needed
            if by is not None and "organiser" in roles.through(by, offered):
                confirm_if_complete(participation=offered, by=by)
    if row.email.strip().lower() != address.strip().lower():
        mails.to_new_address(person=row, old=address, by=by)
        _announce(row, "address", {"old": address, "by": by})
    return row


def count_save(*, person_id: int) -> None:
    """Count a save of a person's facts that wait elsewhere: whoever saves them by an older version is asked to look again."""
    Person.objects.filter(pk=person_id).update(version=F("version") + 1)


def _announce(person: Person, kind: str, data: Mapping[str, Any]) -> None:
    """Tell the other apps about a change that is the person's, once for each participation that still counts."""
    for participation in person.participations.open().select_related("edition__programme"):
        participation.person = person
        consequences.apply(Change(kind, participation, data))


@transaction.atomic
def take_part(
    *,
    person: Person,
    edition: Edition,
    capacity: str = Capacity.PARTICIPANT,
    by: Any,
    resident: bool = True,
) -> Participation:
    """Return the participation of a person in an edition in a capacity; it is made when it does not exist."""
    row, made = Participation.objects.get_or_create(
        person=person,
        edition=edition,
        capacity=capacity,
        defaults={"resident": resident, "created_at": clock.now()},
    )
    if made:
        Step.objects.create(participation=row, old="", new=row.state, at=clock.now(), by=by)
    return row


# ---------------------------------------------------------------- THE LADDER


@transaction.atomic
def move(
    *,
    participation: Participation,
    to: str,
    by: Any,
    reason: str = "",
    on_behalf: str = "",
    at: datetime | None = None,
    quiet: bool = False,
    decided: bool = False,
    **stamps: Any,
) -> Participation:
    """Bring a participation to another state and return it as saved; what follows is done in the same transaction.

    `on_behalf` says how an organiser knows (phone, letter); `quiet` writes no mail; `decided` vouches that a decision stands
    behind the step and places were counted (guards ask). Raises `NotAllowed` and leaves no trace.
    """
    asked = {"old": State(participation.state), "new": State(to), "by": by, "reason": reason}
    guards.check(Change("state", participation, {**asked, "decided": decided}))
    row = Participation.objects.select_for_update().get(pk=participation.pk)
    row.person, row.edition = participation.person, participation.edition
    old, new, now = row.state, State(to), at or clock.now()
    if not rules.may_follow(old, new, row.capacity):
        raise NotAllowed(old, new)
    row.state = new
    for name, value in {**_stamps(new, now, reason), **stamps}.items():
        setattr(row, name, value)
    row.save(update_fields=STAMPED)
    step = Step.objects.create(
        participation=row, old=old, new=new, at=now, by=by, reason=reason, on_behalf=on_behalf
    )
    data = {"old": old, "new": new, "by": by, "reason": reason, "at": now}
    consequences.apply(Change("state", row, data))
    if not quiet:
        written = mails if row.is_participant else guest_mails
        written.after_step(participation=row, step=step, by=by)
    _refresh(participation, row)
    return row


def _stamps(new: str, now: datetime, reason: str) -> dict[str, Any]:
    """Return the dates and words that a state leaves on the participation."""
    if new == State.OFFERED:
        return {"offered_at": now, "confirmed_at": None, "left_reason": ""}
    if new == State.PROSPECTIVE:
        return {"offered_at": None, "accept_by": None, "confirmed_at": None, "left_reason": ""}
    if new == State.CONFIRMED:
        return {"confirmed_at": now, "left_reason": ""}
    if new in OPEN or new == State.COMPLETED:
        return {"left_reason": ""}
    return {"left_reason": reason}


def _refresh(mine: Participation, saved: Participation) -> None:
    """Let the caller's object say what was saved."""
    for name in STAMPED:
        mine.__dict__[name] = getattr(saved, name)


def offer(
    *,
    participation: Participation,
    by: Any,
    accept_by: date | None = None,
    batch: str = "",
    on_behalf: str = "",
    at: datetime | None = None,
    decided: bool = False,
) -> Participation:
    """Offer the place. It can be accepted until `accept_by`, by default the latest of phase, body and days after the offer.

    Whom a partner named is offered one by nominations alone (`decided`). Raises `NotAllowed`.
    """
    now = at or clock.now()
    last = accept_by or rules.accept_by(
        participation,
        offered_on=now.astimezone(rules.zone_of(participation)).date(),
        phase_closes=queries.acceptance_closes(participation.edition),
        own=requirements.own_date_of(participation.pk),
    )
    with mails.in_batch(batch) if batch else nullcontext():
        return move(
            participation=participation,
            to=State.OFFERED,
            by=by,
            on_behalf=on_behalf,
            at=now,
            decided=decided,
            accept_by=last,
        )


def take_back_offer(*, participation: Participation, by: Any, reason: str = "") -> Participation:
    """Undo an offer that has not been answered; a letter still held is no longer wanted. Raises `NotAllowed`."""
    return move(participation=participation, to=State.PROSPECTIVE, by=by, reason=reason)


@transaction.atomic
def accept_place(
    *,
    participation: Participation,
    by: Any,
    on_behalf: str = "",
    at: datetime | None = None,
    guardian: Guardian | None = None,
    method: str = "",
) -> Participation:
    """Note that the student accepts; twice is once. Under 18 on arrival the place is theirs when a parent agrees, too: until then
    it stays offered. `guardian` is one whose address the student gave. Raises `NotAllowed` when none is offered."""
    row = Participation.objects.select_for_update().get(pk=participation.pk)
    row.person, row.edition = participation.person, participation.edition
    if row.state == State.CONFIRMED:
        _refresh(participation, row)
        return row
    if row.state != State.OFFERED:
        raise NotAllowed(row.state, State.CONFIRMED)
    answers.note(
        row,
        role=Answering.STUDENT,
        agrees=True,
        at=at or clock.now(),
        method=method or (Method.OTHER if on_behalf else Method.PAGE),
        source=on_behalf,
        guardian=guardian,
        by=by,
    )
    row = confirm_if_complete(participation=row, by=by, on_behalf=on_behalf, at=at)
    _refresh(participation, row)
    return row


def confirm_if_complete(
    *, participation: Participation, by: Any, on_behalf: str = "", at: datetime | None = None
) -> Participation:
    """Take a locked, offered place to accepted if everybody who has to has said yes; else leave it."""
    if participation.state != State.OFFERED or not answers.complete(participation):
        return participation
    return move(participation=participation, to=State.CONFIRMED, by=by, on_behalf=on_behalf, at=at)


def give_back(
    *,
    participation: Participation,
    by: Any,
    reason: str = "",
    on_behalf: str = "",
    at: datetime | None = None,
) -> Participation:
    """Give the place back, before or after accepting it. Raises `NotAllowed`."""
    return move(
        participation=participation, to=State.GAVE_BACK, by=by, reason=reason, on_behalf=on_behalf, at=at
    )


def withdraw(
    *,
    participation: Participation,
    by: Any,
    reason: str = "",
    on_behalf: str = "",
    at: datetime | None = None,
) -> Participation:
    """Take the person out: their own or their body's decision. Raises `NotAllowed`."""
    return move(
        participation=participation, to=State.WITHDREW, by=by, reason=reason, on_behalf=on_behalf, at=at
    )


# ---------------------------------------------------------------- WAIVERS


@transaction.atomic
def waive(*, participation: Participation, requirement: str, reason: str, by: Any) -> Waiver:
    """Lift a requirement for one participation, by name and with a reason. Raises `KeyError`, `ValueError` (no reason)."""
    code = requirements.get(requirement).code
    if not reason.strip():
        raise ValueError(_("Say why this is not needed."))
    row, _made = Waiver.objects.update_or_create(
        participation=participation,
        requirement=code,
        defaults={"reason": reason.strip(), "by": by, "at": clock.now()},
    )
    return row


@transaction.atomic
def unwaive(*, participation: Participation, requirement: str, by: Any) -> bool:
    """Ask for a requirement again; says whether it had been waived."""
    count, _by_model = Waiver.objects.filter(participation=participation, requirement=requirement).delete()
    return bool(count)


# ---------------------------------------------------------------- REMINDERS, ERASURE


def remind(
    *, participations: Iterable[Participation], by: Any, at: date, progress: Any = None
) -> dict[str, int]:
    """Write a reminder to those who have something to do themselves; returns counts of written and left out."""
    rows = list(participations)
    written = 0
    for start in range(0, len(rows), 100):
        part = rows[start : start + 100]
        found = requirements.tasks_for(part, at)
        with transaction.atomic():
            for row in part:
                written += mails.reminder(participation=row, tasks=found.get(row.pk, []), at=at, by=by)
        if progress:
            progress(min(start + 100, len(rows)), len(rows))
    return {"written": written, "left_out": len(rows) - written}


@transaction.atomic
def erase_person(*, person: Person, by: Any, reason: str) -> Erasure:
    """Empty everything personal about a person in every store; what they still took part in ends first. Raises `OnHold`."""
    for row in person.participations.filter(state__in=OPEN).select_related("edition", "person"):
        to = State.LEFT_EARLY if row.state == State.ARRIVED else State.WITHDREW
        move(participation=row, to=to, by=by, reason="", quiet=True)
    return privacy.erase(person_id=person.pk, by=by, reason=reason)
