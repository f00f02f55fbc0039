"""Reads: whom to place, the problem for the engine, the board, somebody's lab."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from ish.people.models import Participation
from ish.placements import rules
from ish.placements.matching import Instance, Lab, Student, broken_rules, ranks_of
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


def labs_of(participation: Participation) -> list[Placement]:
    """Return the published placements of somebody who still takes part, in order of their days."""
    return list(
        Placement.objects.filter(
            participation=participation,
            plan__state=PlanState.PUBLISHED,
            participation__state__in=rules.PLACEABLE,
        )
        .select_related("project__institute", "plan")
        .prefetch_related(Prefetch("project__hosts", queryset=Host.objects.order_by("name")))
        .order_by("starts_on")
    )


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


# ---------------------------------------------------------------- THE BOARD


@dataclass
class Card:
    """Somebody on the board: where they are, which wish that is, and what speaks against it."""

    participation: Participation
    placement: Placement | None = None
    rank: int | None = None
    rank_is_any: bool = False
    warnings: list[Any] = field(default_factory=list)


@dataclass
class Column:
    """A lab on the board with its people."""

    project: LabProject
    cards: list[Card]
    wished_by: int = 0

    @property
    def free(self) -> int:
        """Seats that are left; negative when overfull."""
        return self.project.capacity - len(self.cards)


@dataclass
class Board:
    """A plan as one sees it: labs in order, and who has none."""

    columns: list[Column]
    unplaced: list[Card]
    profile: list[int]
    any_suitable: int


def board(plan: Plan) -> Board:
    """Return the plan as a board, with the rank each person got and what speaks against each place (constant queries)."""
    instance = instance_of(plan)
    students, labs = instance.student_by_id, instance.lab_by_id
    people = list(to_place(plan.edition))
    placed: dict[int, list[Placement]] = defaultdict(list)
    for row in plan.placements.select_related("project").order_by("starts_on"):
        placed[row.participation_id].append(row)
    columns: dict[int, list[Card]] = defaultdict(list)
    unplaced = []
    wished = {int(s.id): [int(group[0]) for group in s.prefs] for s in instance.students}
    own = _wishes(people)
    for person in people:
        if not placed[person.pk]:
            unplaced.append(Card(person))
        for placement in placed[person.pk]:
            columns[placement.project_id].append(_card(person, placement, students, labs, own[person.pk]))
    counts = wish_counts(plan.edition)
    shown = LabProject.objects.filter(edition=plan.edition).filter(
        Q(state=ProjectState.OPEN) | Q(pk__in=list(columns))
    )
    found = [Column(p, columns[p.pk], counts.get(p.pk, 0)) for p in shown.select_related("institute")]
    return Board(found, unplaced, *_profile(found, max((len(w) for w in wished.values()), default=0)))


def _card(
    person: Participation,
    placement: Placement,
    students: dict[str, Student],
    labs: dict[str, Lab],
    own: list[int],
) -> Card:
    key, project = str(person.pk), str(placement.project_id)
    known = students.get(key)
    where = labs.get(project) or lab(placement.project)
    warnings = [rules.in_words(b) for b in broken_rules(known, where)] if known else []
    is_own = placement.project_id in own
    rank = ranks_of(known).get(project) if known else None
    return Card(person, placement, rank if is_own else None, rank is not None and not is_own, warnings)


def _profile(columns: list[Column], ranks: int) -> tuple[list[int], int]:
    counts = [0] * ranks
    any_suitable = 0
    for column in columns:
        for card in column.cards:
            if card.rank:
                counts[card.rank - 1] += 1
            elif card.rank_is_any:
                any_suitable += 1
    while counts and not counts[-1]:
        counts.pop()
    return counts, any_suitable
