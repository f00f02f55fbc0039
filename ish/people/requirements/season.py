"""By when something is due: what must be known of an edition, one row at a time and as a condition on many."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from ish.people.models import Participation
from ish.people.requirements.known import Requirement, own_date_expression
from ish.programme.models import Edition
from ish.programme.queries import phases_by_code
from ish.programme.states import PhaseCode

BEFORE_ARRIVAL = timedelta(days=3)


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
            if own_date_expression() is not None:
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
