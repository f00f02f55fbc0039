"""Small answers: what may follow what, who may fetch a copy, who may hand one over."""

from datetime import date, datetime
from typing import Any

from accounts import roles
from ish.consents import custody
from ish.people.models import Guardian, Participation, Person
from ish.privacy import registry as privacy
from ish.rights import deadlines
from ish.rights.models import Copy, Request
from ish.rights.states import CopyRole, CopyState, RequestState

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


def decides(guardian: Guardian | None) -> bool:
    """Say whether a guardian may have a copy of the student's data: they have custody, and the student is not 18 yet."""
    rows = Participation.objects.select_related("edition", "person__user")
    row = rows.filter(person=guardian.person_id).order_by("edition__arrival_day").last() if guardian else None
    return guardian is not None and row is not None and custody.decides(guardian, row)


def is_for_guardian(copy: Copy, guardian: Guardian) -> bool:
    """Say whether a guardian who came by their link may fetch this copy: it was made for them, and they still have custody."""
    return copy.role == CopyRole.GUARDIAN and copy.guardian_id == guardian.pk and decides(guardian)


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
