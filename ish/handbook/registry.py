"""Who reads the handbook, and what follows when house rules are published: upper apps say it; this app knows nobody who comes."""

from collections.abc import Callable
from typing import Any

from ish.programme.models import Edition

Reads = Callable[[Any, Edition], set[str]]
_readers: dict[str, Reads] = {}


def add(role: str, reads: Reads) -> None:
    """Let holders of `role` read what `reads(user, edition)` says (codes of `Audience`; none: no place yet).

    Raises `ValueError` when the role has been added before.
    """
    if role in _readers:
        raise ValueError(f"Readers of the handbook in the role {role!r} are registered twice.")
    _readers[role] = reads


def of(role: str) -> Reads | None:
    """Return as what holders of the role read, or None for a role that has nothing to do with the handbook."""
    return _readers.get(role)


Published = Callable[[Edition, Any], Any]
_following: dict[str, Published] = {}


def on_rules_published(name: str, fn: Published) -> None:
    """Have `fn(edition, by)` done whenever house rules are published, in the same transaction; again for a name replaces it."""
    _following[name] = fn


def rules_published(edition: Edition, by: Any) -> None:
    """Do what follows from new house rules."""
    for fn in _following.values():
        fn(edition, by)
