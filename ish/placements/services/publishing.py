"""Putting a plan in force. `move_plan` is the one door to a plan's state."""

from collections import defaultdict
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ish import clock
from ish.placements import mails
from ish.placements.models import Plan
from ish.placements.services.errors import ChangedMeanwhile, NotAllowed
from ish.placements.states import PLAN_NEXT, PlanState


def move_plan(*, plan: Plan, to: str) -> Plan:
    """Bring a (locked) plan to another state. Raises `NotAllowed`."""
    if to not in PLAN_NEXT[plan.state]:
        raise NotAllowed(_("This plan cannot go there from where it stands."))
    plan.state = PlanState(to)
    plan.save(update_fields=["state"])
    return plan


@transaction.atomic
def publish(*, plan: Plan, by: Any, version: int | None = None) -> int:
    """Put a plan in force instead of the one before, and write to everybody whose lab is new; return how many people.

    Raises `NotAllowed`, `ChangedMeanwhile`.
    """
    locked = Plan.objects.select_for_update().filter(edition=plan.edition_id)
    rows = {row.pk: row for row in locked.select_related("edition__programme").order_by("pk")}
    row = rows.get(plan.pk)
    if row is None:
        raise NotAllowed(_("This plan was discarded in the meantime."))
    if row.state == PlanState.DRAFT and version is not None and row.version != version:
        raise ChangedMeanwhile(row)
    if PlanState.PUBLISHED not in PLAN_NEXT[row.state]:
        raise NotAllowed(_("This plan cannot be published."))
    before: dict[int, set[int]] = defaultdict(set)
    for other in rows.values():
        if other.state == PlanState.PUBLISHED:
            for person, project in other.placements.values_list("participation", "project"):
                before[person].add(project)
            move_plan(plan=other, to=PlanState.RETIRED)
    move_plan(plan=row, to=PlanState.PUBLISHED)
    row.published_at = clock.now()
    row.save(update_fields=["published_at"])
    plan.refresh_from_db()
    return mails.published(plan=row, before=before)
