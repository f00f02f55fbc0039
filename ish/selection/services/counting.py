"""The result: counted by the core, kept with its rule and its seed, taken over as intended decisions."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction

from ish import clock
from ish.nominations import queries as nominations
from ish.nominations import services as deciding
from ish.nominations.models import Nomination
from ish.nominations.states import IN_HAND, Reason, Receiver
from ish.programme.models import Edition, NominatingBody
from ish.selection import queries, rules, scoring
from ish.selection.models import BoardSettings, Criterion, Result, Standing

OPEN_TO_DECIDE = (Receiver.WAITING, Receiver.UNDER_REVIEW, Receiver.INTERVIEW)


@transaction.atomic
def count(*, edition: Edition, by: Any = None, seed: str = "") -> Result | None:
    """Count the opinions anew and return the result; a closed board's is left as it is (None).

    The seed stays the same from count to count, unless one is given.
    """
    board = BoardSettings.objects.select_for_update().get_or_create(edition=edition)[0]
    if board.closed_at:
        return None
    kept = queries.result_of(edition)
    weights = dict(Criterion.objects.filter(edition=edition).values_list("pk", "weight"))
    voices = _voices(edition)
    rows = rules.handed_in(edition).values_list("pk", "rank", "reserve", "submitted_at")
    candidates = [
        scoring.Candidate(pk, tuple(voices[pk]), rank, reserve, handed_in.isoformat() if handed_in else "")
        for pk, rank, reserve, handed_in in rows
    ]
    values = {
        "seed": seed or (kept.seed if kept else f"before closing {edition.pk}"),
        "rule": list(scoring.RULE),
        "weights": {str(key): weight for key, weight in weights.items()},
        "opinions": sum(len(found) for found in voices.values()),
        "counted_at": clock.now(),
        "counted_by": by,
    }
    result, _made = Result.objects.update_or_create(edition=edition, defaults=values)
    result.standings.all().delete()
    found = scoring.rank(candidates, weights, result.seed)
    Standing.objects.bulk_create([_line(result, one) for one in found], batch_size=1000)
    return result


def _voices(edition: Edition) -> dict[int, list[scoring.Voice]]:
    found: dict[int, list[scoring.Voice]] = defaultdict(list)
    for pk, vote, scores in queries.counting(edition).values_list("nomination", "vote", "scores"):
        found[pk].append(scoring.Voice(vote, {int(key): points for key, points in scores.items()}))
    return found


def _line(result: Result, one: scoring.Standing) -> Standing:
    return Standing(
        result=result,
        nomination_id=one.key,
        place=one.place,
        yes=one.yes,
        no=one.no,
        unsure=one.unsure,
        mean=_decimal(one.mean),
        low=_decimal(one.low),
        high=_decimal(one.high),
        deviation=_decimal(one.deviation),
        drawn=one.drawn,
    )


def _decimal(value: Fraction | float | None) -> Decimal | None:
    return None if value is None else Decimal(f"{float(value):.2f}")


# ---------------------------------------------------------------- TAKING IT OVER


@dataclass
class Share:
    """What the result would mean for one partner: who takes its free places, who is next."""

    body: NominatingBody
    free: int
    selected: list[Nomination] = field(default_factory=list)
    next: list[Nomination] = field(default_factory=list)


def shares(edition: Edition) -> list[Share]:
    """Return for each partner the students whom the board recommends (more yes than no), in the order of the result, down to its
    free places, and the next ones down to its waiting list. Who is decided or has an intended decision is left alone."""
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
    lines = [row for row in rows.order_by("place") if row.yes > row.no]
    bodies = {row.nomination.body_id: row.nomination.body for row in lines}
    found = {}
    for n in nominations.numbers(edition, bodies.values()):
        taken = n.holding + n.pending_selected
        found[n.body.pk] = Share(n.body, max(0, n.places - taken))
        found[n.body.pk].next = []
    room = {n.body.pk: n.reserves for n in nominations.numbers(edition, bodies.values())}
    for row in lines:
        share = found[row.nomination.body_id]
        if len(share.selected) < share.free:
            share.selected.append(row.nomination)
        elif len(share.next) < room[row.nomination.body_id]:
            share.next.append(row.nomination)
    return sorted(found.values(), key=lambda share: share.body.name)


@transaction.atomic
def take_over(*, edition: Edition, by: Any, waiting_list: bool = False) -> dict[str, int]:
    """Note the result as intended decisions, with the board as the reason; returns how many of each. Nobody is written to."""
    found = shares(edition)
    picked = {Receiver.SELECTED: [row for share in found for row in share.selected]}
    if waiting_list:
        picked[Receiver.WAITING_LIST] = [row for share in found for row in share.next]
    return {
        str(decision): deciding.set_pending(nominations=rows, decision=decision, by=by, reason=Reason.BOARD)
        for decision, rows in picked.items()
    }
