"""Who reads the handbook: upper apps say as what the holders of a role read it, since this app knows nobody who takes part."""

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
