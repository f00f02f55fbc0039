"""The two doors: one to what the body declares, one to what the school decides. Each locks the row and checks its table."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ish.nominations import rules
from ish.nominations.models import Nomination
from ish.nominations.states import Receiver, Sender


class NotAllowed(Exception):
    """A nomination cannot go from its present state to the one asked for."""

    def __init__(self, old: str, new: str) -> None:
        states: Any = Sender if old in Sender.values else Receiver
        words = {"old": states(old).label, "new": states(new).label}
        super().__init__(_("“%(old)s” cannot become “%(new)s”.") % words)
        self.old, self.new = old, new


def locked(nomination: Nomination) -> Nomination:
    """Return the row as it is now, locked until the transaction ends, with the relations the caller has fetched."""
    row = Nomination.objects.select_for_update().get(pk=nomination.pk)
    for name in ("participation", "edition", "body"):
        setattr(row, name, getattr(nomination, name))
    return row


@transaction.atomic
def move_sender(
    *, nomination: Nomination, to: str, by: Any, on_behalf: str = "", **stamps: Any
) -> Nomination:
    """Bring the body's side of a nomination to another state and return it as saved. Raises `NotAllowed`."""
    row, new = locked(nomination), Sender(to)
    if not rules.sender_may(row.sender_state, new):
        raise NotAllowed(row.sender_state, new)
    if on_behalf:
        stamps["on_behalf"] = on_behalf
    return _write(nomination, row, sender_state=new.value, version=row.version + 1, **stamps)


@transaction.atomic
def move_receiver(*, nomination: Nomination, to: str, by: Any, **stamps: Any) -> Nomination:
    """Bring the school's side of a nomination to another state and return it as saved. Raises `NotAllowed`."""
    row, new = locked(nomination), Receiver(to)
    if not rules.receiver_may(row.receiver_state, new):
        raise NotAllowed(row.receiver_state, new)
    return _write(nomination, row, receiver_state=new.value, **stamps)


def _write(mine: Nomination, row: Nomination, **values: Any) -> Nomination:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    for name, value in values.items():
        setattr(mine, name, value)
    return row
