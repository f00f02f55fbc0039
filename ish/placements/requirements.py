"""What can be missing here: a participant's wishes, and a published lab."""

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ish.people.requirements import Requirement, register
from ish.people.states import Actor, Capacity, State
from ish.placements.models import Placement, WishList
from ish.placements.states import PlanState
from ish.programme.states import PhaseCode, Stage

_HOLDS = Q(capacity=Capacity.PARTICIPANT, state__in=(State.OFFERED, State.CONFIRMED, State.ARRIVED))


def connect() -> None:
    """Register both."""
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
