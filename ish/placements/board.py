"""A plan as one sees it: labs with their people a page at a time, who has none, which wishes came true."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from ish.people import queries as people
from ish.people.models import Participation
from ish.placements import paper_queries, queries, rules
from ish.placements.matching import broken_rules
from ish.placements.models import LabProject, Placement, Plan, Wish
from ish.placements.states import ProjectState

COLUMNS = 24
CARDS = 8
ALONE = 50
WAITING = 40
WISHES = 3


@dataclass
class Card:
    """Somebody on the board: where they are, which wish that is (None: not on their list), what speaks against it, which papers
    the lab has not seen yet."""

    participation: Participation
    placement: Placement | None = None
    rank: int | None = None
    wishes: list[Wish] = field(default_factory=list)
    warnings: list[Any] = field(default_factory=list)
    age: int | None = None
    papers: list[str] = field(default_factory=list)

    @property
    def partner(self) -> str:
        """Who named them; empty for guests."""
        nomination = getattr(self.participation, "nomination", None)
        return nomination.body.name if nomination else ""


@dataclass
class Column:
    """A lab on the board with the first of its people, how many it has, wish for it, and have a paper to show."""

    project: LabProject
    cards: list[Card]
    taken: int = 0
    wished_by: int = 0
    to_show: int = 0

    @property
    def free(self) -> int:
        """Seats that are left; negative when overfull."""
        return self.project.capacity - self.taken

    @property
    def over(self) -> int:
        """By how many the lab is overfull."""
        return max(0, -self.free)

    @property
    def more(self) -> int:
        """How many people of the lab are not shown."""
        return self.taken - len(self.cards)


@dataclass
class Board:
    """A plan: one page of labs (or of one lab's people), the first of those who have none, how many get what."""

    page: Page[Any]
    columns: list[Column]
    unplaced: list[Card]
    unplaced_count: int
    profile: "Profile"
    alone: LabProject | None = None


def board(plan: Plan, number: Any = 1, words: Sequence[str] = (), lab: int | None = None) -> Board:
    """Return a page of the plan as a board (a constant number of queries); `words` narrow those without a lab by name.

    With the key of a `lab` it is this lab alone, with all its people page by page.
    """
    start, _end = rules.usual_days(plan.edition)
    labs = list(_labs(plan).filter(pk=lab)) if lab else []
    page: Page[Any]
    if labs:
        page = Paginator(_placements(plan, labs), ALONE).get_page(number)
        rows = list(page.object_list)
    else:
        page = Paginator(_labs(plan), COLUMNS).get_page(number)
        labs = list(page.object_list)
        rows = list(_placements(plan, labs).filter(nth__lte=CARDS))
    cards: dict[int, list[Card]] = defaultdict(list)
    for row in rows:
        cards[row.project_id].append(_card(plan, row))
    got = profile(plan)
    taken, wished_by = _taken(plan, labs), _wished_by(labs)
    to_show = paper_queries.by_lab(plan, labs)
    waiting = unplaced(plan).filter(people.named(words))
    return Board(
        page=page,
        columns=[
            Column(p, cards[p.pk], taken.get(p.pk, 0), wished_by.get(p.pk, 0), to_show.get(p.pk, 0))
            for p in labs
        ],
        unplaced=[
            Card(p, wishes=_wishes_of(p), age=p.person.age_on(start))
            for p in waiting.prefetch_related(_wishes())[:WAITING]
        ],
        unplaced_count=waiting.order_by().count() if words else got.unplaced,
        profile=got,
        alone=labs[0] if lab and labs else None,
    )


@dataclass
class Choice:
    """A lab that somebody can be moved to: which wish of theirs it is, if one, and how many are there."""

    project: LabProject
    rank: int | None
    taken: int


def labs_to_choose(plan: Plan, participation: Participation, words: Sequence[str], most: int) -> list[Choice]:
    """Return labs that somebody can be moved to, by words of the lab, their own wishes first; one more than `most` when
    there are more."""
    own = Wish.objects.filter(wish_list__participation=participation)
    ranks = dict(own.values_list("project", "rank"))
    rows = _labs(plan).filter(queries.in_words(words))
    wished = sorted(rows.filter(pk__in=ranks), key=lambda lab: ranks[lab.pk])
    labs = [*wished, *rows.exclude(pk__in=ranks)[: most + 1]][: most + 1]
    taken = _taken(plan, labs)
    return [Choice(lab, ranks.get(lab.pk), taken.get(lab.pk, 0)) for lab in labs]


def unplaced(plan: Plan) -> QuerySet[Participation]:
    """Return those who need a lab and have none in the plan."""
    return queries.to_place(plan.edition).exclude(pk__in=plan.placements.values("participation"))


def _labs(plan: Plan) -> QuerySet[LabProject]:
    """Return the labs of a plan: those that take part, and those somebody is in."""
    return (
        LabProject.objects.filter(edition=plan.edition_id)
        .filter(Q(state=ProjectState.OPEN) | Q(pk__in=plan.placements.values("project")))
        .select_related("institute")
        .order_by("institute__name", "title", "pk")
    )


def _taken(plan: Plan, labs: Sequence[LabProject]) -> dict[int, int]:
    rows = plan.placements.filter(project__in=labs, participation__state__in=rules.PLACEABLE)
    return dict(rows.order_by().values_list("project").annotate(number=Count("pk")))


def _wished_by(labs: Sequence[LabProject]) -> dict[int, int]:
    rows = Wish.objects.filter(project__in=labs, wish_list__participation__state__in=rules.PLACEABLE)
    return dict(rows.order_by().values_list("project").annotate(number=Count("pk")))


def _wishes() -> "Prefetch[Any]":
    first = Wish.objects.filter(rank__lte=WISHES).select_related("project__institute").order_by("rank")
    return Prefetch("wish_list__wishes", queryset=first)


def _placements(plan: Plan, projects: Sequence[LabProject]) -> QuerySet[Any]:
    """Return who is in these labs, each with the rank of the lab on their list and their number in the lab."""
    own = Wish.objects.filter(wish_list__participation=OuterRef("participation"), project=OuterRef("project"))
    order = ("starts_on", "participation__person__family_name", "pk")
    rows = plan.placements.filter(project__in=projects, participation__state__in=rules.PLACEABLE)
    return (
        paper_queries.with_papers(rows)
        .select_related(
            "project__institute",
            "participation__person",
            "participation__nomination__body",
            "participation__education",
        )
        .annotate(
            rank=Subquery(own.values("rank")[:1]),
            nth=Window(RowNumber(), partition_by="project", order_by=order),
        )
        .order_by(*order)
    )


def _wishes_of(participation: Participation) -> list[Wish]:
    wish_list = getattr(participation, "wish_list", None)
    return list(wish_list.wishes.all()) if wish_list else []


def _card(plan: Plan, row: Any) -> Card:
    person = queries.facts_of(row.participation, row.starts_on)
    warnings = [rules.in_words(broken) for broken in broken_rules(person, queries.lab(row.project))]
    warnings += rules.for_who_is_under_16(age=person.age, project=row.project)
    if row.project.state != ProjectState.OPEN:
        warnings.append(_("The project does not take part this year."))
    return Card(row.participation, row, row.rank, [], warnings, person.age, paper_queries.in_words(row))


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
