"""A ticket is made out to a name and often to a passport: when either changes, whoever has given their journey looks at it again.

Whatever writes a person or a travel document (themselves, an organiser, a change that was asked for) is noticed here. What
differs is kept, never from what to what.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Model, Q
from django.db.models.signals import pre_save

from ish import clock
from ish.people.models import Participation, Person
from ish.profiles.models import TravelDocument
from logistics.models import Journey
from logistics.states import Differs

WATCHED: Mapping[type[Model], Mapping[str, Differs]] = {
    Person: {
        "given_names": Differs.NAME,
        "family_name": Differs.NAME,
        "birth_date": Differs.BORN,
    },
    TravelDocument: {
        "kind": Differs.DOCUMENT,
        "number": Differs.DOCUMENT,
        "issuing_country": Differs.DOCUMENT,
    },
}


def connect() -> None:
    """Look before each of them is saved."""
    for model in WATCHED:
        pre_save.connect(_before_saving, sender=model, dispatch_uid=f"logistics.ticket.{model._meta.label}")


def _before_saving(
    sender: Any, instance: Any, raw: bool = False, update_fields: Any = None, **_more: Any
) -> None:
    left = instance.get_deferred_fields()
    names = [n for n in WATCHED[sender] if (update_fields is None or n in update_fields) and n not in left]
    if raw or instance.pk is None or not names:
        return
    old = sender._base_manager.filter(pk=instance.pk).values(*names).first()
    if old is None:
        return
    changed = {WATCHED[sender][n] for n in names if _differ(old[n], getattr(instance, n))}
    if changed:
        whose = Q(participation__person=instance.pk)
        if sender is TravelDocument:
            whose = Q(participation=instance.participation_id)
        _mark(whose, changed)


def _differ(old: Any, new: Any) -> bool:
    """Say whether something other stands there now; what was empty, or is emptied, says nothing of a ticket."""
    told = [" ".join(str(value or "").split()).casefold() for value in (old, new)]
    return bool(all(told) and told[0] != told[1])


def _mark(whose: Q, changed: set[Differs]) -> None:
    for row in Journey.objects.filter(whose, ends_at__gte=clock.now()):
        row.differs = ",".join(sorted({*row.differing, *changed}))
        row.save(update_fields=["differs"])


@transaction.atomic
def fits(*, participation: Participation, by: Any) -> bool:
    """Write down that somebody's tickets are right for who they are now; say whether there was a question."""
    found = list(Journey.objects.select_for_update().filter(participation=participation).exclude(differs=""))
    for row in found:
        row.differs = ""
        row.save(update_fields=["differs"])
    return bool(found)
