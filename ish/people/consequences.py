"""What follows from a change to a participation: asked before (`preview`), done with it (`apply`).

Upper apps register an object (or a module) with `preview(change)`, which returns sentences, and `apply(change)`, which runs in
the transaction of the change. Most facts need neither: they count only while the participation is open. Who has something to do
for many people at once gives `apply_many(changes)`, too.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from ish.people.models import Participation

Words = str | Promise
Preview = Callable[["Change"], list[Words]]
Apply = Callable[["Change"], Any]
ApplyMany = Callable[[Sequence["Change"]], Any]


@dataclass(frozen=True)
class Change:
    """A change that is about to happen. Kind "state" carries `old`, `new`, `by` and `reason` in its data; "named" (a partner's
    word has reached the school) `by`; "address" (a person's e-mail address was corrected) `old` and `by`; "guardian" (how to
    reach a parent was written down or corrected) `by`."""

    kind: str
    participation: Participation
    data: Mapping[str, Any] = field(default_factory=dict)


_known: dict[str, tuple[Preview, Apply, ApplyMany | None]] = {}


def _silent(change: Change) -> list[Words]:
    return []


def _nothing(change: Change) -> None:
    return None


def register(
    name: str,
    handler: Any = None,
    *,
    preview: Preview | None = None,
    apply: Apply | None = None,
    apply_many: ApplyMany | None = None,
) -> None:
    """Add what follows in one app: `handler` has `preview` and `apply`, or each is given. `apply_many` stands in for `apply` when
    there are many changes. Raises `ValueError` if taken."""
    if name in _known:
        raise ValueError(f"Consequence {name!r} is registered twice.")
    if handler is not None and callable(handler) and not hasattr(handler, "apply"):
        apply = apply or handler
    said = preview or getattr(handler, "preview", None) or _silent
    done = apply or getattr(handler, "apply", None) or _nothing
    many = apply_many or getattr(handler, "apply_many", None)
    _known[name] = (said, done, many)


def preview(change: Change) -> list[Words]:
    """Return in sentences what would follow. Writes nothing."""
    return [line for said, _done, _many in _known.values() for line in said(change) or []]


def apply(change: Change) -> None:
    """Do what follows, in the order of registration, inside the caller's transaction."""
    for _said, done, _many in _known.values():
        done(change)


def apply_many(changes: Sequence[Change]) -> None:
    """Do what follows from several changes inside the caller's transaction; a batch may be ten thousand people."""
    for _said, done, many in _known.values():
        if many is not None:
            many(changes)
            continue
        for change in changes:
            done(change)
