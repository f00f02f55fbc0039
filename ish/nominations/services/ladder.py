"""The two doors: one to what the body declares, one to what the school decides. Each locks the row and checks its table."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from ish.nominations import rules
from ish.nominations.models import Nomination
from ish.nominations.states import Receiver, Sender
from ish.privacy import history

PART = 10_000  # keys in one statement


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


def locked_many(nominations: Iterable[Nomination]) -> list[Nomination]:
    """The same for many, in the order given, with one query for each ten thousand."""
    given = {row.pk: row for row in nominations}
    found: dict[int, Nomination] = {}
    for part in _parts(list(given)):
        # Locked in one order, so that two callers never wait for each other.
        rows = Nomination.objects.select_for_update().filter(pk__in=part).order_by("pk")
        found.update((row.pk, row) for row in rows)
    for pk, row in found.items():
        for name in ("participation", "edition", "body"):
            setattr(row, name, getattr(given[pk], name))
    return [found[pk] for pk in given if pk in found]


def _parts(keys: Sequence[int]) -> Iterable[Sequence[int]]:
    return (keys[start : start + PART] for start in range(0, len(keys), PART))


@transaction.atomic
def move_senders(
    *, nominations: Sequence[Nomination], to: str, by: Any, on_behalf: str = "", **stamps: Any
) -> None:
    """Bring the body's side of many nominations (as `locked_many` returned them) to another state, with a constant number of
    queries; the rows say so afterwards. Raises `NotAllowed` and moves nobody unless all may go there."""
    new = Sender(to)
    for row in nominations:
        if not rules.sender_may(row.sender_state, new):
            raise NotAllowed(row.sender_state, new)
    stamps |= {"on_behalf": on_behalf} if on_behalf else {}
    write_many(nominations, {"sender_state": new.value, **stamps}, by=by, counted=True)


def write_many(
    rows: Sequence[Nomination], values: Mapping[str, Any], *, by: Any, counted: bool = False
) -> None:
    """Write the same to many locked nominations, `counted` as a save of each, and record it; the rows say so afterwards."""
    changed: dict[int, dict[str, tuple[Any, Any]]] = {}
    for row in rows:
        told = {**values, "version": row.version + 1} if counted else values
        changed[row.pk] = {name: (_plain(row, name), getattr(new, "pk", new)) for name, new in told.items()}
        for name, new in told.items():
            setattr(row, name, new)
    more = {"version": F("version") + 1} if counted else {}
    for part in _parts([row.pk for row in rows]):
        Nomination.objects.filter(pk__in=part).update(**values, **more)
    history.note_changed(Nomination, changed, by=by)


def _plain(row: Nomination, name: str) -> Any:
    """Return a column as it is kept: of another row the key, without fetching it."""
    field: Any = Nomination._meta.get_field(name)
    return getattr(row, field.attname)


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
