"""What can be missing here: a participant's wishes, a published lab, and the papers that a lab wants to see."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ish.people.models import Participation
from ish.people.requirements import Requirement, register
from ish.people.states import Actor, Capacity, State
from ish.placements import rules
from ish.placements.models import Placement, WishList
from ish.placements.rules import MEASLES_BORN_AFTER
from ish.placements.states import PlanState
from ish.profiles import registry
from ish.profiles.conditions import shown
from ish.profiles.models import ProofKind
from ish.programme.states import PhaseCode, Stage

LEAD_DAYS = 14
"""So many days before the first day a hospital wants to know, unless the project says otherwise."""
_HOLDS = Q(capacity=Capacity.PARTICIPANT, state__in=(State.OFFERED, State.CONFIRMED, State.ARRIVED))


def connect() -> None:
    """Register them, and tell profiles which papers labs ask for."""
    register(
        Requirement(
            code="wishes",
            label=_("Choose your labs"),
            help=_(
                "Put the projects you would like in order. We try hard to give everybody one of their first wishes."
            ),
            actor=Actor.PARTICIPANT,
            phase=PhaseCode.WISHES,
            stage=Stage.WISHES,
            applies=lambda at: _HOLDS,
            satisfied=lambda at: Q(
                Exists(WishList.objects.filter(participation=OuterRef("pk"), submitted_at__isnull=False))
            ),
            link=lambda row: reverse("placements:wishes", args=[row.pk]),
            days_after_offer=14,
        )
    )
    register(
        Requirement(
            code="lab",
            label=_("A place in a lab"),
            help=_("The published plan has a lab for this student."),
            actor=Actor.ORGANISER,
            phase=PhaseCode.PUBLICATION,
            stage=Stage.PLACEMENT,
            applies=lambda at: Q(capacity=Capacity.PARTICIPANT, state__in=(State.CONFIRMED, State.ARRIVED)),
            satisfied=lambda at: Q(
                Exists(
                    Placement.objects.filter(participation=OuterRef("pk"), plan__state=PlanState.PUBLISHED)
                )
            ),
            link=lambda row: reverse("placements:plans"),
        )
    )
    for kind, (label, words) in _PAPERS.items():
        register(_paper(kind, label, words))
    registry.asks_to_see(papers_of)


_PAPERS = {
    ProofKind.MEASLES: (
        _("Show that you are protected against measles"),
        _("A hospital has to ask for it: two vaccinations, immunity, or why you cannot be vaccinated."),
    ),
    ProofKind.CONFIDENTIALITY: (
        _("Sign the lab's declaration of confidentiality"),
        _("Your lab asks for it. Show the signed sheet to an organiser."),
    ),
    ProofKind.BADGE_PHOTO: (
        _("Bring a photo for the institute's badge"),
        _("Your lab asks for it before your first day."),
    ),
}


def _paper(kind: str, label: Any, words: Any) -> Requirement:
    return Requirement(
        code=f"host_{kind}",
        label=label,
        help=words,
        actor=Actor.PARTICIPANT,
        phase=PhaseCode.PUBLICATION,
        stage=Stage.PLACEMENT,
        applies=lambda at: Q(state__in=(State.CONFIRMED, State.ARRIVED)) & Q(Exists(_placed_where(kind))),
        satisfied=shown(kind),
        link=lambda row: reverse("profiles:profile", args=[row.pk]),
        days_after_offer=14,
    )


def _placed_where(kind: str) -> QuerySet[Placement]:
    """Return the published places of a participation that ask for the paper; hospitals do so of those born after 1970."""
    asked = Q(project__requirements__document=kind)
    if kind == ProofKind.MEASLES:
        young = Q(participation__person__birth_date__gt=MEASLES_BORN_AFTER)
        asked |= Q(project__institute__hospital=True) & (
            young | Q(participation__person__birth_date__isnull=True)
        )
    return Placement.objects.filter(asked, participation=OuterRef("pk"), plan__state=PlanState.PUBLISHED)


def papers_of(participation: Participation) -> list[registry.ToShow]:
    """Return the papers that somebody's laboratories ask for, each once, for the first of the labs that does."""
    places = Placement.objects.filter(participation=participation, plan__state=PlanState.PUBLISHED)
    found: dict[str, registry.ToShow] = {}
    for row in (
        places.select_related("project__institute")
        .prefetch_related("project__requirements")
        .order_by("starts_on")
    ):
        institute = row.project.institute
        days = {one.document: one.lead_days for one in row.project.requirements.all()}
        if institute.hospital and rules.needs_measles_proof(participation.person.birth_date):
            days.setdefault(ProofKind.MEASLES, LEAD_DAYS)
        for kind, lead in days.items():
            by = row.starts_on - timedelta(days=lead)
            found.setdefault(kind, registry.ToShow(kind, institute.short_name, by))
    return list(found.values())
