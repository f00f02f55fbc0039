"""What people's ladder and a nomination's two ladders owe each other: no offer without a decision, no state that contradicts."""

from django.utils.translation import gettext as _

from ish.nominations.models import Nomination
from ish.nominations.services.ladder import move_receiver, move_sender
from ish.nominations.states import Receiver, Sender
from ish.people.consequences import Change
from ish.people.services import NotAllowed
from ish.people.states import State

_CONCERNED = (State.OFFERED, State.WITHDREW, State.PROSPECTIVE)


def guard(change: Change) -> None:
    """Refuse an offer to somebody a partner named unless a released decision stands behind it. Raises `NotAllowed`.

    Locks the nomination: it comes before the participation wherever both are written.
    """
    new = change.data["new"]
    if new not in _CONCERNED:
        return
    row = _nomination(change, lock=True)
    if row is None or new != State.OFFERED:
        return
    if not (change.data["decided"] and row.receiver_state == Receiver.SELECTED):
        why = _("Whom a partner named is offered a place with the decisions, where the places are counted.")
        raise NotAllowed(change.data["old"], new, why)


def apply(change: Change) -> None:
    """Let the nomination say what the step means for it: withdrawn with the person, open again with them."""
    if change.kind != "state" or change.data["new"] not in (State.WITHDREW, State.PROSPECTIVE):
        return
    row, by = _nomination(change), change.data["by"]
    if row is None:
        return
    if change.data["new"] == State.WITHDREW:
        if row.sender_state != Sender.WITHDRAWN:
            move_sender(nomination=row, to=Sender.WITHDRAWN, by=by, pending="")
        return
    if row.sender_state == Sender.WITHDRAWN:
        back = Sender.SUBMITTED if row.submitted_at else Sender.DRAFT
        move_sender(nomination=row, to=back, by=by)
    if row.receiver_state in (Receiver.SELECTED, Receiver.NOT_SELECTED):
        came_from = _came_from(row)
        move_receiver(nomination=row, to=Receiver.UNDER_REVIEW, by=by, decision_note="")
        if came_from == Receiver.WAITING_LIST:
            move_receiver(nomination=row, to=came_from, by=by, release=None)


def _came_from(row: Nomination) -> str:
    """Return where the school stood before it offered a place: who was on the waiting list is next again."""
    if row.release is None or row.receiver_state != Receiver.SELECTED:
        return ""
    before: list[str] = row.release.before.get(str(row.pk), [""])
    return before[0]


def _nomination(change: Change, *, lock: bool = False) -> Nomination | None:
    rows = Nomination.objects.filter(participation=change.participation.pk)
    if lock:
        rows = rows.select_for_update()
    return rows.first()
