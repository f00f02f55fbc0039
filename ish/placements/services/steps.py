"""What was done in a plan is written down where it is done: who, when, whom, from where to where."""

from typing import Any

from ish import clock
from ish.people.models import Participation
from ish.placements.models import LabProject, Plan, PlanStep
from ish.placements.states import StepKind


def record(
    *,
    plan: Plan,
    kind: StepKind,
    by: Any,
    participation: Participation | None = None,
    old: LabProject | None = None,
    new: LabProject | None = None,
    people: int | None = None,
) -> PlanStep:
    """Write one step down; the caller holds the transaction."""
    return PlanStep.objects.create(
        plan=plan,
        kind=kind,
        at=clock.now(),
        by=by if getattr(by, "pk", None) else None,
        participation=participation,
        old=old,
        new=new,
        people=people,
    )
