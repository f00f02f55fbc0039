"""What must hold before a participation goes to another state, as apps above know it: they register a guard that may refuse.

Guards run before anything is locked or written. One that has to look at rows of its own locks them: they are always locked
before the participation, so that two writers never wait for each other.
"""

from collections.abc import Callable

from ish.people.consequences import Change

Guard = Callable[[Change], None]
_known: dict[str, Guard] = {}


def register(name: str, fn: Guard) -> None:
    """Add a guard; it raises `people.services.NotAllowed` to refuse. Raises `ValueError` when the name is taken."""
    if name in _known:
        raise ValueError(f"Guard {name!r} is registered twice.")
    _known[name] = fn


def check(change: Change) -> None:
    """Ask all guards. Raises what they raise."""
    for guard in _known.values():
        guard(change)
