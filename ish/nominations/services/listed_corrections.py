"""Students of a list who are handed in already: what it says otherwise goes the way corrections go, one after the other."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ish.nominations import correcting_rules
from ish.nominations.models import Correction, ImportStash, Nomination
from ish.nominations.reading import Row
from ish.nominations.services import correcting
from ish.nominations.services.correcting import NotCorrectable
from ish.nominations.services.listed import Difference
from ish.nominations.states import CorrectionState

_MISSING = object()
AT_ONCE = 50
"""So many are corrected in one transaction: nobody else waits for long."""


@dataclass
class Corrected:
    """For how many something was corrected, for how many it waits for the school, and for whom not, each with the reason:
    [nomination, why]."""

    done: int = 0
    waiting: int = 0
    refused: list[list[Any]] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)

    def count(self, made: Correction, *, at_once: bool) -> None:
        """Note what came of a correction: written, waiting, or both."""
        waits = made.state == CorrectionState.PROPOSED
        self.waiting += waits
        self.done += at_once or not waits

    def refuse(self, nomination: Nomination, why: str) -> None:
        """Note why somebody was not corrected."""
        self.refused.append([nomination.pk, why])
        self.touched.add(nomination.pk)


def propose(
    found: Sequence[tuple[Row, Difference]],
    *,
    by: Any,
    role: str,
    guard: Callable[[], None],
    progress: Callable[[int, int], None],
) -> Corrected:
    """Correct those who are handed in as a list says: harmless facts at once, who somebody is after the school has looked.

    Each part is written for itself, after `guard` (which raises when the list may no longer be taken). Taken twice it is done
    once: what waits or is as the list says is no correction.
    """
    told = Corrected()
    differing = [one for _row, one in found]
    for start in range(0, len(differing), AT_ONCE):
        with transaction.atomic():
            guard()
            for one, row in _rows(differing[start : start + AT_ONCE]):
                _propose(told, one, row, by=by, role=role)
        progress(min(start + AT_ONCE, len(differing)), len(differing))
    return told


def _rows(part: Sequence[Difference]) -> Iterator[tuple[Difference, Nomination]]:
    rows = Nomination.objects.select_related("participation__person", "edition", "body")
    by_key = rows.in_bulk([one.nomination for one in part])
    return ((one, by_key[one.nomination]) for one in part)


def without_waiting(found: Mapping[int, Difference], stash: ImportStash) -> dict[int, Difference | None]:
    """Return, by nomination, what differs of those who are handed in and does not wait already, word for word; None when all of
    it waits (one query)."""
    handed_in = {pk: one for pk, one in found.items() if one.handed_in}
    if not handed_in:
        return {}
    rows = Correction.objects.filter(
        state=CorrectionState.PROPOSED, nomination__edition=stash.edition_id, nomination__body=stash.body_id
    )
    waits: dict[int, dict[str, Any]] = {}
    for row in rows:
        new = {name: pair[1] for name, pair in (row.changes or {}).items()}
        waits.setdefault(row.nomination_id, {}).update(new)
    return {pk: _less(one, waits[pk]) for pk, one in handed_in.items() if pk in waits}


def _less(one: Difference, waits: Mapping[str, Any]) -> Difference | None:
    same = {
        name
        for name, value in _said(one).items()
        if waits.get(name, _MISSING) == correcting_rules.plain(value)
    }
    person = {name: value for name, value in one.person.items() if name not in same}
    own = {name: value for name, value in one.own.items() if name not in same}
    guardian = {name: value for name, value in one.guardian.items() if f"guardian_{name}" not in same}
    left = replace(one, person=person, own=own, guardian=guardian)
    return left if person or own or guardian or one.lost else None


def _said(one: Difference) -> dict[str, Any]:
    return {**one.person, **one.own, **{f"guardian_{name}": value for name, value in one.guardian.items()}}


def _propose(told: Corrected, one: Difference, row: Nomination, *, by: Any, role: str) -> None:
    said = _said(one)
    offered = correcting_rules.offered(row, role)
    values = {name: value for name, value in said.items() if name in offered}
    try:
        with transaction.atomic():
            made = correcting.propose(nomination=row, values=values, by=by, role=role)
    except NotCorrectable as refusal:
        told.refuse(row, str(refusal))
    except ValidationError as error:
        told.refuse(row, " ".join(error.messages))
    else:
        if made is not None:
            told.count(made, at_once=not correcting_rules.at_once(row.edition, role).isdisjoint(values))
            told.touched.add(row.pk)
        if len(values) < len(said):
            told.refuse(row, _("Rank and waiting list stay as they were when it was decided."))
