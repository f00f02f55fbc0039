"""Reads: whom to place, the problem for the engine, the board, somebody's lab."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce

from ish import clock
from ish.desk.registry import words_match
from ish.people import ages
from ish.people.models import Participation
from ish.placements import rules
from ish.placements.matching import Instance, Lab, Student
from ish.placements.models import Host, Institute, LabProject, Placement, Plan, PlanStep, Wish, WishList
from ish.placements.states import PlanState, ProjectState, StepKind
from ish.privacy import restricting
from ish.programme.models import Edition
from ish.programme.rules import organises

WORDS = ("title", "abstract", "fields", "institute__name", "institute__short_name")


def in_words(words: Iterable[str]) -> Q:
    """Return the condition that all the words occur in a lab project or the name of its institute."""
    return words_match(words, *WORDS)


def open_projects(edition: Edition) -> QuerySet[LabProject]:
    """Return the projects that take people this year."""
    return LabProject.objects.filter(edition=edition, state=ProjectState.OPEN).select_related("institute")


def labs_and_seats(edition: Edition) -> tuple[int, int]:
    """Return how many projects take people this year, and how many seats they have (one query)."""
    rows = LabProject.objects.filter(edition=edition, state=ProjectState.OPEN)
    found = rows.aggregate(labs=Count("pk"), seats=Coalesce(Sum("capacity"), Value(0)))
    return found["labs"], found["seats"]


def _placeable(edition: Edition) -> QuerySet[Participation]:
    return Participation.objects.filter(
        edition=edition, capacity=rules.WISHING_CAPACITY, state__in=rules.PLACEABLE
    )


def left_out(edition: Edition) -> int:
    """Return how many people would need a lab and are not planned with: the use of their data is restricted."""
    return restricting.left_out_of(_placeable(edition))


def to_place(edition: Edition) -> QuerySet[Participation]:
    """Return the participations that need a lab: participants who hold a place and whose data may be used."""
    return (
        restricting.without(_placeable(edition))
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


def hosts_of(participation: Participation) -> list[Host]:
    """Return who supervises somebody in the laboratories of the published plan."""
    rows = Host.objects.filter(project__in=[place.project_id for place in labs_of(participation)])
    return list(rows.select_related("user"))


def with_hosts(places: list[Placement]) -> list[Placement]:
    """Return the placements with their lab supervisors at hand, by name (one query)."""
    prefetch_related_objects(places, Prefetch("project__hosts", queryset=Host.objects.order_by("name")))
    return places


def lab_of(participation: Participation) -> Placement | None:
    """Return the first published placement of somebody, or None."""
    return next(iter(labs_of(participation)), None)


def people_of(project: LabProject) -> QuerySet[Placement]:
    """Return the published placements in a project of people who still take part and whose data may be used."""
    rows = Placement.objects.filter(
        project=project, plan__state=PlanState.PUBLISHED, participation__state__in=rules.PLACEABLE
    )
    return (
        restricting.without(rows)
        .select_related("participation__person", "participation__education")
        .order_by("starts_on", "participation__person__family_name")
    )


def wish_count(project: LabProject) -> int:
    """Return how many people who need a lab named a project."""
    people = to_place(project.edition).order_by().values("pk")
    return Wish.objects.filter(project=project, wish_list__participation__in=people).count()


def institutes_to_change(user: Any) -> QuerySet[Institute]:
    """Return the institutes a user may change: those with a project in an edition they organise, and those nobody uses."""
    own = Institute.objects.filter(organises(user, "projects__edition")).values("pk")
    used = LabProject.objects.filter(institute=OuterRef("pk"))
    return Institute.objects.filter(Q(pk__in=own) | ~Exists(used))


# ---------------------------------------------------------------- THE PROBLEM FOR THE ENGINE


def instance_of(plan: Plan) -> Instance:
    """Return the plan's edition as a problem for the engine, with the plan's pins. Ids are keys as text; no names.

    A wished lab that is closed keeps its rank with no seat. Unless unticked, every list ends in all open labs.
    """
    people = list(to_place(plan.edition))
    wishes = _wishes(people)
    wished = {project for ranked in wishes.values() for project in ranked}
    projects = list(
        LabProject.objects.filter(edition=plan.edition).filter(Q(state=ProjectState.OPEN) | Q(pk__in=wished))
    )
    open_ids = tuple(str(p.pk) for p in projects if p.state == ProjectState.OPEN)
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


def student(
    participation: Participation, wished: Sequence[int], open_ids: tuple[str, ...], start: Any
) -> Student:
    """Return a participation as the engine knows it: age on the first day in the lab, languages, list.

    The group at the end of the list is one for all; a lab that was named before counts where it was named.
    """
    prefs: list[tuple[str, ...]] = [(str(project),) for project in wished]
    wish_list: WishList | None = getattr(participation, "wish_list", None)
    if (wish_list is None or wish_list.any_suitable) and not set(open_ids) <= {str(pk) for pk in wished}:
        prefs.append(open_ids)
    nomination = getattr(participation, "nomination", None)
    return replace(
        facts_of(participation, start),
        city=str(nomination.body_id) if nomination else None,
        prefs=tuple(prefs),
    )


def facts_of(participation: Participation, start: Any) -> Student:
    """Return what labs ask of somebody, as the engine knows it; without partner and wishes."""
    return Student(
        id=str(participation.pk),
        age=participation.person.age_on(start),
        languages=languages_of(participation),
    )


def languages_of(participation: Participation) -> frozenset[str]:
    """Return the languages somebody gave; English when they gave none, for a nomination without English does not come."""
    education = getattr(participation, "education", None)
    given = {entry.get("language", "") for entry in education.languages} if education else set()
    return frozenset(given - {""}) or frozenset({"en"})


# ---------------------------------------------------------------- PUBLICATION


def new_places(plan: Plan, before: Plan | None) -> QuerySet[Placement]:
    """Return the placements of the plan that somebody did not have in the plan `before`."""
    rows = restricting.without(plan.placements.filter(participation__state__in=rules.PLACEABLE))
    if before is not None:
        had = before.placements.filter(participation=OuterRef("participation"), project=OuterRef("project"))
        rows = rows.exclude(Exists(had))
    return rows.order_by("starts_on", "pk")


@dataclass(frozen=True)
class Announcement:
    """What publishing a plan would do, in numbers."""

    people: int
    minors: int
    without_address: int
    hosts: int
    unplaced: int
    replaces: Plan | None
    restricted: int = 0


def announcement(plan: Plan) -> Announcement:
    """Return whom the publication of a plan would reach (a constant number of queries, no row for a person)."""
    current = published_plan(plan.edition)
    new = new_places(plan, current).order_by()
    person = "participation__person__"
    reached = ~Q(**{f"{person}email": ""})
    late = Q(**{f"{person}birth_date__gt": ages.born_by(clock.today(plan.edition.time_zone))})
    told = new.aggregate(
        people=Count("participation", distinct=True, filter=reached),
        minors=Count("participation", distinct=True, filter=reached & late),
        without=Count("participation", distinct=True, filter=~reached),
    )
    return Announcement(
        people=told["people"],
        minors=told["minors"],
        without_address=told["without"],
        hosts=Host.objects.filter(project__in=new.values("project")).count(),
        unplaced=to_place(plan.edition)
        .order_by()
        .exclude(pk__in=plan.placements.values("participation"))
        .count(),
        replaces=current,
        restricted=left_out(plan.edition),
    )


def changes(plan: Plan) -> QuerySet[Any]:
    """Return whose lab the publication of a plan would change, with `new_lab` and `old_lab` (keys, 0: none)."""
    current = published_plan(plan.edition)
    rows = to_place(plan.edition).annotate(new_lab=_lab_in(plan), old_lab=_lab_in(current))
    return rows.exclude(new_lab=F("old_lab"))


def _lab_in(plan: Plan | None) -> Any:
    if plan is None:
        return Value(0, output_field=BigIntegerField())
    rows = plan.placements.filter(participation=OuterRef("pk")).order_by("starts_on")
    return Coalesce(Subquery(rows.values("project")[:1], output_field=BigIntegerField()), 0)


def steps_about(participation: Participation) -> QuerySet[PlanStep]:
    """Return what was done with somebody's lab, publications of plans that place them included."""
    published = Placement.objects.filter(participation=participation, plan__published_at__isnull=False)
    return PlanStep.objects.filter(
        Q(participation=participation) | Q(kind=StepKind.PUBLISHED, plan__in=published.values("plan"))
    )
