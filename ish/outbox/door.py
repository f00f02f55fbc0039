"""The one door to a message's state: by conditional update, so that of two who try one wins, without locks."""

from collections.abc import Iterable
from typing import Any

from ish.outbox.models import Message
from ish.outbox.states import NEXT


class Forbidden(ValueError):
    """The table of states does not allow this move."""


def move(
    *,
    pks: Iterable[int],
    old: str,
    new: str,
    claim: str | None = None,
    claim_as: str | None = None,
    **fields: Any,
) -> int:
    """Take the messages of `pks` that are `old` to `new` and write `fields` in the same statement.

    With `claim`, only those that this deliverer still holds; `claim_as` makes them somebody's, or ("") nobody's. Returns how
    many moved (the others are left as they are); raises `Forbidden` when the table does not know the step.
    """
    if new not in NEXT[old]:
        raise Forbidden(f"A message does not go from {old} to {new}.")
    rows = Message.objects.filter(pk__in=list(pks), state=old)
    if claim is not None:
        rows = rows.filter(claim=claim)
    if claim_as is not None:
        fields["claim"] = claim_as
    return rows.update(state=new, **fields)
