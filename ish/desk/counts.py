"""Several counts at once."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, IntegerField, QuerySet, Value


def together(querysets: Sequence[QuerySet[Any]]) -> list[int]:
    """Return how many rows each queryset has, in their order (one query for all of them)."""
    counted = [
        queryset.order_by()
        .annotate(which=Value(number, output_field=IntegerField()))
        .values("which")
        .annotate(many=Count("pk"))
        .values_list("which", "many")
        for number, queryset in enumerate(querysets)
    ]
    if not counted:
        return []
    first, *others = counted
    found = dict(first.union(*others, all=True) if others else first)
    return [found.get(number, 0) for number in range(len(counted))]
