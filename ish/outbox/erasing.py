"""Forgetting a person: what was written to them is emptied, and nothing more is sent."""

from collections.abc import Collection

from django.db import transaction

from ish.outbox.door import move
from ish.outbox.models import Message
from ish.outbox.states import State

_END = {
    State.HELD: State.DISCARDED,
    State.QUEUED: State.DISCARDED,
    State.FAILED: State.DISCARDED,
    State.SENDING: State.DROPPED,
}


def erase(person_id: int) -> dict[str, int]:
    """Empty the messages of a person; see `erase_many`."""
    return erase_many([person_id])


def erase_many(people: Collection[int], edition_id: int | None = None) -> dict[str, int]:
    """Empty the messages of people; those that wait are put aside, and a deliverer that has one right now loses its claim, so
    that it writes nothing back. The row stays, as the proof that something was sent. Returns how many."""
    mine = Message.objects.filter(person_id__in=people)
    with transaction.atomic():
        for old, end in _END.items():
            pks = list(mine.filter(state=old).values_list("pk", flat=True))
            if pks:
                move(pks=pks, old=old, new=end, claim_as="")
        count = mine.update(
            to_email="",
            to_name="",
            to_user=None,
            subject="",
            body_text="",
            body_html="",
            secret_body=None,
            context={},
            reason="",
            error="",
        )
    return {"outbox.Message": count}
