"""Which rule of keeping holds when, and who may decide about forgetting."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db.models import Q

from ish import clock
from ish.forgetting.models import LegalHold, Rule
from ish.forgetting.schedule import Term
from ish.interviews.models import InterviewSettings
from ish.privacy.retention import CLASSES, Keeping
from ish.programme.models import Edition
from ish.programme.rules import leads

NOTES = "interview"
_SHOWN = "ish.forgetting.rules"


class RuleBook:
    """All rules, read once: which one holds on a day, by class and edition."""

    def __init__(self, day: date | None = None) -> None:
        self.day = day or clock.today()
        self.rows: Sequence[Rule] = list(Rule.objects.filter(valid_from__lte=self.day))
        self.notes = dict(InterviewSettings.objects.values_list("edition", "keep_notes_days"))
        self._kept: dict[int | None, Mapping[str, Keeping]] = {}

    def row(self, code: str, edition_id: int | None) -> Rule | None:
        """Return the row that holds: the edition's own newest, else the newest for all; None: the proposal holds."""
        mine = [row for row in self.rows if row.code == code and row.edition_id in (edition_id, None)]
        own = [row for row in mine if row.edition_id is not None]
        return max(own or mine, key=lambda row: (row.valid_from, row.pk), default=None)

    def of(self, edition_id: int | None) -> Mapping[str, Keeping]:
        """Return until when what is kept in an edition, by class."""
        if edition_id not in self._kept:
            self._kept[edition_id] = {code: self._keeping(code, edition_id) for code in CLASSES}
        return self._kept[edition_id]

    def terms(self, edition_id: int | None) -> dict[str, Term]:
        """Return the same as terms of the schedule."""
        return {code: Term(k.anchor, k.days, k.months) for code, k in self.of(edition_id).items()}

    def _keeping(self, code: str, edition_id: int | None) -> Keeping:
        row, proposal = self.row(code, edition_id), CLASSES[code]
        found = Keeping(code, row.anchor, row.days, row.months) if row else proposal
        fewer = self.notes.get(edition_id) if edition_id else None
        if code == NOTES and fewer is not None and not found.months and fewer < found.days:
            return Keeping(code, found.anchor, days=fewer)  # chosen on the page of interviews
        return found


def keeping_of(edition_id: int | None) -> Mapping[str, Keeping]:
    """Return until when what is kept today in an edition, by class, for pages that say so; a new rule shows within a minute."""
    return cache.get_or_set(f"{_SHOWN}:{edition_id}", lambda: dict(RuleBook().of(edition_id)), 60) or {}


def active_holds(day: date | None = None) -> Any:
    """Return the holds that count on a day."""
    on = day or clock.today()
    return LegalHold.objects.filter(Q(until=None) | Q(until__gte=on), ended_at=None)


def held(people: Collection[int] | None) -> set[int]:
    """Return those of the people (None: of everybody) of whom nothing may be erased today."""
    rows = active_holds() if people is None else active_holds().filter(person__in=people)
    return set(rows.values_list("person", flat=True))


def may_decide(user: Any, edition: Edition) -> bool:
    """Say whether somebody sets rules and holds and closes reports: the lead of the edition."""
    return leads(user, edition)
