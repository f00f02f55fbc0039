"""Reads: whom to place, the problem for the engine, the board, somebody's lab."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Prefetch, Q, QuerySet, When, prefetch_related_objects

from ish import clock
from ish.people.models import Participation
from ish.placements import rules
from ish.placements.matching import Instance, Lab, Student
from ish.placements.models import Host, LabProject, Placement, Plan, Wish, WishList
from ish.placements.states import PlanState, ProjectState
from ish.programme.models import Edition


def open_projects(edition: Edition) -> QuerySet[LabProject]:
    """Return the projects that take people this year."""
    return LabProject.objects.filter(edition=edition, state=ProjectState.OPEN).select_related("institute")


def to_place(edition: Edition) -> QuerySet[Participation]:
    """Return the participations that need a lab: participants who hold a place."""
    return (
        Participation.objects.filter(
            edition=edition, capacity=rules.WISHING_CAPACITY, state__in=rules.PLACEABLE
        )
        .select_related("person", "nomination", "nomination__body", "education", "wish_list")
        .order_by("person__family_name", "person__given_names", "pk")
    )


def published_plan(edition: Edition) -> Plan | None:
    """Return the plan that is in force, if one was published."""
    return Plan.objects.filter(edition=edition, state=PlanState.PUBLISHED).first()


def current_plan(edition: Edition) -> Plan | None:
    """Return the plan in force, else the newest one, if there is any (one query)."""
    in_force = Case(When(state=PlanState.PUBLISHED, then=0), default=1)
    order = Plan._meta.ordering or ("pk",)
    return Plan.objects.filter(edition=edition).order_by(in_force, *order).first()


def labs_of(participation: Participation) -> list[Placement]:
    """Return the published placements of somebody who still takes part, in order of their days."""
    return list(
        Placement.objects.filter(
            participation=participation,
            plan__state=PlanState.PUBLISHED,
            participation__state__in=rules.PLACEABLE,
        )
        .select_related("project__institute", "plan")
        .order_by("starts_on")
    )


def with_hosts(places: list[Placement]) -> list[Placement]:
    """Return the placements with their lab supervisors at hand, by name (one query)."""
    prefetch_related_objects(places, Prefetch("project__hosts", queryset=Host.objects.order_by("name")))
    return places


def lab_of(participation: Participation) -> Placement | None:
    """Return the first published placement of somebody, or None."""
    return next(iter(labs_of(participation)), None)


def people_of(project: LabProject) -> QuerySet[Placement]:
    """Return the published placements in a project of people who still take part."""
    return (
        Placement.objects.filter(
            project=project, plan__state=PlanState.PUBLISHED, participation__state__in=rules.PLACEABLE
        )
        .select_related("participation__person", "participation__education")
        .order_by("starts_on", "participation__person__family_name")
    )


def wish_counts(edition: Edition) -> dict[int, int]:
    """Return how many people who need a lab named each project."""
    rows = Wish.objects.filter(wish_list__participation__in=to_place(edition).order_by().values("pk"))
    return dict(rows.values_list("project").annotate(number=Count("pk")))


# ---------------------------------------------------------------- THE PROBLEM FOR THE ENGINE


def instance_of(plan: Plan) -> Instance:
    """Return the plan's edition as a problem for the engine, with the plan's pins. Ids are keys as text; no names.

    A wished lab that is closed keeps its rank with no seat. Unless unticked, every list ends in all other open labs.
    """
    people = list(to_place(plan.edition))
    wishes = _wishes(people)
    wished = {project for ranked in wishes.values() for project in ranked}
    projects = list(
        LabProject.objects.filter(edition=plan.edition).filter(Q(state=ProjectState.OPEN) | Q(pk__in=wished))
    )
    open_ids = [str(p.pk) for p in projects if p.state == ProjectState.OPEN]
    start, _end = rules.usual_days(plan.edition)
    keys = {p.pk for p in people}
    pins = plan.placements.filter(pinned=True, participation__in=keys).order_by("participation", "starts_on")
    return Instance(
        labs=tuple(lab(p) for p in projects),
        students=tuple(student(p, wishes[p.pk], open_ids, start) for p in people),
        pins=tuple((str(person), str(project)) for person, project in _first_halves(pins)),
        same_city_max=plan.same_body_max,
        previous=_previous(plan),
    )


def _wishes(people: Iterable[Participation]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows = Wish.objects.filter(wish_list__participation__in=[p.pk for p in people]).order_by("rank")
    for person, project in rows.values_list("wish_list__participation", "project"):
        found[person].append(project)
    return found


def _first_halves(pins: Iterable[Placement]) -> Iterable[tuple[int, int]]:
    """Two halves are two rows; the engine places whole people, so the first half speaks."""
    seen: set[int] = set()
    for row in pins:
        if row.participation_id not in seen:
            seen.add(row.participation_id)
            yield row.participation_id, row.project_id


def _previous(plan: Plan) -> dict[str, str | None]:
    before = published_plan(plan.edition)
    if before is None or before.pk == plan.pk:
        return {}
    rows = before.placements.order_by("-starts_on").values_list("participation", "project")
    return {str(person): str(project) for person, project in rows}


def lab(project: LabProject) -> Lab:
    """Return a project as the engine knows it."""
    is_open = project.state == ProjectState.OPEN
    return Lab(
        id=str(project.pk),
        capacity=project.capacity if is_open else 0,
        min_age=project.min_age,
        languages=frozenset(project.languages),
    )


def student(participation: Participation, wished: list[int], open_ids: list[str], start: Any) -> Student:
    """Return a participation as the engine knows it: age on the first day in the lab, languages, list."""
    prefs: list[tuple[str, ...]] = [(str(project),) for project in wished]
    wish_list: WishList | None = getattr(participation, "wish_list", None)
    if wish_list is None or wish_list.any_suitable:
        rest = tuple(pk for pk in open_ids if int(pk) not in set(wished))
        if rest:
            prefs.append(rest)
    nomination = getattr(participation, "nomination", None)
    return Student(
        id=str(participation.pk),
        city=str(nomination.body_id) if nomination else None,
        age=participation.person.age_on(start),
        languages=languages_of(participation),
        prefs=tuple(prefs),
    )


def languages_of(participation: Participation) -> frozenset[str]:
    """Return the languages somebody gave; English when they gave none, for a nomination without English does not come."""
    education = getattr(participation, "education", None)
    given = {entry.get("language", "") for entry in education.languages} if education else set()
    return frozenset(given - {""}) or frozenset({"en"})


# ---------------------------------------------------------------- PUBLICATION


def new_places(plan: Plan, before: Mapping[int, set[int]]) -> list[Placement]:
    """Return the placements of the plan that somebody did not have in the plan `before` (participation → projects)."""
    rows = (
        plan.placements.filter(participation__state__in=rules.PLACEABLE)
        .select_related("participation__person__user", "project__institute")
        .order_by("starts_on", "pk")
    )
    return [row for row in rows if row.project_id not in before.get(row.participation_id, set())]


@dataclass(frozen=True)
class Announcement:
    """What publishing a plan would do, in numbers."""

    people: int
    minors: int
    without_address: list[str]
    hosts: int
    unplaced: int
    replaces: Plan | None


def announcement(plan: Plan) -> Announcement:
    """Return whom the publication of a plan would reach (a constant number of queries)."""
    current = published_plan(plan.edition)
    before: dict[int, set[int]] = defaultdict(set)
    if current is not None:
        for person, project in current.placements.values_list("participation", "project"):
            before[person].add(project)
    new = new_places(plan, before)
    people = {row.participation_id: row.participation.person for row in new}
    today = clock.today(plan.edition.time_zone)
    reached = [person for person in people.values() if person.email]
    return Announcement(
        people=len(reached),
        minors=sum((person.age_on(today) or 18) < 18 for person in reached),
        without_address=[person.full_name for person in people.values() if not person.email],
        hosts=Host.objects.filter(project__in={row.project_id for row in new}).count(),
        unplaced=to_place(plan.edition).exclude(pk__in=plan.placements.values("participation")).count(),
        replaces=current,
    )
