"""Doing without a consent for many people at once, and asking them for it again: by name and with one reason."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ish import clock
from ish.consents import law
from ish.consents.models import Lift, Purpose
from ish.people.models import Participation
from ish.privacy import history

NOT_LIFTED = gettext_lazy(
    "Facts rest on this consent, so nobody can do without it. Whoever cannot be reached online says it on the phone or signs on "
    "paper, and you record it. Until then the answer is missing, and nothing is hidden or erased."
)


@transaction.atomic
def lift_many(*, purpose: Purpose, keys: Sequence[int], reason: str, by: Any) -> int:
    """Do without one consent of several people; whoever has it lifted already keeps what was said. Return for how many.

    Raises `ValueError` (no reason; the law asks for it)."""
    said, now = reason.strip()[:300], clock.now()
    if not said:
        raise ValueError(_("Say why this is not needed."))
    if purpose.kind in law.BY_LAW:
        raise ValueError(_("The law asks for this consent: it cannot be lifted for many at once."))
    list(Participation.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
    known = set(
        Lift.objects.filter(purpose=purpose, participation__in=keys).values_list("participation", flat=True)
    )
    rows = [
        Lift(participation_id=pk, purpose=purpose, reason=said, by=by, at=now)
        for pk in sorted(set(keys) - known)
    ]
    history.note_made(Lift.objects.bulk_create(rows, batch_size=500), by=by)
    return len(rows)


@transaction.atomic
def unlift_many(*, purpose: Purpose, keys: Sequence[int]) -> int:
    """Ask several people for a consent again. Return of how many it had been lifted."""
    rows = Lift.objects.filter(purpose=purpose, participation__in=keys)
    return sum(bool(row.delete()[0]) for row in rows)
