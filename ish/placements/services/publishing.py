"""Putting a plan in force. `move_plan` is the one door to a plan's state."""

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import roles
from ish import clock
from ish.jobs.models import Job
from ish.jobs.registry import Progress, Refused
from ish.placements import mails
from ish.placements.models import Plan
from ish.placements.services.errors import ChangedMeanwhile, NotAllowed
from ish.placements.services.steps import record
from ish.placements.states import PLAN_NEXT, PlanState, StepKind


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
    before = next((other for other in rows.values() if other.state == PlanState.PUBLISHED), None)
    if before:
        move_plan(plan=before, to=PlanState.RETIRED)
    move_plan(plan=row, to=PlanState.PUBLISHED)
    row.published_at = clock.now()
    row.save(update_fields=["published_at"])
    record(
        plan=row,
        kind=StepKind.PUBLISHED,
        by=by,
        people=row.placements.values("participation").distinct().count(),
    )
    plan.refresh_from_db()
    return mails.published(plan=row, before=before)


def run_publish(job: Job, progress: Progress) -> dict[str, Any]:
    """Publish in the background: the job's `plan` in the `version` its owner has seen. Repeatable. Raises `Refused`."""
    plans = roles.visible_to(Plan.objects.select_related("edition__programme"), job.owner, role="organiser")
    plan = plans.filter(pk=job.args["plan"]).first()
    if plan is None:
        raise Refused(_("The plan is no longer here."))
    progress(0, 1)
    if plan.state == PlanState.PUBLISHED and plan.version == job.args["version"]:  # done before a power cut
        count = plan.placements.values("participation").distinct().count()
    else:
        try:
            count = publish(plan=plan, by=job.owner, version=job.args["version"])
        except (ChangedMeanwhile, NotAllowed) as error:
            raise Refused(str(error)) from error
    progress(1, 1)
    return {
        "text": published_in_words(count),
        "url": reverse("placements:plan", args=[plan.pk]),
        "url_label": _("See the plan"),
    }


def published_in_words(count: int) -> str:
    """Return what came of a publication in a sentence."""
    text = ngettext(
        "The plan is published. %(n)s person has a new lab.",
        "The plan is published. %(n)s people have a new lab.",
        count,
    )
    return text % {"n": count}
