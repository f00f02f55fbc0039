"""Reads: who is on duty, whom they look after, whose emergency card stands open for them."""

from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import Http404

from accounts import roles
from ish import clock
from ish.people.models import Participation
from ish.people.states import COMING, Capacity
from ish.programme.models import Edition
from logistics.models import CardOpening, Duty

ROLE = "companion"
OPENING = ("companion", "organiser")
STANDS_OPEN = timedelta(hours=2)
"""So long a card can be looked at again without saying why once more."""
CARING = (Capacity.TUTOR, Capacity.CHAPERONE)


def on_duty(at: date | None = None) -> QuerySet[Any]:
    """Return the duties of the day of people who can sign in, each with its `user`."""
    day = at or clock.today()
    rows = Duty.objects.filter(starts_on__lte=day, ends_on__gte=day, participation__state__in=COMING)
    return rows.filter(participation__person__user__isnull=False).annotate(
        user=F("participation__person__user")
    )


def holds(user: Any) -> bool:
    """Say whether somebody is on duty today."""
    return on_duty().filter(user=user.pk).exists()


def looked_after(user: Any, path: str = "") -> Q:
    """Return the condition for the participations whom `user` looks after today; `path` leads to one from another row."""
    mine = on_duty().filter(user=user.pk)
    everybody = mine.filter(people__isnull=True).values("participation__edition")
    rows = Participation.objects.filter(
        Q(edition__in=everybody) | Q(cared_for__in=mine.values("pk")), state__in=COMING
    ).exclude(person__user=user.pk)
    return Q(**{f"{path}__in" if path else "pk__in": rows.values("pk")})


def in_care(user: Any) -> QuerySet[Participation]:
    """Return whom somebody looks after today, by name."""
    rows = roles.visible_to(Participation.objects.all(), user, role=ROLE)
    return rows.select_related("person", "edition").order_by(
        "person__given_names", "person__family_name", "pk"
    )


def duties(edition: Edition) -> QuerySet[Duty]:
    """Return the duties of an edition, the first to begin first."""
    rows = Duty.objects.filter(participation__edition=edition).select_related("participation__person")
    return rows.prefetch_related("people__person").order_by(
        "starts_on", "participation__person__given_names", "pk"
    )


def may_care(edition: Edition) -> QuerySet[Participation]:
    """Return who can be on duty: tutors and chaperones who come."""
    rows = Participation.objects.filter(edition=edition, capacity__in=CARING, state__in=COMING)
    return rows.select_related("person").order_by("person__given_names", "person__family_name", "pk")


def to_care_for(edition: Edition) -> QuerySet[Participation]:
    """Return who can be looked after: the participants who come."""
    rows = Participation.objects.filter(edition=edition, capacity=Capacity.PARTICIPANT, state__in=COMING)
    return rows.select_related("person").order_by("person__given_names", "person__family_name", "pk")


def participation_or_404(user: Any, pk: int) -> tuple[Participation, str]:
    """Return one participation and the role in which the user may open its card; raises `Http404`."""
    rows = Participation.objects.select_related("person", "edition__programme")
    for role in OPENING:
        if found := roles.visible_to(rows, user, role=role).filter(pk=pk).first():
            return found, role
    raise Http404


def opening(user: Any, participation: Participation) -> CardOpening | None:
    """Return by what the card stands open for the user; None when they have to say why (again)."""
    since = clock.now() - STANDS_OPEN
    rows = CardOpening.objects.filter(participation=participation, opened_by=user.pk, at__gte=since)
    return rows.order_by("-at").first()


def openings(participation: Participation) -> QuerySet[CardOpening]:
    """Return when the card of somebody was opened, newest first."""
    return participation.card_openings.select_related("opened_by").order_by("-at")
