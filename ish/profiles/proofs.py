"""Papers that are shown and not kept: what somebody is asked to show, and what was seen of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from ish.people.models import Participation
from ish.people.requirements import Task
from ish.profiles import asked, registry
from ish.profiles.models import Proof, ProofKind

HOST = "host_"
"""Tasks to show a paper that a laboratory asks for are called so, with the kind behind."""
_CODES = {*ProofKind.values, *(f"{HOST}{kind}" for kind in ProofKind.values)}


@dataclass(frozen=True)
class Paper:
    """One paper: who asks for it (nobody, when it was shown unasked), by when, and what is noted of it."""

    kind: str
    asked_by: str
    by: date | None
    seen: Proof | None
    ends_early: bool = False

    @property
    def label(self) -> str:
        """What the paper is called."""
        return str(ProofKind(self.kind).label)

    @property
    def holds(self) -> bool:
        """Whether it was seen and holds until the last day."""
        return self.seen is not None and self.seen.seen_on is not None and not self.ends_early


def of(participation: Participation, tasks: Iterable[Task]) -> list[Paper]:
    """Return the papers somebody is asked to show, by their tasks at hand, with what was seen. No query for who shows none."""
    codes = {task.requirement.code for task in tasks}
    if not codes & _CODES:
        return []
    seen = {row.kind: row for row in participation.proofs.select_related("seen_by").order_by("kind")}
    wanted: dict[str, tuple[str, date | None]] = dict.fromkeys(
        asked.PROOFS.get(participation.capacity, ()), ("", None)
    )
    if any(code.startswith(HOST) for code in codes):
        for one in registry.asked_to_show(participation):
            wanted.setdefault(one.kind, (one.asked_by, one.by))
    wanted |= {kind: ("", None) for kind in seen if kind not in wanted}
    return [_paper(participation, kind, *how, seen.get(kind)) for kind, how in wanted.items()]


def _paper(participation: Participation, kind: str, asked_by: str, by: date | None, row: Any) -> Paper:
    until = row.valid_until if row else None
    return Paper(kind, asked_by, by, row, until is not None and until < participation.edition.departure_day)
