"""What upper floors tell profiles: which papers somebody is asked to show, and by whom."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

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
