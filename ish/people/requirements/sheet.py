"""All requirements against many participations: one column each, questions about many rows, and the tasks of rows at hand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Case, Count, DateField, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from ish.people.models import Participation, Waiver
from ish.people.prepared import Prepared, once
from ish.people.requirements.known import (
    DONE,
    NOT,
    OPEN,
    WAIVED,
    Requirement,
    Task,
    every,
    own_date_expression,
)
from ish.people.requirements.season import Season
from ish.programme.models import Edition

_EVERY_ROW = 2_000_000_000


def _given(wanted: Iterable[Requirement]) -> dict[str, Any]:
    return {r.given_by: r.given for r in wanted if r.given is not None}


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
        own = own_date_expression()
        return queryset if own is None else queryset.annotate(own_date=own)

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
        own = own_date_expression()
        return queryset if own is None else queryset.alias(own_date=own)

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
        return once((self.at, len(self.seasons), own_date_expression(), *asked), self._prepared).of(keys)

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
