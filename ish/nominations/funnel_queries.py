"""The way of each partner: asked, answered, places, named, handed in, selected, accepted, arrived."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from ish.nominations.forecast_queries import with_forecast
from ish.nominations.models import Nomination, SeasonReply
from ish.nominations.queries import counted, counts, taking_part
from ish.nominations.rules import ACCEPTED, KEPT
from ish.nominations.states import Receiver
from ish.people.states import State
from ish.programme.models import Edition, NominatingBody, Quota

STEPS = ("named", "handed_in", "selected", "accepted", "arrived")
_ARRIVED = (State.ARRIVED, State.COMPLETED, State.LEFT_EARLY)
_CONDITIONS = {
    "named": KEPT,
    "handed_in": KEPT & Q(submitted_at__isnull=False),
    "selected": KEPT & Q(receiver_state=Receiver.SELECTED),
    "accepted": ACCEPTED,
    "arrived": Q(participation__state__in=_ARRIVED),
}


def partners(edition: Edition) -> QuerySet[Any]:
    """Return the partners that were asked, have places or named somebody, with a number for each step of the way."""
    replies = SeasonReply.objects.filter(edition=edition, body=OuterRef("pk"))
    quotas = Quota.objects.filter(edition=edition, body=OuterRef("pk"))
    mine = Nomination.objects.filter(edition=edition, body=OuterRef("pk")).order_by()
    rows = with_forecast(
        edition, NominatingBody.objects.filter(Exists(replies) | Exists(quotas) | Exists(mine))
    )
    steps = {name: _number(mine.filter(condition)) for name, condition in _CONDITIONS.items()}
    return rows.annotate(
        asked=Subquery(replies.values("asked_at")[:1]),
        answer=Subquery(replies.filter(answered_at__isnull=False).values("taking_part")[:1]),
        **steps,
    ).order_by("name", "pk")


def _number(rows: QuerySet[Nomination]) -> Any:
    counted = rows.values("body").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def totals(edition: Edition) -> dict[str, int]:
    """Return the numbers of all partners together (one query)."""
    return _summed(partners(edition))


def of(edition: Edition, body: NominatingBody) -> dict[str, int]:
    """Return the numbers of one partner (one query)."""
    return _summed(partners(edition).filter(pk=body.pk))


def _summed(rows: QuerySet[Any]) -> dict[str, int]:
    names = {name: Coalesce(Sum(name), 0) for name in STEPS}
    found = rows.order_by().aggregate(
        asked_n=Count("pk", filter=Q(asked__isnull=False) | Q(answer__isnull=False)),
        answered_n=Count("pk", filter=Q(answer__isnull=False)),
        places_n=Coalesce(Sum("f_places"), 0),
        expected_n=Coalesce(Sum("f_expected"), 0),
        named_now=Coalesce(Sum("f_named"), 0),
        open_answers=Coalesce(Sum("f_answered"), 0),
        **{f"{name}_n": value for name, value in names.items()},
    )
    told = {key.removesuffix("_n"): number for key, number in found.items()}
    return {**told, "unnamed": told["expected"] - told["named_now"]}


# ---------------------------------------------------------------- ON THE DESK


@dataclass(frozen=True)
class Funnel:
    """The way from names to accepted places: of the first partners by name, and of all together. `more`: there are others."""

    rows: list[dict[str, Any]]
    totals: dict[str, int]
    more: bool


def funnel(edition: Edition, *, first: int) -> Funnel:
    """Return how many are named, handed in, selected and accepted (three queries, however many partners there are)."""
    agreed = Quota.objects.filter(edition=edition, body=OuterRef("pk"))
    named = Nomination.objects.filter(edition=edition, body=OuterRef("pk"))
    bodies = taking_part(edition).annotate(
        places=Subquery(agreed.values("places")[:1]), reserves=Subquery(agreed.values("reserve_places")[:1])
    )
    bodies = bodies.filter(Q(places__gt=0) | Exists(named))
    shown = list(bodies[: first + 1])
    by_body = counted(edition, shown[:first])
    names = ("kept", "submitted", "holding", "chosen", "accepted")
    return Funnel(
        rows=[
            {
                "body": b,
                "places": b.places or 0,
                "reserves": b.reserves,
                **dict.fromkeys(names, 0),
                **by_body.get(b.pk, {}),
            }
            for b in shown[:first]
        ],
        totals=_all(edition, [name for name in names if name != "chosen"]),
        more=len(shown) > first,
    )


def _all(edition: Edition, names: Iterable[str]) -> dict[str, int]:
    """Return the places agreed and the numbers of these names over all partners (one query)."""
    every = counts()
    rows = Nomination.objects.filter(edition=OuterRef("pk")).order_by().values("edition")
    quotas = Quota.objects.filter(edition=OuterRef("pk")).order_by().values("edition")
    columns = {name: Subquery(rows.annotate(n=every[name]).values("n")) for name in names}
    columns["places"] = Subquery(quotas.annotate(n=Sum("places")).values("n"))
    (found,) = Edition.objects.filter(pk=edition.pk).order_by().values_list(*columns.values())
    return {name: number or 0 for name, number in zip(columns, found, strict=True)}
