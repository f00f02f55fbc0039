"""Who may do what with programmes and editions."""

from datetime import date
from typing import Any

from django.db.models import Q

from ish import clock
from ish.programme.models import Edition, Organiser, active_on
from ish.programme.states import Part


def organises(user: Any, path: str = "") -> Q:
    """Return the condition for rows whose edition is run by `user` today. `path` leads to the edition ("" = the row is one)."""
    rows = Organiser.objects.filter(active_on(clock.today()), user_id=user.pk).values("edition")
    return Q(**{f"{path}__in" if path else "pk__in": rows})


def runs(user: Any, edition: Edition, *, at: date | None = None) -> bool:
    """Say whether `user` is an organiser of this edition on the day."""
    day = at or clock.today()
    return Organiser.objects.filter(active_on(day), user_id=user.pk, edition=edition).exists()


def leads(user: Any, edition: Edition, *, at: date | None = None) -> bool:
    """Say whether `user` is a lead organiser of this edition: invites and ends other organisers."""
    day = at or clock.today()
    rows = Organiser.objects.filter(active_on(day), user_id=user.pk, edition=edition, part=Part.LEAD)
    return rows.exists()


def may_begin(user: Any) -> bool:
    """Say whether `user` may create the very first programme: only while there is no edition at all."""
    return bool(user.is_authenticated and user.is_active and not Edition.objects.exists())
