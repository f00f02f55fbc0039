"""The kinds of paper. Apps above register theirs in `AppConfig.ready()`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.functional import Promise

from ish.documents.models import Document
from ish.documents.sniffing import JPEG, PDF, PNG

PASSPORT, HEALTH = "passport", "health"
NEVER_FOR_THE_BOARD = frozenset({PASSPORT, HEALTH})
"""What papers hold that nobody reads who advises on a selection."""
Words = str | Promise
After = Callable[[Document, str, Any], None]
USUAL = (PDF, JPEG, PNG)


@dataclass(frozen=True)
class TimeAgain:
    """Until when what is sent back may come again: the day that is proposed, and the days between which another can be chosen."""

    earliest: date
    usual: date
    latest: date

    def holds(self, day: date) -> bool:
        """Say whether the day can be chosen."""
        return self.earliest <= day <= self.latest


Again = Callable[[Document], TimeAgain | None]


def _silent(document: Document, event: str, by: Any) -> None:
    return None


@dataclass(frozen=True)
class Kind:
    """A kind of paper: who hands it in, who may open it (unless more is said, the student and the school), which content is
    taken, how large it may be (None: as set for all). `holds` says that it is a `PASSPORT` or `HEALTH` paper. `names_several`:
    the same file stands with each of the people it is about, and goes with the first of them who is erased.

    `again(document)` says until when one that is sent back may come again, None when it is too late for that; a kind without it
    may come at any time. `after(document, event, by)` is told in the same transaction of what became of one: "submitted",
    "accepted", "sent_back".
    """

    code: str
    label: Words
    help: Words = ""
    actor: str = "participant"
    reads: frozenset[str] = field(default=frozenset({"participant", "organiser"}))
    holds: str = ""
    names_several: bool = False
    accepts: tuple[str, ...] = USUAL
    largest: int | None = None
    after: After = _silent
    again: Again | None = None

    @property
    def limit(self) -> int:
        """The most bytes a file of this kind may have."""
        return self.largest or int(settings.UPLOAD_LIMIT)


_known: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind. Raises `ValueError` when its code is taken, or when reviewers would open a passport or health paper."""
    if kind.holds in NEVER_FOR_THE_BOARD and "reviewer" in kind.reads:
        raise ValueError(f"Reviewers never read {kind.holds}: {kind.code!r}.")
    if kind.code in _known:
        raise ValueError(f"The kind of paper {kind.code!r} is registered twice.")
    _known[kind.code] = kind


def get(code: str) -> Kind:
    """Return the kind with this code; raises `KeyError`."""
    return _known[code]


def every() -> list[Kind]:
    """Return all kinds in the order of registration."""
    return list(_known.values())
