"""The way of each partner: asked, answered, places, named, handed in, selected, accepted, arrived."""

from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from ish.nominations.forecast_queries import with_forecast
from ish.nominations.models import Nomination, SeasonReply
from ish.nominations.states import Receiver, Sender
from ish.people.states import State
from ish.programme.models import Edition, NominatingBody, Quota

STEPS = ("named", "handed_in", "selected", "accepted", "arrived")
_KEPT = ~Q(sender_state=Sender.WITHDRAWN)
_ARRIVED = (State.ARRIVED, State.COMPLETED, State.LEFT_EARLY)
_CONDITIONS = {
    "named": _KEPT,
    "handed_in": _KEPT & Q(submitted_at__isnull=False),
    "selected": _KEPT & Q(receiver_state=Receiver.SELECTED),
    "accepted": Q(participation__state__in=(State.CONFIRMED, *_ARRIVED)),
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
        **{f"{name}_n": value for name, value in names.items()},
    )
    told = {key.removesuffix("_n"): number for key, number in found.items()}
    return {**told, "unnamed": told["expected"] - told["named_now"]}
