"""Who may choose, invite, record: small answers, no requests."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from ish.applications.seat import HANDED_IN
from ish.interviews.models import Interview, InterviewSettings
from ish.interviews.states import OPEN, Outcome, Stand
from ish.nominations.models import Nomination, Release
from ish.nominations.states import DECISIONS, IN_HAND, Receiver
from ish.outbox.models import Message
from ish.outbox.states import State as Sending
from ish.people.states import State
from ish.programme.models import Edition
from ish.programme.rules import runs
from ish.selection.rules import barred_from, clashing, own_rows

LEAD = timedelta(hours=12)
"""So long before it begins a time can still be chosen, or left, by a student."""
UNDECIDED = (Receiver.WAITING, Receiver.UNDER_REVIEW, Receiver.INTERVIEW)
MOST_ON_PANEL = 4
GONE_OUT = (Sending.SENDING, Sending.SENT)
WAITS = (Sending.HELD, Sending.QUEUED, Sending.FAILED)
# Where a release puts people; whoever has gone on from there knows.
DECIDED_ON = (State.PROSPECTIVE, State.OFFERED, State.NOT_SELECTED)
# Somebody who may still be interviewed, whatever becomes of an invitation.
CANDIDATE = Q(
    sender_state__in=IN_HAND,
    receiver_state__in=UNDECIDED,
    tell_on=None,
    participation__state=State.PROSPECTIVE,
    participation__person__erased_at=None,
)


def settings_of(edition: Edition) -> InterviewSettings:
    """Return the edition's settings; the defaults, unsaved, where nothing was chosen."""
    row = InterviewSettings.objects.filter(edition=edition).first()
    return row or InterviewSettings(edition=edition)


def is_live(nomination: Nomination) -> bool:
    """Say whether the school still wants to speak with a student: nothing decided, not withdrawn, not erased."""
    return (
        nomination.receiver_state == Receiver.INTERVIEW
        and nomination.sender_state in HANDED_IN
        and nomination.participation.state == State.PROSPECTIVE
        and nomination.participation.person.erased_at is None
    )


def is_secret(nomination: Nomination) -> bool:
    """Say whether a student was decided on and does not know it yet: the release can be undone, and nothing may give it away."""
    release = nomination.release
    if release is None or nomination.receiver_state not in DECISIONS or has_left(nomination):
        return False
    if nomination.pk in release.told:
        return False
    states = {letter.state for letter in letters_of(nomination, release)}
    return not states & set(GONE_OUT) and bool(states & set(WAITS))


def letters_of(nomination: Nomination, release: Release) -> list[Message]:
    """Return the letters by which a student learns of a release: their own, or all of it where there is none of their own (no
    address): once any of them has gone, it cannot be undone."""
    rows = Message.objects.filter(batch=release.batch).only("state", "person_id", "not_before", "sent_at")
    own = nomination.participation.person_id
    found = list(rows.order_by("not_before", "pk"))
    return [row for row in found if row.person_id == own] or found


def has_left(nomination: Nomination) -> bool:
    """Say whether a student was withdrawn or erased, or has answered an offer: then there is nothing to keep to oneself."""
    participation = nomination.participation
    return (
        nomination.sender_state not in HANDED_IN
        or participation.state not in DECIDED_ON
        or participation.person.erased_at is not None
    )


def is_over(nomination: Nomination) -> bool:
    """Say whether nothing can come of an interview any more: the student has left, or was decided on and knows it."""
    return not is_live(nomination) and not is_secret(nomination)


def is_candidate(nomination: Nomination) -> bool:
    """Say whether somebody may be invited: what `CANDIDATE` says, of one row."""
    participation = nomination.participation
    return (
        nomination.sender_state in IN_HAND
        and nomination.receiver_state in UNDECIDED
        and nomination.tell_on is None
        and participation.state == State.PROSPECTIVE
        and participation.person.erased_at is None
    )


def is_invited(interview: Interview) -> bool:
    """Say whether an invitation stands: none is needed. A time that was missed is none."""
    return interview.state in OPEN and interview.outcome != Outcome.MISSED


def is_held(interview: Interview, at: datetime) -> bool:
    """Say whether its time has come."""
    return interview.state == Stand.BOOKED and interview.slot is not None and interview.slot.starts_at <= at


def may_choose(interview: Interview, at: datetime) -> bool:
    """Say whether the student may choose a time, or another one, or say no."""
    if interview.state not in OPEN or interview.outcome or is_over(interview.nomination):
        return False
    return interview.slot is None or interview.slot.starts_at > at + LEAD


def may_record(interview: Interview, user: Any, at: datetime) -> bool:
    """Say whether `user` may write down how it went: whoever sat on the panel, and organisers, once it has begun; nobody with a
    conflict of interest."""
    if not is_held(interview, at) or interview.notes_erased_at:
        return False
    there = runs(user, interview.nomination.edition) or sat_there(interview, user)
    return there and not is_barred(interview, user)


def is_barred(interview: Interview, user: Any) -> bool:
    """Say whether `user` must not judge the student: a conflict of interest."""
    return bool(clashing(interview.nomination, [user.pk]))


def sat_there(interview: Interview, user: Any) -> bool:
    """Say whether `user` is on the panel of an interview."""
    return interview.slot is not None and interview.slot.panel.filter(user=user.pk).exists()


def on_panel(user: Any) -> Q:
    """Return the condition on interviews that a reviewer sees: those on whose panel they sit, of editions they read, except of
    students whom they must not judge."""
    mine = own_rows(user).values("edition")
    return Q(slot__panel__user=user.pk, slot__edition__in=mine) & ~Q(nomination__in=barred_from(user))
