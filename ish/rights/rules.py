"""Small answers: what may follow what, who may fetch a copy, who may hand one over."""

from datetime import date, datetime
from typing import Any

from accounts import roles
from ish.people.models import Participation, Person
from ish.privacy import registry as privacy
from ish.rights import deadlines
from ish.rights.models import Copy, Request
from ish.rights.states import CopyState, RequestState

COPY_NEXT: dict[str, frozenset[str]] = {
    CopyState.MAKING: frozenset({CopyState.READY, CopyState.FAILED, CopyState.GONE}),
    CopyState.READY: frozenset({CopyState.GONE}),
    CopyState.GONE: frozenset(),
    CopyState.FAILED: frozenset({CopyState.GONE}),
}
LEAD = "lead"


def may_fetch(copy: Copy, *, at: datetime) -> bool:
    """Say whether a copy lies there and its days are not over."""
    return copy.state == CopyState.READY and copy.until is not None and at < copy.until


def is_for(copy: Copy, user: Any) -> bool:
    """Say whether a user may fetch this copy: the person themself; for somebody without account the organiser who asked for it,
    as long as they see the person and may read all of it."""
    if copy.role != "participant":
        return False
    if copy.person.user_id is not None:
        return bool(copy.person.user_id == user.pk)
    return copy.handed and copy.asked_by_id == user.pk and may_hand_over(user, copy.person)


def may_hand_over(user: Any, person: Person) -> bool:
    """Say whether an organiser may take a copy of everything about this person: who leads each edition in which they take part
    reads all of it anyway; nobody learns more by it."""
    rows = Participation.objects.filter(person=person)
    editions = set(rows.values_list("edition_id", flat=True))
    seen = set(roles.visible_to(rows, user, role="organiser").values_list("edition_id", flat=True))
    return (
        bool(editions) and seen == editions and all(LEAD in privacy.parts_of(user, one) for one in editions)
    )


def may_extend(request: Request, *, today: date) -> bool:
    """Say whether two months more can be taken: once, told within the first month, as long as there is no answer."""
    first_month = deadlines.due(request.received_on)
    return request.state == RequestState.RECEIVED and request.extended_at is None and today <= first_month
