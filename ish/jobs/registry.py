"""What can be done in the background: handlers by kind, filled in `AppConfig.ready()`, and the names of tasks that were rung."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from ish.jobs.models import Job

Progress = Callable[[int, int], None]
Handler = Callable[[Job, Progress], dict[str, Any] | None]


class Refused(Exception):
    """A handler gives up for a reason that its owner should read; the text is shown as it is."""


@dataclass(frozen=True)
class Kind:
    """A kind of work. `fn(job, progress)` returns what came of it, as plain values: `text`, `url`, `url_label` are shown, the
    rest is for the kind's own pages. It may be run again from the start after a power cut, so it must be repeatable."""

    name: str
    fn: Handler
    label: str | Promise


_kinds: dict[str, Kind] = {}
_rung: set[str] = set()


def register(kind: str, fn: Handler, *, label: str | Promise) -> None:
    """Add a kind of work. Raises `ValueError` when its name is taken."""
    if kind in _kinds:
        raise ValueError(f"The job kind {kind!r} is registered twice.")
    _kinds[kind] = Kind(kind, fn, label)


def get(kind: str) -> Kind:
    """Return the kind of that name; raises `KeyError`."""
    return _kinds[kind]


def known(kind: str) -> bool:
    """Say whether a kind of that name is registered."""
    return kind in _kinds


def note_rung(task_name: str) -> None:
    """Remember that somebody rang this task."""
    _rung.add(task_name)


def tasks_rung() -> frozenset[str]:
    """Return the names of all tasks that this process has rung so far."""
    return frozenset(_rung)
