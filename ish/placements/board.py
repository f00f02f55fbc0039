"""A plan as one sees it: labs with their people a page at a time, who has none, which wishes came true."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from ish.people import queries as people
from ish.people.models import Participation
from ish.placements import queries, rules
from ish.placements.matching import broken_rules
from ish.placements.models import LabProject, Placement, Plan, Wish
from ish.placements.states import ProjectState

COLUMNS = 24
WAITING = 50
CHOICES = 60


@dataclass
class Card:
    """Somebody on the board: where they are, which wish that is (None: not on their list), what speaks against it."""

    participation: Participation
    placement: Placement | None = None
    rank: int | None = None
    wishes: list[Wish] = field(default_factory=list)
    warnings: list[Any] = field(default_factory=list)
    age: int | None = None

    @property
    def partner(self) -> str:
        """Who named them; empty for guests."""
        nomination = getattr(self.participation, "nomination", None)
        return nomination.body.name if nomination else ""


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

    @property
    def over(self) -> int:
        """By how many the lab is overfull."""
        return max(0, -self.free)


@dataclass
class Board:
    """A plan: one page of labs, the first of those who have none, and how many those are."""

    page: Page[LabProject]
    columns: list[Column]
    unplaced: list[Card]
    unplaced_count: int
    placed_count: int
    choices: list[LabProject]


def board(plan: Plan, number: Any = 1, words: Sequence[str] = ()) -> Board:
    """Return a page of the plan as a board (a constant number of queries); `words` narrow those without a lab by name."""
    start, _end = rules.usual_days(plan.edition)
    shown = LabProject.objects.filter(edition=plan.edition_id).filter(
        Q(state=ProjectState.OPEN) | Q(pk__in=plan.placements.values("project"))
    )
    page = Paginator(shown.select_related("institute"), COLUMNS).get_page(number)
    projects = list(page.object_list)
    placements = _placements(plan, projects)
    cards: dict[int, list[Card]] = defaultdict(list)
    for row in placements:
        cards[row.project_id].append(_card(plan, row))
    counts = _wish_counts(projects)
    columns = [Column(p, cards[p.pk], counts.get(p.pk, 0)) for p in projects]
    waiting = unplaced(plan).filter(people.named(words))
    first = list(waiting.prefetch_related(_wishes())[:WAITING])
    return Board(
        page=page,
        columns=columns,
        unplaced=[Card(p, wishes=_wishes_of(p), age=p.person.age_on(start)) for p in first],
        unplaced_count=waiting.count(),
        placed_count=plan.placements.filter(participation__state__in=rules.PLACEABLE).count(),
        choices=list(shown.select_related("institute")[:CHOICES]) if page.has_other_pages() else projects,
    )


def unplaced(plan: Plan) -> QuerySet[Participation]:
    """Return those who need a lab and have none in the plan."""
    return queries.to_place(plan.edition).exclude(pk__in=plan.placements.values("participation"))


def _wishes() -> "Prefetch[Any]":
    return Prefetch(
        "wish_list__wishes", queryset=Wish.objects.select_related("project__institute").order_by("rank")
    )


def _placements(plan: Plan, projects: Sequence[LabProject]) -> QuerySet[Placement]:
    wishes = Wish.objects.select_related("project__institute").order_by("rank")
    return (
        plan.placements.filter(project__in=projects, participation__state__in=rules.PLACEABLE)
        .select_related(
            "project",
            "participation__person",
            "participation__nomination__body",
            "participation__education",
            "participation__wish_list",
        )
        .prefetch_related(Prefetch("participation__wish_list__wishes", queryset=wishes))
        .order_by("starts_on", "participation__person__family_name", "pk")
    )


def _wishes_of(participation: Participation) -> list[Wish]:
    wish_list = getattr(participation, "wish_list", None)
    return list(wish_list.wishes.all()) if wish_list else []


def _card(plan: Plan, row: Placement) -> Card:
    own = _wishes_of(row.participation)
    rank = next((wish.rank for wish in own if wish.project_id == row.project_id), None)
    start, _end = rules.usual_days(plan.edition)
    person = queries.student(row.participation, [], [], start)
    warnings = [rules.in_words(broken) for broken in broken_rules(person, queries.lab(row.project))]
    if row.project.state != ProjectState.OPEN:
        warnings.append(_("The project does not take part this year."))
    return Card(row.participation, row, rank, own, warnings, person.age)


def _wish_counts(projects: Sequence[LabProject]) -> dict[int, int]:
    rows = Wish.objects.filter(project__in=projects, wish_list__participation__state__in=rules.PLACEABLE)
    return dict(rows.order_by().values_list("project").annotate(number=Count("pk")))


@dataclass(frozen=True)
class Profile:
    """How many people got which wish in a plan; `other` are in a lab they did not name, `unplaced` in none."""

    ranks: list[int]
    other: int
    unplaced: int

    @property
    def placed(self) -> int:
        """Everybody who has a lab."""
        return sum(self.ranks) + self.other


def profiles(plans: Sequence[Plan]) -> dict[int, Profile]:
    """Return what each plan gives to how many, by the plan's key (plans of one edition; a constant number of queries)."""
    if not plans:
        return {}
    rank = Wish.objects.filter(
        wish_list__participation=OuterRef("participation"), project=OuterRef("project")
    )
    rows = (
        Placement.objects.filter(
            plan__in=[plan.pk for plan in plans],
            participation__state__in=rules.PLACEABLE,
            participation__capacity=rules.WISHING_CAPACITY,
        )
        .order_by()
        .annotate(got=Subquery(rank.values("rank")[:1]))
        .values("plan", "got")
        .annotate(number=Count("participation", distinct=True))
    )
    found: dict[int, dict[int | None, int]] = {plan.pk: {} for plan in plans}
    for row in rows:
        found[row["plan"]][row["got"]] = row["number"]
    everybody = queries.to_place(plans[0].edition).order_by().count()
    return {pk: _profile(numbers, everybody) for pk, numbers in found.items()}


def _profile(numbers: dict[int | None, int], everybody: int) -> Profile:
    ranks = {rank: number for rank, number in numbers.items() if rank is not None}
    listed = [ranks.get(rank, 0) for rank in range(1, max(ranks, default=0) + 1)]
    return Profile(listed, numbers.get(None, 0), max(0, everybody - sum(numbers.values())))


def profile(plan: Plan) -> Profile:
    """Return what a plan gives to how many."""
    return profiles([plan])[plan.pk]
