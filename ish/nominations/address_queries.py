"""Reads about addresses across partners: whose is in use already, without saying whose."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Lower

from ish.nominations.models import Nomination
from ish.nominations.rules import COUNTED
from ish.nominations.states import IN_HAND
from ish.programme.models import Edition, NominatingBody

_MAIL = Lower("participation__person__email")


def _handed_in(edition: Edition) -> QuerySet[Any]:
    """Return whom the school knows; drafts are their partner's own."""
    rows: QuerySet[Any] = Nomination.objects.filter(
        COUNTED, edition=edition, sender_state__in=IN_HAND
    ).order_by()
    return rows.exclude(participation__person__email="").annotate(mail=_MAIL)


def known_elsewhere(edition: Edition, body: NominatingBody, addresses: Collection[str]) -> set[str]:
    """Return those of the addresses, in lower case, that a student of another partner has (one query)."""
    wanted = {address.lower() for address in addresses if address}
    if not wanted:
        return set()
    rows = _handed_in(edition).exclude(body=body)
    return wanted.intersection(rows.values_list("mail", flat=True))


def sharing(rows: QuerySet[Any], edition: Edition, body: NominatingBody) -> QuerySet[Any]:
    """Narrow students of a partner to those whose address a student of another partner has."""
    others = _handed_in(edition).exclude(body=body).values("mail")
    found: QuerySet[Any] = rows.exclude(participation__person__email="").annotate(mail=_MAIL)
    return found.filter(mail__in=others)
