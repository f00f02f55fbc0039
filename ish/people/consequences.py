"""What follows from a change to a participation: asked before (`preview`), done with it (`apply`).

Upper apps register an object (or a module) with `preview(change)`, which returns sentences, and `apply(change)`, which runs in
the transaction of the change. Most facts need neither: they count only while the participation is open.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from ish.people.models import Participation

Words = str | Promise
Preview = Callable[["Change"], list[Words]]
Apply = Callable[["Change"], Any]


@dataclass(frozen=True)
class Change:
    """A change that is about to happen. Kind "state" carries `old`, `new`, `by` and `reason` in its data."""

    kind: str
    participation: Participation
    data: Mapping[str, Any] = field(default_factory=dict)


_known: dict[str, tuple[Preview, Apply]] = {}


def _silent(change: Change) -> list[Words]:
    return []


def _nothing(change: Change) -> None:
    return None


def register(
    name: str, handler: Any = None, *, preview: Preview | None = None, apply: Apply | None = None
) -> None:
    """Add what follows in one app: `handler` has `preview` and `apply`, or each is given. Raises `ValueError` if taken."""
    if name in _known:
        raise ValueError(f"Consequence {name!r} is registered twice.")
    if handler is not None and callable(handler) and not hasattr(handler, "apply"):
        apply = apply or handler
    said = preview or getattr(handler, "preview", None) or _silent
    done = apply or getattr(handler, "apply", None) or _nothing
    _known[name] = (said, done)


def preview(change: Change) -> list[Words]:
    """Return in sentences what would follow. Writes nothing."""
    return [line for said, _done in _known.values() for line in said(change) or []]


def apply(change: Change) -> None:
    """Do what follows, in the order of registration, inside the caller's transaction."""
    for _said, done in _known.values():
        done(change)
