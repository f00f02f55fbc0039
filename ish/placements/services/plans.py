"""Plans: made, copied, filled by the engine or by hand, thrown away. Only a draft changes."""

import secrets
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import roles
from ish import clock
from ish.jobs.models import Job
from ish.jobs.registry import Progress, Refused
from ish.people.models import Participation
from ish.placements import explaining, queries, rules
from ish.placements.instance import instance_as_json
from ish.placements.matching import ENGINE, Result, broken_rules, solve
from ish.placements.models import LabProject, Placement, Plan
from ish.placements.services.errors import ChangedMeanwhile, NotAllowed, Warned
from ish.placements.services.steps import record
from ish.placements.states import PlanState, ProjectState, Source, StepKind
from ish.privacy import restricting


@transaction.atomic
def new_plan(*, edition: Any, title: str, by: Any, copy_of: Plan | None = None) -> Plan:
    """Return a new draft: empty, or a copy of another plan to rehearse on."""
    plan = Plan.objects.create(
        edition=edition,
        title=title.strip() or str(_("Plan")),
        created_by=by,
        created_at=clock.now(),
        preset=copy_of.preset if copy_of else Plan._meta.get_field("preset").get_default(),
        same_body_max=copy_of.same_body_max
        if copy_of
        else Plan._meta.get_field("same_body_max").get_default(),
        seed=copy_of.seed if copy_of else secrets.token_hex(8),
    )
    if copy_of:
        rows = list(copy_of.placements.all())
        for row in rows:
            row.pk, row.plan = None, plan
        Placement.objects.bulk_create(rows)
    record(plan=plan, kind=StepKind.MADE, by=by, people=len(rows) if copy_of else 0)
    return plan


@transaction.atomic
def set_aim(*, plan: Plan, preset: str, same_body_max: int | None, by: Any) -> Plan:
    """Say what the engine shall aim for. Raises `NotAllowed` for a plan that is not a draft."""
    row = _draft(plan)
    if (row.preset, row.same_body_max) != (preset, same_body_max):
        row.preset, row.same_body_max = preset, same_body_max
        row.version += 1
        row.save(update_fields=["preset", "same_body_max", "version"])
    return row


def propose(*, plan: Plan, by: Any) -> Result:
    """Let the engine fill the plan around its pins; return its result, stored with inputs, seed and certificate.

    With conflicting pins nothing changes and the result names the conflicts. The solving itself holds no transaction; a plan
    that somebody changed meanwhile is left as it is. Raises `NotAllowed`, `ChangedMeanwhile`.
    """
    with transaction.atomic():
        plan = _draft(plan)
    version, seed = plan.version, plan.seed or secrets.token_hex(8)
    instance = queries.instance_of(plan)
    result = solve(instance, preset=plan.preset, seed=seed)
    with transaction.atomic():
        row = _draft(plan)
        if row.version != version:
            raise ChangedMeanwhile(row)
        row.instance, row.outcome = instance_as_json(instance), result.as_json()
        row.seed, row.engine_version, row.solved_at, row.erased_at = seed, ENGINE, clock.now(), None
        row.version += 1
        row.save(
            update_fields=[
                "instance",
                "outcome",
                "seed",
                "engine_version",
                "solved_at",
                "erased_at",
                "version",
            ]
        )
        if not result.conflicts:
            _fill(row, result)
            record(plan=row, kind=StepKind.PROPOSED, by=by, people=len(result.assignment) - result.unplaced)
    return result


def run_propose(job: Job, progress: Progress) -> dict[str, Any]:
    """Propose in the background: the job's `plan`, for its owner. Repeatable. Raises `Refused`."""
    plans = roles.visible_to(Plan.objects.select_related("edition__programme"), job.owner, role="organiser")
    plan = plans.filter(pk=job.args["plan"]).first()
    if plan is None:
        raise Refused(_("The plan is no longer here."))
    progress(0, 1)
    try:
        result = propose(plan=plan, by=job.owner)
    except (ChangedMeanwhile, NotAllowed) as error:
        raise Refused(str(error)) from error
    progress(1, 1)
    return {
        "text": outcome_in_words(result, queries.left_out(plan.edition)),
        "url": reverse("placements:plan", args=[plan.pk]),
        "url_label": _("See the plan"),
    }


def outcome_in_words(result: Result, left_out: int = 0) -> str:
    """Return what came of a proposal in a sentence, and how many were left out because the use of their data is restricted."""
    if result.conflicts:
        return " ".join([_("Nothing was changed."), *explaining.conflicts(result)])
    placed = sum(lab is not None for lab in result.assignment.values())
    text = ngettext("%(n)s person has a lab.", "%(n)s people have a lab.", placed) % {"n": placed}
    if result.unplaced:
        left = ngettext("%(n)s is without.", "%(n)s are without.", result.unplaced)
        text = f"{text} {left % {'n': result.unplaced}}"
    return f"{text} {restricting.in_words(left_out)}".strip()


def _fill(plan: Plan, result: Result) -> None:
    start, end = rules.usual_days(plan.edition)
    pinned = set(plan.placements.filter(pinned=True).values_list("participation", flat=True))
    plan.placements.filter(pinned=False).delete()
    Placement.objects.bulk_create(
        [
            Placement(
                plan=plan,
                participation_id=int(person),
                project_id=int(project),
                starts_on=start,
                ends_on=end,
                source=Source.SOLVER,
            )
            for person, project in result.assignment.items()
            if project is not None and int(person) not in pinned
        ],
        batch_size=500,
    )


def _draft(plan: Plan, version: int | None = None) -> Plan:
    """Return the plan locked. Raises `NotAllowed` unless it is a draft, `ChangedMeanwhile` for another version."""
    row = Plan.objects.select_for_update().select_related("edition__programme").filter(pk=plan.pk).first()
    if row is None:
        raise NotAllowed(_("This plan was discarded in the meantime."))
    if row.state != PlanState.DRAFT:
        raise NotAllowed(_("A plan that has been published is not changed. Make a copy and publish that."))
    if version is not None and row.version != version:
        raise ChangedMeanwhile(row)
    return row


def warnings_for(*, plan: Plan, participation: Participation, project: LabProject) -> list[Any]:
    """Return in sentences what speaks against this place: rules of the lab, seats, a project not open."""
    start, _end = rules.usual_days(plan.edition)
    person = queries.facts_of(participation, start)
    found: list[Any] = [rules.in_words(broken) for broken in broken_rules(person, queries.lab(project))]
    found += rules.for_who_is_under_16(age=person.age, project=project)
    if project.state != ProjectState.OPEN:
        found.append(_("The project does not take part this year."))
    others = plan.placements.filter(project=project, participation__state__in=rules.PLACEABLE)
    taken = others.exclude(participation=participation).count()
    if full := rules.overfull(taken=taken, capacity=project.capacity):
        found.append(full)
    return found


@transaction.atomic
def place(
    *,
    plan: Plan,
    participation: Participation,
    project: LabProject,
    by: Any,
    reason: str = "",
    pinned: bool = True,
    version: int | None = None,
) -> Placement:
    """Put somebody into a lab by hand, instead of where they were. What is placed by hand is pinned.

    Raises `Warned` when something speaks against it and no reason is given; `NotAllowed`; `ChangedMeanwhile`.
    """
    row = _draft(plan, version)
    if participation.edition_id != row.edition_id or project.edition_id != row.edition_id:
        raise NotAllowed(_("This person or project belongs to another edition."))
    if participation.state not in rules.PLACEABLE or participation.capacity != rules.WISHING_CAPACITY:
        raise NotAllowed(_("Only somebody who holds a place can be given a lab."))
    warnings = warnings_for(plan=row, participation=participation, project=project)
    if warnings and not reason.strip():
        raise Warned(warnings)
    start, end = rules.usual_days(row.edition)
    before = _taken_out(row, participation)
    placement = Placement.objects.create(
        plan=row,
        participation=participation,
        project=project,
        starts_on=start,
        ends_on=end,
        pinned=pinned,
        source=Source.HAND,
        reason=reason.strip() if warnings else "",
        decided_by=by,
    )
    record(plan=row, kind=StepKind.PLACED, by=by, participation=participation, old=before, new=project)
    _touch(row)
    return placement


def _taken_out(plan: Plan, participation: Participation) -> LabProject | None:
    """Take somebody out of where they are; return where that was."""
    rows = plan.placements.filter(participation=participation)
    before = rows.select_related("project").order_by("starts_on").first()
    rows.delete()
    return before.project if before else None


@transaction.atomic
def unplace(*, plan: Plan, participation: Participation, by: Any, version: int | None = None) -> None:
    """Take somebody out of their lab. Raises `NotAllowed`, `ChangedMeanwhile`."""
    row = _draft(plan, version)
    if before := _taken_out(row, participation):
        record(plan=row, kind=StepKind.UNPLACED, by=by, participation=participation, old=before)
    _touch(row)


@transaction.atomic
def pin(
    *, plan: Plan, participation: Participation, pinned: bool, by: Any, version: int | None = None
) -> None:
    """Hold somebody where they are when the engine proposes again, or let them go.

    Raises `NotAllowed`, `ChangedMeanwhile`.
    """
    row = _draft(plan, version)
    rows = row.placements.filter(participation=participation).exclude(pinned=pinned)
    where = rows.select_related("project").order_by("starts_on").first()
    if where:
        rows.update(pinned=pinned, decided_by=by)
        kind = StepKind.PINNED if pinned else StepKind.UNPINNED
        record(plan=row, kind=kind, by=by, participation=participation, new=where.project)
    _touch(row)


def _touch(plan: Plan) -> None:
    plan.version += 1
    plan.save(update_fields=["version"])


@transaction.atomic
def discard_plan(*, plan: Plan, by: Any) -> None:
    """Throw a draft away. Raises `NotAllowed`."""
    _draft(plan).delete()
