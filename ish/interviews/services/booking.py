"""Who is invited, and who comes when.

The time is locked before the interview wherever both are written, and a column that holds each time once has the last word: of
two who take the same time in the same second, one gets it.
"""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from ish import clock
from ish.interviews import mails, queries, rules
from ish.interviews.models import Interview, Slot
from ish.interviews.states import NEXT, OPEN, Outcome, Stand, Why
from ish.nominations.models import Nomination
from ish.nominations.services.ladder import locked as locked_nomination
from ish.nominations.services.ladder import move_receiver
from ish.nominations.states import DECISIONS, Receiver
from ish.people.consequences import Change
from ish.people.states import State
from ish.selection.rules import clashing


class NotAllowed(Exception):
    """This cannot be done as things stand; the message says why, and nothing was changed."""


class Taken(NotAllowed):
    """Somebody else has this time, or it is no longer offered."""

    def __init__(self) -> None:
        super().__init__(_("This time has just been taken. Please choose another one."))


def lock(interview: Interview) -> Interview:
    """Return the row as it is now, locked until the transaction ends."""
    Interview.objects.select_for_update().get(pk=interview.pk)
    return queries.every().get(pk=interview.pk)


def move(row: Interview, to: str, *, slot: Slot | None = None, **stamps: Any) -> Interview:
    """Bring a locked interview to another state and count the step. Raises `NotAllowed`, `Taken`."""
    new = Stand(to)
    if new not in NEXT[row.state]:
        words = {"old": Stand(row.state).label, "new": new.label}
        raise NotAllowed(_("“%(old)s” cannot become “%(new)s”.") % words)
    row.state, row.slot, row.sequence = new.value, slot, row.sequence + 1
    for name, value in stamps.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save(update_fields=["state", "slot", "sequence", *stamps])
    except IntegrityError as error:
        raise Taken from error
    return row


def members_of(slot: Slot | None) -> list[User]:
    """Return who sits on the panel of a time."""
    return [member.user for member in slot.panel.all()] if slot is not None else []


# ---------------------------------------------------------------- INVITING


@transaction.atomic
def invite(*, nominations: Iterable[Nomination], by: Any) -> list[Interview]:
    """Ask students to choose a time, and return those who were asked: who is decided on, withdrawn or invited already stays as
    they are."""
    found = []
    for given in sorted(nominations, key=lambda one: one.pk):
        nomination = locked_nomination(given)
        if not rules.is_candidate(nomination):
            continue
        if (row := _invitation(nomination, by)) is not None:
            if nomination.receiver_state != Receiver.INTERVIEW:
                move_receiver(nomination=nomination, to=Receiver.INTERVIEW, by=by)
            mails.invitation(interview=row)
            found.append(row)
    return found


def _invitation(nomination: Nomination, by: Any) -> Interview | None:
    """Return a fresh invitation, or an old one made fresh; None where one stands."""
    now = clock.now()
    row, made = Interview.objects.get_or_create(
        nomination=nomination, defaults={"invited_at": now, "invited_by": by}
    )
    row = lock(row)
    if made:
        return row
    if rules.is_invited(row):
        return None
    return move(
        row,
        Stand.INVITED,
        invited_at=now,
        invited_by=by,
        outcome="",
        outcome_by=None,
        outcome_at=None,
        asked_other_at=None,
        said=None,
        notes=None,
        notes_erased_at=None,
        over_at=None,
    )


# ---------------------------------------------------------------- A TIME


@transaction.atomic
def book(*, interview: Interview, slot: Slot, by: Any, by_school: bool = False) -> Interview:
    """Give a student a time, chosen by themselves or `by_school`; the one they had is free again. The same time twice is one.

    Raises `Taken`, `NotAllowed`.
    """
    wanted = Slot.objects.select_for_update().filter(pk=slot.pk).first()
    if wanted is None:
        raise Taken
    row = lock(interview)
    if row.slot_id == wanted.pk:
        return row
    _check(row, wanted, by_school)
    before, had = row.slot, members_of(row.slot)
    missed = row.outcome == Outcome.MISSED
    wiped: dict[str, Any] = (
        {"outcome": "", "outcome_by": None, "outcome_at": None, "notes_erased_at": None} if missed else {}
    )
    move(row, Stand.BOOKED, slot=wanted, asked_other_at=None, **wiped)
    members = members_of(wanted)
    if before is None or missed:
        mails.booked(interview=row, slot=wanted, members=members, by_school=by_school)
        return row
    mails.changed(
        interview=row,
        slot=wanted,
        stay=[one for one in members if one in had],
        come=[one for one in members if one not in had],
        go=[one for one in had if one not in members],
        before=before,
    )
    return row


def _check(row: Interview, slot: Slot, by_school: bool) -> None:
    """Refuse what cannot be. Raises `NotAllowed`, `Taken`."""
    now = clock.now()
    if slot.edition_id != row.nomination.edition_id:
        raise Taken
    if Interview.objects.filter(slot=slot).exclude(pk=row.pk).exists():
        raise Taken
    if rules.is_over(row.nomination) or (row.outcome and row.outcome != Outcome.MISSED):
        raise NotAllowed(_("This interview is over: the school has decided, or the student has left."))
    if not by_school:
        if not rules.may_choose(row, now):
            raise NotAllowed(_("The time can no longer be changed here. Please write to us."))
        if slot.starts_at <= now + rules.LEAD:
            raise Taken
    if clashing(row.nomination, [one.pk for one in members_of(slot)]):
        why = _("Somebody on this panel has a conflict of interest with the student. Choose another time.")
        raise NotAllowed(why) if by_school else Taken


# ---------------------------------------------------------------- WHAT THE STUDENT SAYS INSTEAD


@transaction.atomic
def ask_other(*, interview: Interview, word: str, by: Any) -> Interview:
    """Note that none of the times suits; one that was taken is free again, and the panel is told. Raises `NotAllowed`."""
    row = _open(interview)
    if row.slot is None:
        row.said, row.asked_other_at = word or None, clock.now()
        row.save(update_fields=["said", "asked_other_at"])
        return row
    return _free(row, Stand.INVITED, why=Why.OTHER_TIME, said=word or None, asked_other_at=clock.now())


@transaction.atomic
def decline(*, interview: Interview, word: str, by: Any) -> Interview:
    """Note that the student does not want an interview; the school decides without one. Raises `NotAllowed`."""
    row = _open(interview)
    if row.slot is None:
        return move(row, Stand.DECLINED, said=word or None, asked_other_at=None)
    return _free(row, Stand.DECLINED, why=Why.DECLINED, said=word or None, asked_other_at=None)


def _open(interview: Interview) -> Interview:
    row = lock(interview)
    if not rules.may_choose(row, clock.now()):
        raise NotAllowed(_("The time can no longer be changed here. Please write to us."))
    return row


def _free(row: Interview, to: str, *, why: str, **stamps: Any) -> Interview:
    """Give the time of a locked interview back and tell everybody."""
    slot, members = row.slot, members_of(row.slot)
    move(row, to, **stamps)
    mails.cancelled(interview=row, slot=slot, members=members, why=why, invited=to == Stand.INVITED)
    return row


# ---------------------------------------------------------------- WHAT THE SCHOOL SAYS


@transaction.atomic
def call_off(*, interview: Interview, by: Any) -> Interview:
    """Take an invitation back: the student is told, and the panel where there was a time. Raises `NotAllowed`."""
    row = lock(interview)
    if row.state not in OPEN or rules.is_held(row, clock.now()):
        raise NotAllowed(_("There is no interview to call off."))
    return _free(row, Stand.CANCELLED, why=Why.OVER)


def give_back(row: Interview, *, why: str) -> Interview:
    """Let a locked interview lose its time: the student may choose another one."""
    return _free(row, Stand.INVITED, why=why)


# ---------------------------------------------------------------- WHEN NOTHING MORE CAN COME OF IT


@transaction.atomic
def end(*, interview: Interview, at: Any = None) -> Interview:
    """Note that an interview is over. One that has been stays as it is; a time still to come is free again and everybody is told;
    an invitation that nobody answered ends without a word, because the decision itself is told."""
    row = lock(interview)
    if row.over_at is None:
        row.over_at = at or clock.now()
        row.save(update_fields=["over_at"])
    if row.state == Stand.INVITED:
        return move(row, Stand.CANCELLED)
    if row.state == Stand.BOOKED and not rules.is_held(row, clock.now()):
        return _free(row, Stand.CANCELLED, why=Why.OVER)
    return row


def on_change(change: Change) -> None:
    """End the interview of somebody who has left, or was decided on without a release. Whoever a release decides on learns of it
    first: `tend` ends their interview then."""
    if change.kind != "state" or change.data["new"] == State.PROSPECTIVE:
        return
    rows = Interview.objects.filter(nomination__participation=change.participation.pk, over_at=None)
    if change.data["new"] in rules.DECIDED_ON:
        rows = rows.filter(nomination__release=None)
    row = rows.first()
    if row is not None:
        end(interview=row)


def preview(change: Change) -> list[str | Promise]:
    """Say that a time still to come is called off."""
    if change.kind != "state" or change.data.get("new") == State.PROSPECTIVE:
        return []
    rows = Interview.objects.filter(nomination__participation=change.participation.pk, state=Stand.BOOKED)
    if not rows.filter(slot__starts_at__gt=clock.now()).exists():
        return []
    return [_("The interview is called off; the student and the panel are told.")]


def tend() -> int:
    """End the interviews of students who have learnt what was decided, or have left otherwise; take up again those of which
    nothing is decided any more. Returns how many."""
    rows = Interview.objects.select_related("nomination__participation__person", "nomination__release")
    count = 0
    decided_on = ~Q(nomination__receiver_state=Receiver.INTERVIEW)
    left = ~Q(nomination__participation__state=State.PROSPECTIVE)
    for row in rows.filter(decided_on | left, over_at=None):
        if not rules.is_over(row.nomination):
            continue
        decided = row.nomination.decided_at if row.nomination.receiver_state in DECISIONS else None
        end(interview=row, at=queries.last_letter(row.nomination) or decided)
        count += 1
    again = rows.filter(
        over_at__isnull=False,
        nomination__receiver_state=Receiver.INTERVIEW,
        nomination__participation__state=State.PROSPECTIVE,
        nomination__participation__person__erased_at=None,
    )
    return count + again.filter(state__in=OPEN).update(over_at=None)
