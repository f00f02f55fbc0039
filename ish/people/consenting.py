"""What an upper floor tells of consents on which facts rest: whether one is refused. Who keeps such facts asks here before
asking."""

from collections.abc import Callable
from datetime import date

from django.db.models import Exists, OuterRef, Q

from ish.people.models import Participation
from ish.privacy.catalogue import CONSENTS

Refused = Callable[[str, date], Q]
_refused: list[Refused] = []


def set_refused(fn: Refused) -> None:
    """Tell of which participations a consent ("data", "health": `privacy.catalogue.CONSENTS`) is refused or taken back on a day.
    As long as nobody has said anything it is not."""
    _refused[:] = [fn]


def refused(consent: str, at: date) -> Q:
    """Return the condition that facts resting on this consent are neither asked for nor kept."""
    return _refused[0](consent, at) if _refused else Q(pk__in=())


def refused_of(participation: Participation, at: date) -> frozenset[str]:
    """Return which consents are refused by or for one person (one query)."""
    asked = {
        name: Exists(Participation.objects.filter(refused(name, at), pk=OuterRef("pk"))) for name in CONSENTS
    }
    found = Participation.objects.filter(pk=participation.pk).values_list(*asked.values()).first()
    return frozenset(name for name, no in zip(asked, found or (), strict=False) if no)


def is_refused(participation: Participation, consent: str, at: date) -> bool:
    """Say of one person whether one consent is refused (one query)."""
    return Participation.objects.filter(refused(consent, at), pk=participation.pk).exists()
