"""How many will come: who use a place, and the places that are agreed or answered and have no name yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
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

from ish import clock
from ish.nominations import places_queries, rules
from ish.nominations.models import SeasonReply
from ish.nominations.states import TakesPart
from ish.programme import queries as programme
from ish.programme.models import Edition, NominatingBody, Quota
from ish.programme.states import PhaseCode


@dataclass(frozen=True)
class Forecast:
    """What is to be expected: who use a place, and places without a name; `answered` of them are not agreed yet."""

    named: int
    expected: int
    answered: int = 0

    @property
    def unnamed(self) -> int:
        """Places without a name yet."""
        return self.expected - self.named


def are_names_awaited(edition: Edition) -> bool:
    """Say whether partners are still to name their students: until the school has decided."""
    decision = programme.phase(edition, PhaseCode.DECISION) or programme.phase(edition, PhaseCode.NOMINATIONS)
    return decision is None or clock.today(edition.time_zone) <= decision.closes


def _may_be_named(edition: Edition) -> bool:
    """Say whether a place without a name can still get one."""
    today = clock.today(edition.time_zone)
    return are_names_awaited(edition) or rules.may_name(edition, rules.COORDINATOR, at=today)


def with_forecast(edition: Edition, rows: QuerySet[NominatingBody]) -> QuerySet[Any]:
    """Return partners with `f_named` (who use its places), `f_places` (agreed), `f_expected`, and `f_answered` (how many of these
    are answered and not agreed yet).

    Expected are those who use a place or, while names can still come, the places if they are more: as answered or as agreed,
    whichever is newer. Who said "not this year" sends nobody beyond those who are named all the same. The waiting list does not
    count.
    """
    places = Quota.objects.filter(edition=edition, body=OuterRef("pk")).values("places")[:1]
    newer = Quota.objects.filter(
        edition=edition, body=OuterRef("body"), agreed_at__gte=OuterRef("answered_at")
    )
    answers = SeasonReply.objects.filter(
        ~Exists(newer), edition=edition, body=OuterRef("pk"), answered_at__isnull=False
    )
    rows = rows.annotate(
        f_named=places_queries.used(edition, "pk"),
        f_places=Coalesce(Subquery(places, output_field=IntegerField()), 0),
    )
    if not _may_be_named(edition):
        return rows.annotate(f_expected=F("f_named"), f_answered=Value(0, output_field=IntegerField()))
    said = answers.filter(taking_part=TakesPart.YES).values("places")[:1]
    agreed = Greatest(F("f_named"), F("f_places"))
    wanted = Greatest(F("f_named"), Coalesce(Subquery(said, output_field=IntegerField()), F("f_places")))
    return rows.annotate(f_refused=Exists(answers.filter(taking_part=TakesPart.NO))).annotate(
        f_expected=Case(When(f_refused=True, then=F("f_named")), default=wanted, output_field=IntegerField()),
        f_answered=Case(
            When(f_refused=True, then=Value(0)),
            default=Greatest(wanted - agreed, 0),
            output_field=IntegerField(),
        ),
    )


def forecast(edition: Edition) -> Forecast:
    """Return what is to be expected of all partners together (one query, and those for the dates)."""
    rows = with_forecast(edition, NominatingBody.objects.order_by())
    names = ("named", "expected", "answered")
    return Forecast(**rows.aggregate(**{name: Coalesce(Sum(f"f_{name}"), Value(0)) for name in names}))


def forecast_of(edition: Edition, bodies: Iterable[NominatingBody]) -> dict[int, Forecast]:
    """Return what is to be expected of each of these partners, by key (one query, and those for the dates)."""
    rows = with_forecast(edition, NominatingBody.objects.filter(pk__in=[row.pk for row in bodies])).order_by()
    found = rows.values_list("pk", "f_named", "f_expected", "f_answered")
    return {pk: Forecast(*told) for pk, *told in found}
