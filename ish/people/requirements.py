"""What can be missing, whose turn it is, and by when. Computed, never stored.

Apps register a `Requirement` in `AppConfig.ready()`. `applies(at)` and `satisfied(at)` are conditions on a participation, in the
language of querysets: the only implementation. A person's to-do list, a partner's list and the readiness of 5,000 people are the
same query over different rows.

Each requirement becomes one column, `need_<code>`: 0 does not apply, 1 done, 2 waived, 3 open. Join only to-one relations in
a condition; ask about many rows with `Exists`. What somebody may add without having to is a task of theirs (`optional`), and is
never counted as missing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, DateField, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils.functional import Promise

from ish.people.models import Participation, Waiver
from ish.people.prepared import Prepared, once
from ish.people.states import Actor
from ish.programme.models import Edition
from ish.programme.queries import phases_by_code
from ish.programme.states import PhaseCode

NOT, DONE, WAIVED, OPEN = 0, 1, 2, 3
Condition = Callable[[date], Q]
Words = str | Promise
_EVERY_ROW = 2_000_000_000
BEFORE_ARRIVAL = timedelta(days=3)


@dataclass(frozen=True, eq=False)
class Requirement:
    """Something that a participation may lack. It counts from the day its phase opens.

    Due on the latest of the phase's last day, the body's own date (both with `grace` days on top, for those who can begin only
    when others are done) and `days_after_offer` days after the offer; the column `due_column` of the participation, where it is
    filled, wins over all of these. Who is offered a place late has the days that are left before the arrival.
    `guest_link` gives the whole address of a page that opens without an account, where there is one.
    `offered(at)` is the condition that it may be added where it does not apply. `given` is an expression: a later
    day that somebody was given, or nothing. `record(participation, by, method, source)` writes down for somebody else that it is
    done, as heard on the phone or read on paper, and says whether there was something to write; without it an organiser does it
    on the page of the link.
    """

    code: str
    label: Words
    actor: Actor
    phase: PhaseCode
    applies: Condition
    satisfied: Condition
    link: Callable[[Participation], str]
    days_after_offer: int | None = None
    grace: int = 0
    stage: str | None = None
    help: Words = ""
    due_column: str = ""
    offered: Condition | None = None
    guest_link: Callable[[Participation], str] | None = None
    given: Any = None
    record: Callable[[Participation, Any, str, str], bool] | None = None

    @property
    def column(self) -> str:
        """The name of the annotation that says how the requirement stands."""
        return f"need_{self.code}"

    @property
    def offer(self) -> str:
        """The name of the annotation that says whether it may be added, and has been."""
        return f"may_{self.code}"

    @property
    def given_by(self) -> str:
        """The name of the annotation with a later day that somebody was given."""
        return f"given_{self.code}"


@dataclass(frozen=True)
class Task:
    """A requirement as it stands for one participation. `open`: to be done now; a task whose phase has not begun is not, nor is
    one that is `optional`."""

    requirement: Requirement
    done: bool
    waived: bool
    due: date
    overdue: bool
    link: str
    actor: Actor
    open: bool
    begins: date
    optional: bool = False

    @property
    def later(self) -> bool:
        """Not asked yet, and not done beforehand."""
        return not (self.done or self.waived or self.open or self.optional)


_requirements: dict[str, Requirement] = {}
_own_date: list[Any] = []


def register(requirement: Requirement) -> None:
    """Add a requirement. Raises `ValueError` when its code is taken."""
    if requirement.code in _requirements:
        raise ValueError(f"Requirement {requirement.code!r} is registered twice.")
    _requirements[requirement.code] = requirement


def own_date(expression: Any) -> None:
    """Tell how to find the body's own date of a participation (a queryset expression that yields a day or nothing)."""
    _own_date[:] = [expression]


def every() -> list[Requirement]:
    """Return all requirements in the order of registration."""
    return list(_requirements.values())


def get(code: str) -> Requirement:
    """Return the requirement with this code; raises `KeyError`."""
    return _requirements[code]


def _given(wanted: Iterable[Requirement]) -> dict[str, Any]:
    return {r.given_by: r.given for r in wanted if r.given is not None}


@dataclass(frozen=True)
class Season:
    """What must be known of an edition: its zone, its stages, first and last day of each phase."""

    edition_id: int
    zone: ZoneInfo
    stages: tuple[str, ...]
    spans: dict[str, tuple[date, date]]

    @classmethod
    def of(cls, edition: Edition) -> "Season":
        """Return the season of an edition (its phases are fetched unless they are at hand)."""
        spans = {row.code: (row.opens, row.closes) for row in phases_by_code(edition).values()}
        return cls(edition.pk, ZoneInfo(edition.time_zone), edition.programme.stages(), spans)

    def has(self, requirement: Requirement) -> bool:
        """Say whether the edition asks for this at all."""
        in_stage = requirement.stage is None or requirement.stage in self.stages
        return in_stage and requirement.phase in self.spans

    def begun(self, requirement: Requirement, at: date) -> bool:
        """Say whether the phase has opened by the day."""
        return self.has(requirement) and self.spans[requirement.phase][0] <= at

    def due(
        self, requirement: Requirement, row: Participation, own: date | None, given: date | None = None
    ) -> date:
        """Return the day by which this participation should have it done; `given`: a later day that it was given."""
        if requirement.due_column and (fixed := getattr(row, requirement.due_column)):
            return fixed
        grace = timedelta(days=requirement.grace)
        days = [self.spans[requirement.phase][1] + grace, *([given] if given else [])]
        if own is not None:
            days.append(own + grace)
        if requirement.days_after_offer is not None and row.offered_at:
            offered = row.offered_at.astimezone(self.zone).date()
            usual = offered + timedelta(days=requirement.days_after_offer)
            days.append(max(min(usual, self.last_call), offered))
        return max(days)

    @property
    def last_call(self) -> date:
        """The day on which a late replacement should have everything done, too: there is time to read it before the arrival."""
        stay = self.spans.get(PhaseCode.STAY)
        return stay[0] - BEFORE_ARRIVAL if stay else date.max

    def overdue(self, requirement: Requirement, at: date) -> Q | None:
        """Return the condition that the due day has passed, the same as `due(…) < at`; None when it cannot have."""
        usual: Q | None = None
        latest = at - timedelta(days=requirement.grace)
        if self.spans[requirement.phase][1] < latest:
            usual = Q(edition=self.edition_id)
            if _own_date:
                usual &= Q(own_date__isnull=True) | Q(own_date__lt=latest)
            if requirement.days_after_offer is not None:
                days = requirement.days_after_offer if at <= self.last_call else 0
                first = at - timedelta(days=days)
                morning = datetime.combine(first, time.min, self.zone)
                usual &= Q(offered_at__isnull=True) | Q(offered_at__lt=morning)
        if requirement.given is not None and usual is not None:
            usual &= Q(**{f"{requirement.given_by}__isnull": True}) | Q(**{f"{requirement.given_by}__lt": at})
        if not requirement.due_column:
            return usual
        fixed = Q(edition=self.edition_id, **{f"{requirement.due_column}__lt": at})
        empty = Q(**{f"{requirement.due_column}__isnull": True})
        return fixed if usual is None else fixed | (empty & usual)


class Sheet:
    """All requirements against some participations on one day; knows the seasons of their editions (two queries)."""

    def __init__(self, *, at: date, editions: Iterable[Edition]) -> None:
        self.at = at
        self.seasons = {edition.pk: Season.of(edition) for edition in editions}
        self.requirements = [r for r in every() if any(s.has(r) for s in self.seasons.values())]

    @classmethod
    def over(cls, queryset: QuerySet[Participation], at: date, edition: Edition | None = None) -> "Sheet":
        """Return the sheet for the editions that occur in `queryset`, or for `edition` when all rows belong to it."""
        if edition is not None:
            return cls(at=at, editions=[edition])
        occurring = Edition.objects.filter(pk__in=queryset.order_by().values("edition"))
        return cls(at=at, editions=occurring.select_related("programme").prefetch_related("phases"))

    # -------------------------------------------------------------- one column a requirement

    def _status(self, requirement: Requirement, *, begun_only: bool) -> Any:
        """Return the expression of one column."""
        counts = [
            s.edition_id
            for s in self.seasons.values()
            if (s.begun(requirement, self.at) if begun_only else s.has(requirement))
        ]
        if not counts:
            return Value(NOT, output_field=IntegerField())
        applies = requirement.applies(self.at)
        if len(counts) < len(self.seasons):
            applies = Q(edition__in=counts) & applies
        lifted = Waiver.objects.filter(participation=OuterRef("pk"), requirement=requirement.code)
        how = Case(
            When(requirement.satisfied(self.at), then=Value(DONE)),
            When(Exists(lifted), then=Value(WAIVED)),
            default=Value(OPEN),
            output_field=IntegerField(),
        )
        return Case(When(applies, then=how), default=Value(NOT), output_field=IntegerField())

    def annotate(
        self, queryset: QuerySet[Any], *, begun_only: bool = True, only: Sequence[Requirement] | None = None
    ) -> QuerySet[Any]:
        """Return `queryset` with a column per requirement, and `own_date`; another one where a later day may have been given."""
        wanted = self.requirements if only is None else only
        columns = {r.column: self._status(r, begun_only=begun_only) for r in wanted} | _given(wanted)
        return self._with_own_date(queryset).annotate(**columns)

    def with_offers(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return `queryset` with a column for each requirement that may be added: NOT, DONE, or OPEN for not yet."""
        columns: dict[str, Any] = {}
        for r in self.requirements:
            begun = [s.edition_id for s in self.seasons.values() if s.begun(r, self.at)]
            if r.offered is None or not begun:
                continue
            offered = Q(edition__in=begun) & r.offered(self.at)
            done = Q(r.satisfied(self.at))
            columns[r.offer] = Case(
                When(offered & done, then=Value(DONE)),
                When(offered, then=Value(OPEN)),
                default=Value(NOT),
                output_field=IntegerField(),
            )
        return queryset.annotate(**columns)

    def _with_own_date(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.annotate(own_date=_own_date[0]) if _own_date else queryset

    # -------------------------------------------------------------- questions about many rows

    def matching(self, *, requirement: str = "", actor: str = "") -> list[Requirement]:
        """Return the requirements that a filter speaks of and that have begun."""
        return [
            r
            for r in self.requirements
            if (not requirement or r.code == requirement)
            and (not actor or r.actor == actor)
            and any(s.begun(r, self.at) for s in self.seasons.values())
        ]

    def with_open(
        self,
        queryset: QuerySet[Any],
        *,
        requirement: str = "",
        actor: str = "",
        overdue: bool = False,
        before: date | None = None,
    ) -> QuerySet[Any]:
        """Narrow to rows with something open: of this requirement, of this actor, past its date, due `before` a day. All of it
        must fit one task."""
        wanted = self.matching(requirement=requirement, actor=actor)
        before = self.at if overdue and (before is None or before > self.at) else before
        columns = {r.column: self._status(r, begun_only=True) for r in wanted} | _given(wanted)
        either = Q(pk__in=[])
        for r in wanted:
            late = self._overdue(r, before) if before is not None else Q()
            if late is not None:
                either |= Q(**{r.column: OPEN}) & late
        return self._with_own_date_alias(queryset).alias(**columns).filter(either)

    def with_waived(
        self, queryset: QuerySet[Any], *, requirement: str = "", actor: str = ""
    ) -> QuerySet[Any]:
        """Narrow to rows for which something (this requirement, something of this actor) was said to be not needed."""
        wanted = self.matching(requirement=requirement, actor=actor)
        columns = {r.column: self._status(r, begun_only=True) for r in wanted}
        either = Q(pk__in=[])
        for r in wanted:
            either |= Q(**{r.column: WAIVED})
        some = Exists(
            Waiver.objects.filter(participation=OuterRef("pk"))
        )  # few have any: the rest is not looked at
        return queryset.filter(some).alias(**columns).filter(either)

    def counted(
        self, queryset: QuerySet[Any], *, requirement: str = "", actor: str = "", overdue: bool = False
    ) -> Any:
        """Return rows and, as an expression on them, how many tasks of each are open (or late): for sorting."""
        wanted = self.matching(requirement=requirement, actor=actor)
        columns = {r.column: self._status(r, begun_only=True) for r in wanted} | _given(wanted)
        total: Any = Value(0, output_field=IntegerField())
        for r in wanted:
            late = self._overdue(r) if overdue else Q()
            if late is not None:
                one = Case(When(Q(**{r.column: OPEN}) & late, then=Value(1)), default=Value(0))
                total = total + one
        return self._with_own_date_alias(queryset).alias(**columns).alias(tasks_counted=total)

    def without_open(
        self, queryset: QuerySet[Any], *, requirement: str = "", actor: str = ""
    ) -> QuerySet[Any]:
        """Narrow to rows where nothing (of this requirement, of this actor) is open."""
        busy = self.with_open(queryset.order_by(), requirement=requirement, actor=actor)
        return queryset.exclude(pk__in=busy.values("pk"))

    def _with_own_date_alias(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.alias(own_date=_own_date[0]) if _own_date else queryset

    def _overdue(self, requirement: Requirement, before: date | None = None) -> Q | None:
        """Return the condition that the requirement's day has passed (or comes before a later one), over all editions."""
        either: Q | None = None
        for season in self.seasons.values():
            begun = season.begun(requirement, self.at)
            late = season.overdue(requirement, before or self.at) if begun else None
            if late is not None:
                either = late if either is None else either | late
        return either

    def totals(self, queryset: QuerySet[Any]) -> dict[str, dict[str, int]]:
        """Return per requirement code how many are done, waived, open, and overdue (part of open). One query."""
        begun = self.matching()
        if not begun:
            return {}
        rows = self.annotate(queryset.order_by(), only=begun)
        counts: dict[str, Any] = {}
        for r in begun:
            for name, value in (("done", DONE), ("waived", WAIVED), ("open", OPEN)):
                counts[f"{r.code}__{name}"] = Count("pk", filter=Q(**{r.column: value}))
            late = self._overdue(r)
            if late is not None:
                counts[f"{r.code}__overdue"] = Count("pk", filter=Q(**{r.column: OPEN}) & late)
        # The (never reached) limit keeps the columns in a table of their own, so that each is worked out once.
        found = rows[:_EVERY_ROW].aggregate(
            **{key.replace("__", "_0_"): value for key, value in counts.items()}
        )
        names = ("done", "waived", "open", "overdue")
        return {r.code: {name: found.get(f"{r.code}_0_{name}", 0) for name in names} for r in begun}

    # -------------------------------------------------------------- rows at hand

    def columns(self, keys: Sequence[int]) -> dict[int, dict[str, Any]]:
        """Return what `annotate` and `with_offers` say of these rows, by key (one query, put together once)."""
        pairs = [(r, s) for r in self.requirements for s in self.seasons.values() if s.has(r)]
        asked = ((r, s.edition_id, s.begun(r, self.at)) for r, s in pairs)
        return once((self.at, len(self.seasons), *_own_date, *asked), self._prepared).of(keys)

    def _prepared(self) -> Prepared:
        rows = self.with_offers(self.annotate(Participation.objects.all(), begun_only=False))
        return Prepared(rows, list(rows.query.annotations))

    def tasks(self, row: Participation, columns: Mapping[str, Any]) -> list[Task]:
        """Return the tasks of a row with its columns, in the order of their due days."""
        season = self.seasons[row.edition_id]
        days = {
            name: DateField().to_python(columns.get(name)) for name in self._days
        }  # some databases know none
        found = []
        for requirement in self.requirements:
            status, offer = columns[requirement.column], columns.get(requirement.offer, NOT)
            if status != NOT and season.has(requirement):
                found.append(self._task(requirement, status, row, season, days))
            elif offer != NOT and season.has(requirement):
                task = self._task(requirement, offer, row, season, days)
                found.append(replace(task, open=False, overdue=False, optional=True))
        return sorted(found, key=lambda task: (task.due, task.begins))

    def pending(self, row: Participation, columns: Mapping[str, Any]) -> list[Task]:
        """Return of a row's tasks what is open or was said to be not needed, without addresses: for a file of everybody."""
        season = self.seasons[row.edition_id]
        counts = (OPEN, WAIVED)
        told = [(r, columns[r.column]) for r in self._asked(season) if columns[r.column] in counts]
        if not told:
            return []
        days = {name: DateField().to_python(columns.get(name)) for name in self._days}
        found = [self._task(r, status, row, season, days, linked=False) for r, status in told]
        return sorted(found, key=lambda task: (task.due, task.begins))

    def _asked(self, season: Season) -> list[Requirement]:
        """Return what has begun in a season, worked out once."""
        kept: dict[int, list[Requirement]] = self.__dict__.setdefault("_begun", {})
        if season.edition_id not in kept:
            kept[season.edition_id] = [r for r in self.requirements if season.begun(r, self.at)]
        return kept[season.edition_id]

    @property
    def _days(self) -> list[str]:
        return ["own_date", *(r.given_by for r in self.requirements if r.given is not None)]

    def _task(
        self,
        requirement: Requirement,
        status: int,
        row: Participation,
        season: Season,
        days: Mapping[str, date | None],
        *,
        linked: bool = True,
    ) -> Task:
        due = season.due(requirement, row, days["own_date"], days.get(requirement.given_by))
        is_open = status == OPEN and season.begun(requirement, self.at)
        return Task(
            requirement=requirement,
            done=status == DONE,
            waived=status == WAIVED,
            due=due,
            overdue=is_open and due < self.at,
            link=requirement.link(row) if linked else "",
            actor=requirement.actor,
            open=is_open,
            begins=season.spans[requirement.phase][0],
        )


def totals(queryset: QuerySet[Any], at: date, edition: Edition | None = None) -> dict[str, dict[str, int]]:
    """Return per requirement code {"done", "waived", "open", "overdue"} over the participations of `queryset`."""
    return Sheet.over(queryset, at, edition).totals(queryset)


def tasks(participation: Participation, at: date) -> list[Task]:
    """Return the tasks of one participation on the day, those of phases still to come included."""
    return tasks_for([participation], at, participation.edition)[participation.pk]


def hand_on(participation: Participation, found: list[Task]) -> None:
    """Lay the tasks of a row beside it, so that the panels of the same page need not ask for them again."""
    participation.tasks_at_hand = found  # type: ignore[attr-defined]


def at_hand(participation: Participation, at: date) -> list[Task]:
    """Return the tasks that the page has handed on with the row, else those of the day."""
    found: list[Task] | None = getattr(participation, "tasks_at_hand", None)
    return tasks(participation, at) if found is None else found


def tasks_for(
    participations: Sequence[Participation], at: date, edition: Edition | None = None
) -> dict[int, list[Task]]:
    """Return the tasks of some participations by key (three queries, however many they are; fewer with their `edition`)."""
    keys = [row.pk for row in participations]
    sheet = Sheet.over(Participation.objects.filter(pk__in=keys), at, edition)
    columns = sheet.columns(keys)
    return {row.pk: sheet.tasks(row, columns[row.pk]) for row in participations if row.pk in columns}


def own_date_of(participation_id: int) -> date | None:
    """Return the body's own date of one participation, or None."""
    if not _own_date:
        return None
    rows = Participation.objects.filter(pk=participation_id).annotate(own_date=_own_date[0])
    return rows.values_list("own_date", flat=True).first()
