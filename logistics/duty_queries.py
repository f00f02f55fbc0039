"""Reads: who is on duty, whom they look after, whose emergency card stands open for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import Http404

from accounts import roles
from ish import clock
from ish.people import partners
from ish.people import queries as people
from ish.people.models import Participation
from ish.people.showing import marked
from ish.people.states import COMING, Capacity
from ish.placements.models import Placement
from ish.placements.states import PlanState
from ish.programme.models import Edition
from logistics.models import CardOpening, Duty

ROLE = "companion"
OPENING = ("companion", "organiser")
STANDS_OPEN = timedelta(hours=2)
"""So long a card can be looked at again without saying why once more."""
TOLD = 3
"""So many are named in the list of duties; the others are counted."""
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
    everybody = mine.filter(everybody=True).values("participation__edition")
    rows = Participation.objects.filter(
        Q(edition__in=everybody) | Q(cared_for__in=mine.values("pk")), state__in=COMING
    ).exclude(person__user=user.pk)
    return Q(**{f"{path}__in" if path else "pk__in": rows.values("pk")})


def in_care(user: Any) -> QuerySet[Participation]:
    """Return whom somebody looks after today, by name."""
    rows = roles.visible_to(Participation.objects.all(), user, role=ROLE)
    return rows.select_related("person", "edition", "interests").order_by(
        "person__given_names", "person__family_name", "pk"
    )


def duties(edition: Edition) -> QuerySet[Any]:
    """Return the duties of an edition, the first to begin first, each with how many people it names (`named`)."""
    rows = Duty.objects.filter(participation__edition=edition).select_related("participation__person")
    return rows.annotate(named=Count("people")).order_by(
        "starts_on", "participation__person__given_names", "pk"
    )


def first_names(duties: Iterable[Duty]) -> dict[int, list[str]]:
    """Return the names of the first few whom each of these duties names, for a list of organisers, by its key (one query)."""
    order = [F(f"participation__person__{part}") for part in ("given_names", "family_name")]
    number = Window(RowNumber(), partition_by="duty_id", order_by=[*order, F("pk")])
    links: QuerySet[Any] = Duty.people.through.objects.filter(duty__in=[row.pk for row in duties])
    rows = links.annotate(nth=number)
    found: dict[int, list[str]] = {}
    for row in rows.filter(nth__lte=TOLD).select_related("participation__person").order_by("duty_id", "nth"):
        found.setdefault(row.duty_id, []).append(
            marked(row.participation.person.full_name, row.participation.person)
        )
    return found


def duty_or_404(edition: Edition, pk: int) -> Duty:
    """Return one duty of an edition; raises `Http404`."""
    rows = Duty.objects.filter(pk=pk, participation__edition=edition)
    if found := rows.select_related("participation__person", "participation__edition").first():
        return found
    raise Http404


def on_duty_for(participation: Participation) -> set[int] | None:
    """Return who looks after somebody today or on a later day (keys of the tutors' participations); None while the edition has no
    duties at all."""
    rows = Duty.objects.filter(participation__edition=participation.edition_id)
    if not rows.exists():
        return None
    rows = rows.filter(ends_on__gte=clock.today(participation.edition.time_zone))
    rows = rows.filter(Q(everybody=True) | Q(people=participation.pk))
    return set(rows.values_list("participation", flat=True))


def may_care(edition: Edition) -> QuerySet[Participation]:
    """Return who can be on duty: tutors and chaperones who come."""
    rows = Participation.objects.filter(edition=edition, capacity__in=CARING, state__in=COMING)
    return rows.select_related("person").order_by("person__given_names", "person__family_name", "pk")


def to_care_for(edition: Edition) -> QuerySet[Participation]:
    """Return who can be looked after: the participants who come."""
    rows = Participation.objects.filter(edition=edition, capacity=Capacity.PARTICIPANT, state__in=COMING)
    return rows.select_related("person").order_by("person__given_names", "person__family_name", "pk")


@dataclass(frozen=True)
class Wanted:
    """Whom a search among those who can be looked after leaves; empty fields narrow nothing."""

    words: str = ""
    body: int | None = None
    lab: int | None = None
    alone: bool = False  # those whom nobody looks after by name on the days of the duty
    theirs: bool = False  # those of this duty, else the others


def found_for(duty: Duty, wanted: Wanted) -> QuerySet[Participation]:
    """Return whom a search finds for a duty, by name."""
    rows = to_care_for(duty.participation.edition).exclude(pk=duty.participation_id)
    mine = duty.people.values("pk")
    rows = rows.filter(pk__in=mine) if wanted.theirs else rows.exclude(pk__in=mine)
    rows = rows.filter(partners.of_body(wanted.body))
    if wanted.words:
        rows = rows.filter(people.named([wanted.words]))
    if wanted.lab is not None:
        placed = Placement.objects.filter(project=wanted.lab, plan__state=PlanState.PUBLISHED)
        rows = rows.filter(pk__in=placed.values("participation"))
    if wanted.alone:
        same_days = Duty.objects.filter(starts_on__lte=duty.ends_on, ends_on__gte=duty.starts_on)
        named = Duty.people.through.objects.filter(duty__in=same_days.values("pk"))
        rows = rows.exclude(pk__in=named.values("participation"))
    return rows


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
