"""The result: counted by the core, kept with its rule and its seed."""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction

from ish import clock
from ish.programme.models import Edition
from ish.selection import queries, rules, scoring
from ish.selection.models import BoardSettings, Criterion, Result, Standing


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
