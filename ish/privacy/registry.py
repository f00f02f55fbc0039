"""What upper floors tell privacy: other stores to erase, which part an organiser does, when phases are."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

Eraser = Callable[[int], dict[str, int]]
Parts = Callable[[Any, int | None], set[str]]
Phases = Callable[[int], Mapping[str, tuple[date, date]]]

_erasers: dict[str, Eraser] = {}
_parts: list[Parts] = []
_phases: list[Phases] = []
_sealed: dict[str, Any] = {}


def on_erase(name: str, fn: Eraser) -> None:
    """Have `fn(person_id)` empty another store when a person is erased; it returns counts by what was emptied."""
    _erasers[name] = fn


def erasers() -> dict[str, Eraser]:
    """Return the registered erasers by name."""
    return dict(_erasers)


def on_rotate(name: str, store: Any) -> None:
    """Have another place with sealed values taken along when keys change (`rotation.Store`: `tokens()` and `swap(…)`)."""
    _sealed[name] = store


def sealed_stores() -> dict[str, Any]:
    """Return the registered places with sealed values by name."""
    return dict(_sealed)


def set_parts_source(fn: Parts) -> None:
    """Tell how to find the parts ("lead", "health" …) that a user does in an edition (None: in any)."""
    _parts[:] = [fn]


def parts_of(user: Any, edition_id: int | None) -> set[str]:
    """Return the organiser's parts of `user` in the edition; none when nobody told how to find them."""
    return _parts[0](user, edition_id) if _parts else set()


def set_phase_source(fn: Phases) -> None:
    """Tell how to find the phases of an edition: code → (opens, closes)."""
    _phases[:] = [fn]


def phases_of(edition_id: int | None) -> Mapping[str, tuple[date, date]]:
    """Return the phases of an edition; empty when unknown."""
    return _phases[0](edition_id) if _phases and edition_id is not None else {}
