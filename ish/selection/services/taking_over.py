"""The result becomes intended decisions: what that would mean for each partner, where a draw would decide, and doing it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from ish.nominations import queries as nominations
from ish.nominations import services as deciding
from ish.nominations.models import Nomination
from ish.nominations.services import Changed
from ish.nominations.services.deciding import mark_of_pairs
from ish.nominations.states import IN_HAND, Reason, Receiver
from ish.programme.models import Edition, NominatingBody
from ish.selection import queries
from ish.selection.models import BoardSettings, Standing

OPEN_TO_DECIDE = (Receiver.WAITING, Receiver.UNDER_REVIEW, Receiver.INTERVIEW)


@dataclass
class Share:
    """What the result would mean for one partner: who takes its free places, who is next. `drawn` are students who stand level
    with each other, of whom a draw decided who is selected; `drawn_next` those of whom it decided who is next."""

    body: NominatingBody
    free: int
    selected: list[Nomination] = field(default_factory=list)
    next: list[Nomination] = field(default_factory=list)
    drawn: list[Nomination] = field(default_factory=list)
    drawn_next: list[Nomination] = field(default_factory=list)


def shares(edition: Edition) -> list[Share]:
    """Return for each partner the students whom the board recommends (more yes than no), in the order of the result, down to its
    free places, and the next ones down to its waiting list. Who is decided or has an intended decision is left alone."""
    lines = _recommended(edition)
    bodies = {row.nomination.body_id: row.nomination.body for row in lines}
    found = []
    for n in nominations.numbers(edition, bodies.values()):
        mine = [row for row in lines if row.nomination.body_id == n.body.pk]
        free = max(0, n.places - n.holding - n.pending_selected)
        share = Share(n.body, free, drawn=_drawn(mine, free))
        share.selected = [row.nomination for row in mine[:free]]
        share.next = [row.nomination for row in mine[free : free + n.reserves]]
        share.drawn_next = _drawn(mine[free:], n.reserves)
        found.append(share)
    return sorted(found, key=lambda share: share.body.name)


def _recommended(edition: Edition) -> list[Standing]:
    """Return the lines of the result with more yes than no, of whom nothing is decided or intended yet, in their order."""
    result = queries.result_of(edition)
    if result is None:
        return []
    rows = result.standings.select_related("nomination__body", "nomination__participation__person")
    rows = rows.filter(
        nomination__sender_state__in=IN_HAND,
        nomination__receiver_state__in=OPEN_TO_DECIDE,
        nomination__pending="",
        nomination__edition=edition,
    )
    return [row for row in rows.order_by("place") if row.yes > row.no]


def _drawn(lines: Sequence[Standing], places: int) -> list[Nomination]:
    """Return those who stand level where the places end, on both sides of it; nobody where no draw decided that."""
    if not 0 < places < len(lines):
        return []
    last, first = lines[places - 1], lines[places]
    if not (last.drawn and first.drawn and _before_draw(last) == _before_draw(first)):
        return []
    return [row.nomination for row in lines if row.drawn and _before_draw(row) == _before_draw(last)]


def _before_draw(line: Standing) -> tuple[Any, ...]:
    """Return what decides before the draw, as it is kept."""
    row = line.nomination
    return (line.yes / line.read, line.mean, line.no, row.reserve, row.rank, row.submitted_at)


def mark_of(found: Iterable[Share]) -> str:
    """Return a short mark of who would be selected and who next: what an organiser saw before confirming."""
    pairs = [(row.pk, str(Receiver.SELECTED)) for share in found for row in share.selected]
    return mark_of_pairs(
        [*pairs, *((row.pk, str(Receiver.WAITING_LIST)) for share in found for row in share.next)]
    )


@transaction.atomic
def take_over(*, edition: Edition, by: Any, seen: str, waiting_list: bool = False) -> dict[str, int]:
    """Note the result as intended decisions, with the board as the reason; returns how many of each. Nobody is written to.

    `seen` is the mark of what was looked at. Raises `Changed` when the result, the places or decisions are others by now.
    """
    found = _locked(edition)
    if mark_of(found) != seen:
        raise Changed
    picked = {Receiver.SELECTED: [row for share in found for row in share.selected]}
    if waiting_list:
        picked[Receiver.WAITING_LIST] = [row for share in found for row in share.next]
    return {
        str(decision): deciding.set_pending(nominations=rows, decision=decision, by=by, reason=Reason.BOARD)
        for decision, rows in picked.items()
    }


def _locked(edition: Edition) -> list[Share]:
    """Return the shares once nobody can count anew, take places or decide about these students any more."""
    BoardSettings.objects.select_for_update().get_or_create(edition=edition)
    before = shares(edition)
    bodies = NominatingBody.objects.filter(pk__in=[share.body.pk for share in before])
    keys = [row.pk for share in before for row in (*share.selected, *share.next)]
    students = Nomination.objects.filter(pk__in=keys)
    for rows in (bodies, students):
        list(rows.select_for_update().order_by("pk").values_list("pk"))
    return shares(edition)
