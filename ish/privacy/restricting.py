"""The one door for data that is kept and not used (GDPR Art. 18): mails in bulk, exports, placement runs, publishing.

Whoever writes to many, hands out a list or plans with people asks `without(rows)` for those that may be used, and says how many
were left out (`left_out_of(rows)`, `in_words`). Pages of the work itself go on showing the person, with a mark.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import ngettext

from ish.privacy import catalogue, registry

M = TypeVar("M", bound=Model)


def unused(way: str) -> Q:
    """Return the condition on rows that the person to whom `way` leads ("person", "participation__person"; "pk") must not be
    used now."""
    keys = registry.restricted()
    return Q(pk__in=[]) if keys is None else Q(**{f"{way}__in": keys})


def keys() -> frozenset[int]:
    """Return the keys of the people who must not be used now (one query)."""
    found = registry.restricted()
    return frozenset() if found is None else frozenset(found.values_list("pk", flat=True))


def without(rows: QuerySet[M]) -> QuerySet[M]:
    """Return the rows of a declared model whose people may be used; rows about nobody stay. No further query."""
    way = _way(rows.model)
    return rows.exclude(unused(way)) if way else rows


def left_out_of(rows: QuerySet[Any]) -> int:
    """Return how many of the rows `without` leaves out (one query)."""
    way = _way(rows.model)
    return rows.filter(unused(way)).count() if way else 0


def without_each(rows: Iterable[M]) -> list[M]:
    """The same for rows that are no queryset."""
    found, restricted = list(rows), keys()
    if not restricted:
        return found
    policies = catalogue.every()
    return [
        row
        for row in found
        if (policy := policies.get(getattr(type(row), "_meta", None) and row._meta.label_lower or "")) is None
        or policy.person_id(row) not in restricted
    ]


def _way(model: type[Model]) -> str | None:
    policy = catalogue.every().get(model._meta.label_lower)
    return policy.lookup() if policy else None


def in_words(count: int) -> str:
    """Return what is said beside a list or a run from which so many were left out; "" for none."""
    if not count:
        return ""
    text = ngettext(
        "%(n)s person is left out: the use of their data is restricted.",
        "%(n)s people are left out: the use of their data is restricted.",
        count,
    )
    return text % {"n": count}
