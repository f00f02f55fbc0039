"""Reads for the decisions: the partners beside their places, those with too many first, and the sums over all of them."""

from typing import Any

from django.db.models import Case, Count, F, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from ish.nominations.models import Nomination
from ish.nominations.queries import WITH_PERSON, counts, taking_part
from ish.nominations.rules import COUNTED, HOLDING
from ish.nominations.states import IN_HAND, Receiver
from ish.programme import queries as programme
from ish.programme.models import Edition, NominatingBody, Quota


def sums(edition: Edition) -> dict[str, int]:
    """Return the numbers of all partners together, with the places agreed (two queries)."""
    found = Nomination.objects.filter(edition=edition).aggregate(**counts())
    together: dict[str, int] = {name: number or 0 for name, number in found.items()}
    return together | programme.places_agreed(edition)


def beside_places(edition: Edition) -> QuerySet[NominatingBody]:
    """Return the partners that have places or students: those of which too many would hold a place first, then by name."""
    mine = Nomination.objects.filter(edition=edition, body=OuterRef("pk")).order_by()
    held = Nomination.objects.filter(edition=edition).annotate(giver=Coalesce("place_of", "body")).order_by()
    held = held.filter(giver=OuterRef("pk"))
    meant = mine.filter(COUNTED, sender_state__in=IN_HAND, pending=Receiver.SELECTED)
    agreed = Quota.objects.filter(edition=edition, body=OuterRef("pk")).values("places")
    rows = taking_part(edition).annotate(
        agreed=Coalesce(Subquery(agreed[:1]), 0),
        holding=_number(held.filter(HOLDING)),
        meant=_number(meant),
        named=_number(mine),
    )
    too_many = Case(When(holding__gt=F("agreed") - F("meant"), then=Value(0)), default=Value(1))
    rows = rows.exclude(agreed=0, named=0).annotate(fits=too_many)
    return rows.order_by("fits", "name", "pk")


def _number(rows: QuerySet[Nomination]) -> Any:
    counted = rows.values("edition").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def intended(edition: Edition) -> QuerySet[Nomination]:
    """Return the nominations with an intended decision that can go out, partner by partner, with their people."""
    rows = Nomination.objects.filter(edition=edition, sender_state__in=IN_HAND).exclude(pending="")
    return rows.select_related(*WITH_PERSON).order_by("body__name", "body", "reserve", "rank", "pk")
