"""How many will come: those named, and those for whom a place is agreed and nobody is named yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest

from ish.nominations.models import Nomination, SeasonReply
from ish.nominations.rules import COUNTED
from ish.nominations.states import TakesPart
from ish.programme.models import Edition, NominatingBody, Quota


@dataclass(frozen=True)
class Forecast:
    """What is to be expected: named students, and places that are agreed without a name."""

    named: int
    expected: int

    @property
    def unnamed(self) -> int:
        """Places without a name yet."""
        return self.expected - self.named


def with_forecast(edition: Edition, rows: QuerySet[NominatingBody]) -> QuerySet[Any]:
    """Return partners with `f_named` and `f_expected`: the greater of those named and the places agreed; who said "not this year"
    sends nobody beyond those who are named all the same. The waiting list does not count."""
    named = Nomination.objects.filter(COUNTED, edition=edition, body=OuterRef("pk"), reserve=False)
    number = named.order_by().values("body").annotate(n=Count("pk")).values("n")
    places = Quota.objects.filter(edition=edition, body=OuterRef("pk")).values("places")[:1]
    refused = SeasonReply.objects.filter(
        edition=edition, body=OuterRef("pk"), answered_at__isnull=False, taking_part=TakesPart.NO
    )
    return rows.annotate(
        f_named=Coalesce(Subquery(number, output_field=IntegerField()), 0),
        f_places=Coalesce(Subquery(places, output_field=IntegerField()), 0),
        f_refused=Exists(refused),
    ).annotate(
        f_expected=Case(
            When(f_refused=True, then=F("f_named")),
            default=Greatest(F("f_named"), F("f_places")),
            output_field=IntegerField(),
        )
    )


def forecast(edition: Edition) -> Forecast:
    """Return what is to be expected of all partners together (one query)."""
    rows = with_forecast(edition, NominatingBody.objects.order_by())
    found = rows.aggregate(
        named=Coalesce(Sum("f_named"), Value(0)), expected=Coalesce(Sum("f_expected"), Value(0))
    )
    return Forecast(**found)


def forecast_of(edition: Edition, bodies: Iterable[NominatingBody]) -> dict[int, Forecast]:
    """Return what is to be expected of each of these partners, by key (one query)."""
    rows = with_forecast(edition, NominatingBody.objects.filter(pk__in=[row.pk for row in bodies])).order_by()
    found = rows.values_list("pk", "f_named", "f_expected")
    return {pk: Forecast(named, expected) for pk, named, expected in found}
