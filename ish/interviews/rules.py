"""Who may choose, invite, record: small answers, no requests."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from ish.applications.seat import HANDED_IN
from ish.interviews.models import Interview, InterviewSettings
from ish.interviews.states import OPEN, Outcome, Stand
from ish.nominations.models import Nomination
from ish.nominations.states import IN_HAND, Receiver
from ish.people.states import State
from ish.programme.models import Edition
from ish.programme.rules import runs
from ish.selection.rules import own_rows

LEAD = timedelta(hours=12)
"""So long before it begins a time can still be chosen, or left, by a student."""
UNDECIDED = (Receiver.WAITING, Receiver.UNDER_REVIEW, Receiver.INTERVIEW)
MOST_ON_PANEL = 4
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
    participation = nomination.participation
    return (
        nomination.receiver_state == Receiver.INTERVIEW
        and nomination.sender_state in HANDED_IN
        and participation.state == State.PROSPECTIVE
        and participation.person.erased_at is None
    )


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
    if interview.state not in OPEN or not is_live(interview.nomination) or interview.outcome:
        return False
    return interview.slot is None or interview.slot.starts_at > at + LEAD


def may_record(interview: Interview, user: Any, at: datetime) -> bool:
    """Say whether `user` may write down how it went: whoever sat on the panel, and organisers, once it has begun."""
    if not is_held(interview, at) or interview.notes_erased_at:
        return False
    return runs(user, interview.nomination.edition) or sat_there(interview, user)


def sat_there(interview: Interview, user: Any) -> bool:
    """Say whether `user` is on the panel of an interview."""
    return interview.slot is not None and interview.slot.panel.filter(user=user.pk).exists()


def on_panel(user: Any) -> Q:
    """Return the condition on interviews that a reviewer sees: those on whose panel they sit, of editions they read."""
    mine = own_rows(user).values("edition")
    return Q(slot__panel__user=user.pk, slot__edition__in=mine)
