"""As what those who take part read the handbook: only with a place, and by their capacity."""

from typing import Any

from ish.handbook.states import Audience
from ish.people.models import Participation
from ish.people.states import HOLDS_PLACE, Capacity
from ish.programme.models import Edition

_LOOKS_AFTER = (Capacity.TUTOR, Capacity.CHAPERONE)


def audiences(user: Any, edition: Edition) -> set[str]:
    """Return as what a user reads the handbook of an edition; who looks after students reads what these read, too."""
    rows = Participation.objects.filter(person__user=user.pk, edition=edition, state__in=HOLDS_PLACE)
    found: set[str] = set()
    for capacity in rows.values_list("capacity", flat=True):
        found.add(Audience.PARTICIPANTS.value)
        if capacity in _LOOKS_AFTER:
            found.add(Audience.TUTORS.value)
    return found
