"""What upper apps do when a consent is withdrawn or refused later: said before (`preview`), done with it (`apply`).

As with `people.consequences`: `preview(change)` returns sentences (events, papers, people to inform), `apply(change)` runs in the
transaction of the answer. Most need neither: they ask `consents.queries.agreed` whenever they use something.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from ish.consents.models import Purpose
from ish.people.models import Participation

Words = str | Promise


@dataclass(frozen=True)
class Withdrawal:
    """A consent that counted and no longer does. `by_guardian`: a guardian took it back, else the student."""

    participation: Participation
    purpose: Purpose
    by_guardian: bool = False

    @property
    def kind(self) -> str:
        """What the consent is about ("photo", "activity" …)."""
        return str(self.purpose.kind)


Preview = Callable[[Withdrawal], Iterable[Words]]
Apply = Callable[[Withdrawal], Any]
_known: dict[str, tuple[Preview | None, Apply | None]] = {}


def on_withdrawal(name: str, *, preview: Preview | None = None, apply: Apply | None = None) -> None:
    """Add what follows in one app. Raises `ValueError` when the name is taken."""
    if name in _known:
        raise ValueError(f"What follows from a withdrawal is registered twice: {name!r}.")
    _known[name] = (preview, apply)


def forget(name: str) -> None:
    """Take an entry out again (tests)."""
    _known.pop(name, None)


def preview(change: Withdrawal) -> list[Words]:
    """Return in sentences what would follow. Writes nothing."""
    return [line for said, _done in _known.values() if said for line in said(change)]


def apply(change: Withdrawal) -> None:
    """Do what follows, inside the caller's transaction."""
    for _said, done in _known.values():
        if done:
            done(change)
