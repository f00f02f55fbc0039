"""Whom the organisers tell on site when a consent is taken back: those who take pictures, lead an outing, or sit with the ill."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import ngettext

from ish.consents.registry import Withdrawal
from ish.people.models import Participation
from ish.people.states import COMING, Capacity
from ish.programme.models import Edition

CARING = (Capacity.TUTOR, Capacity.CHAPERONE)


def carers(edition: Edition) -> list[Participation]:
    """Return who looks after the students of an edition, by name."""
    rows = Participation.objects.filter(edition=edition, capacity__in=CARING, state__in=COMING)
    return list(rows.select_related("person").order_by("person__given_names", "person__family_name", "pk"))


def names(edition: Edition) -> list[str]:
    """Return their names, each with what they come as."""
    return [f"{row.person.full_name} ({row.get_capacity_display()})" for row in carers(edition)]


def preview(change: Withdrawal) -> Iterable[Any]:
    """Say to who takes a consent back that those on site are told; by number, without anybody's name."""
    count = len(carers(change.participation.edition))
    if not count:
        return []
    words = ngettext(
        "Besides the organisers, %(n)s person who looks after the students on site is told.",
        "Besides the organisers, %(n)s people who look after the students on site are told.",
        count,
    )
    return [words % {"n": count}]
