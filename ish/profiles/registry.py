"""What others tell profiles: which papers somebody is asked to show, and how rows are named where people read what is kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise

from ish.people.models import Participation


@dataclass(frozen=True)
class ToShow:
    """A paper that somebody is asked to show: which (`models.ProofKind`), who asks, by which day (if there is one)."""

    kind: str
    asked_by: str
    by: date | None = None


Asking = Callable[[Participation], list[ToShow]]
_asking: list[Asking] = []


def asks_to_see(fn: Asking) -> None:
    """Have `fn(participation)` say which papers are asked for; one call a registration."""
    _asking.append(fn)


def asked_to_show(participation: Participation) -> list[ToShow]:
    """Return what upper floors ask somebody to show."""
    return [one for fn in _asking for one in fn(participation)]


@dataclass(frozen=True)
class Telling:
    """How rows of one kind are told to whom they are about: what they are called together (`title`, else as the model says),
    what a row is about (`about(row)`, a label and words; `with_it`: what is fetched along), and facts in words (`words`)."""

    title: str | Promise = ""
    labels: Mapping[str, str | Promise] = field(default_factory=dict)
    about: Callable[[Any], tuple[str, str]] | None = None
    with_it: tuple[str, ...] = ()
    words: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)


_tellings: dict[str, Telling] = {}
_NOTHING_SPECIAL = Telling()


def tell(label: str, telling: Telling) -> None:
    """Say how rows of a kind are told; raises `ValueError` when that was said before."""
    if label in _tellings:
        raise ValueError(f"How {label} is told was said already.")
    _tellings[label] = telling


def telling_of(label: str) -> Telling:
    """Return how rows of a kind are told."""
    return _tellings.get(label, _NOTHING_SPECIAL)
