"""The only writers of labs, wishes, plans and placements. `move_plan` is the one door to a plan's state."""

import secrets
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ish import clock
from ish.people.models import Participation
from ish.placements import mails, queries, rules
from ish.placements.instance import instance_as_json
from ish.placements.matching import ENGINE, Result, broken_rules, solve
from ish.placements.models import LabProject, Placement, Plan, Wish, WishList
from ish.placements.states import PLAN_NEXT, PlanState, ProjectState, Source

MOST_WISHES = 8


class ChangedMeanwhile(Exception):
    """Somebody else saved this since it was read. `current` is the row as it is now."""

    def __init__(self, current: Any) -> None:
        super().__init__(_("Somebody else has changed this in the meantime."))
        self.current = current


class NotAllowed(Exception):
    """The plan or list cannot be changed in this way; the text says why."""


class Warned(Exception):
    """Something speaks against the place; with a reason it can be given all the same. `warnings` are sentences."""

    def __init__(self, warnings: list[Any]) -> None:
        super().__init__(" ".join(str(w) for w in warnings))
        self.warnings = warnings


# ---------------------------------------------------------------- WISHES


@transaction.atomic
def save_wishes(
    *,
    participation: Participation,
    projects: Sequence[int],
    any_suitable: bool,
    note: str = "",
    version: int | None = None,
    by: Any = None,
) -> WishList:
    """Save the ranked list (keys of projects, dearest first); saving the same list twice is once.

    Projects that are not open in this edition are refused. Raises `ChangedMeanwhile`, `NotAllowed`.
    """
    Participation.objects.select_for_update().get(pk=participation.pk)
    row, _made = WishList.objects.get_or_create(participation=participation)
    if version is not None and row.version != version:
        raise ChangedMeanwhile(row)
    ranked = list(dict.fromkeys(projects))
    if len(ranked) > MOST_WISHES:
        raise NotAllowed(_("Please name at most %(number)s projects.") % {"number": MOST_WISHES})
    allowed = set(queries.open_projects(participation.edition).values_list("pk", flat=True))
    kept = set(row.wishes.values_list("project", flat=True))
    if set(ranked) - allowed - kept:
        raise NotAllowed(_("One of these projects does not take part any more. Please choose again."))
    row.any_suitable, row.note, row.version = any_suitable, note.strip(), row.version + 1
    row.submitted_at = clock.now()
    row.save(update_fields=["any_suitable", "note", "version", "submitted_at"])
    row.wishes.all().delete()
    Wish.objects.bulk_create(
        Wish(wish_list=row, project_id=pk, rank=rank) for rank, pk in enumerate(ranked, start=1)
    )
    return row


# ---------------------------------------------------------------- PLANS


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
    return plan


@transaction.atomic
def set_aim(*, plan: Plan, preset: str, same_body_max: int | None, by: Any) -> Plan:
    """Say what the engine shall aim for. Raises `NotAllowed` for a plan that is not a draft."""
    row = _draft(plan)
    row.preset, row.same_body_max = preset, same_body_max
    row.save(update_fields=["preset", "same_body_max"])
    return row


def propose(*, plan: Plan, by: Any) -> Result:
    """Let the engine fill the plan around its pins; return its result, stored with inputs, seed and certificate.

    With conflicting pins nothing changes and the result names the conflicts. The solving itself holds no transaction; a plan
    that somebody changed meanwhile is left as it is. Raises `NotAllowed`, `ChangedMeanwhile`.
    """
    plan.refresh_from_db()
    version, seed = plan.version, plan.seed or secrets.token_hex(8)
    instance = queries.instance_of(plan)
    result = solve(instance, preset=plan.preset, seed=seed)
    with transaction.atomic():
        row = _draft(plan)
        if row.version != version:
            raise ChangedMeanwhile(row)
        row.instance, row.outcome = instance_as_json(instance), result.as_json()
        row.seed, row.engine_version, row.solved_at = seed, ENGINE, clock.now()
        row.version += 1
        row.save(update_fields=["instance", "outcome", "seed", "engine_version", "solved_at", "version"])
        if not result.conflicts:
            _fill(row, result)
    plan.refresh_from_db()
    return result


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


def _draft(plan: Plan) -> Plan:
    row = Plan.objects.select_for_update().select_related("edition__programme").get(pk=plan.pk)
    if row.state != PlanState.DRAFT:
        raise NotAllowed(_("A plan that has been published is not changed. Make a copy and publish that."))
    return row


def warnings_for(*, plan: Plan, participation: Participation, project: LabProject) -> list[Any]:
    """Return in sentences what speaks against this place: rules of the lab, seats, a project not open."""
    start, _end = rules.usual_days(plan.edition)
    person = queries.student(participation, [], [], start)
    found: list[Any] = [rules.in_words(broken) for broken in broken_rules(person, queries.lab(project))]
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
    row = _draft(plan)
    if version is not None and row.version != version:
        raise ChangedMeanwhile(row)
    if participation.edition_id != row.edition_id or project.edition_id != row.edition_id:
        raise NotAllowed(_("This person or project belongs to another edition."))
    if participation.state not in rules.PLACEABLE:
        raise NotAllowed(_("Only somebody who holds a place can be given a lab."))
    warnings = warnings_for(plan=row, participation=participation, project=project)
    if warnings and not reason.strip():
        raise Warned(warnings)
    start, end = rules.usual_days(row.edition)
    row.placements.filter(participation=participation).delete()
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
    _touch(row)
    return placement


@transaction.atomic
def unplace(*, plan: Plan, participation: Participation, by: Any, version: int | None = None) -> None:
    """Take somebody out of their lab. Raises `NotAllowed`, `ChangedMeanwhile`."""
    row = _draft(plan)
    if version is not None and row.version != version:
        raise ChangedMeanwhile(row)
    row.placements.filter(participation=participation).delete()
    _touch(row)


@transaction.atomic
def pin(*, plan: Plan, participation: Participation, pinned: bool, by: Any) -> None:
    """Hold somebody where they are when the engine proposes again, or let them go. Raises `NotAllowed`."""
    row = _draft(plan)
    row.placements.filter(participation=participation).update(pinned=pinned, decided_by=by)
    _touch(row)


def _touch(plan: Plan) -> None:
    plan.version += 1
    plan.save(update_fields=["version"])


@transaction.atomic
def discard_plan(*, plan: Plan, by: Any) -> None:
    """Throw a draft away. Raises `NotAllowed`."""
    _draft(plan).delete()


# ---------------------------------------------------------------- PUBLICATION


def move_plan(*, plan: Plan, to: str) -> Plan:
    """Bring a (locked) plan to another state. Raises `NotAllowed`."""
    if to not in PLAN_NEXT[plan.state]:
        raise NotAllowed(_("This plan cannot be published."))
    plan.state = PlanState(to)
    plan.save(update_fields=["state"])
    return plan


@transaction.atomic
def publish(*, plan: Plan, by: Any, version: int | None = None) -> int:
    """Put a plan in force instead of the one before, and write to everybody whose lab is new; return how many people.

    Raises `NotAllowed`, `ChangedMeanwhile`.
    """
    drafts: QuerySet[Plan] = Plan.objects.select_for_update().filter(edition=plan.edition_id)
    rows = {row.pk: row for row in drafts.select_related("edition__programme").order_by("pk")}
    row = rows[plan.pk]
    if version is not None and row.version != version:
        raise ChangedMeanwhile(row)
    before: dict[int, int] = {}
    for other in rows.values():
        if other.state == PlanState.PUBLISHED and other.pk != row.pk:
            before = dict(other.placements.values_list("participation", "project"))
            move_plan(plan=other, to=PlanState.RETIRED)
    move_plan(plan=row, to=PlanState.PUBLISHED)
    row.published_at = clock.now()
    row.save(update_fields=["published_at"])
    plan.refresh_from_db()
    return mails.published(plan=row, before=before)
