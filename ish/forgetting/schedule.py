"""When what is due: a pure core. From the rules and how somebody's time with us ended follows a day for each class of facts.

Whoever never came goes on the short clock: counted from the day on which they left; nothing but proofs of consent lasts longer
than the facts of the season. Who was in several editions is kept until the latest of them. A legal hold stops everything.
"""

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

SEASON = "season"
PROOFS = frozenset({"consent"})
"""What proves that we were allowed to: also of somebody who never came it is kept in full."""
SENSITIVE = frozenset({"health", "passport", "travel", "interview"})
"""What waits for no archive."""
DEPARTURE, STAY, DECISION, ACTIVE_TO = "departure", "stay", "decision", "active_to"


@dataclass(frozen=True)
class Term:
    """For how long: so many days and months from an anchor on. No anchor: as long as the row is needed."""

    anchor: str
    days: int = 0
    months: int = 0


@dataclass(frozen=True)
class Stay:
    """Somebody's time in one edition: its last day, the rules that hold for it, and how it ended for them.

    `left`: the day on which they left before its end; `came`: whether they were ever there; `told`: when they heard the decision.
    """

    ends: date
    terms: Mapping[str, Term]
    left: date | None = None
    came: bool = True
    told: date | None = None

    @property
    def over(self) -> date:
        """The day from which on nothing more is needed for this person's stay: the last one, or the day they left."""
        return min(self.left, self.ends) if self.left else self.ends


@dataclass(frozen=True)
class Hold:
    """A legal hold: until and with this day nothing is erased; None: until somebody ends it."""

    until: date | None = None


def plus(day: date, term: Term) -> date:
    """Return the day so many months and then days later; the 31st becomes the last day of a shorter month."""
    month = day.month - 1 + term.months
    year, month = day.year + month // 12, month % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(day.day, last)) + timedelta(days=term.days)


def anchor_day(anchor: str, stay: Stay) -> date:
    """Return the day from which a term counts for somebody with this stay."""
    if anchor == DEPARTURE:
        return stay.over
    if anchor == DECISION:
        return min(stay.told or stay.over, stay.over)
    return stay.ends


def due_of(code: str, stay: Stay) -> date | None:
    """Return the first day on which a class of facts about this stay is erased; None: never."""
    term = stay.terms.get(code)
    if term is None or not term.anchor:
        return None
    day = plus(anchor_day(term.anchor, stay), term)
    if stay.came or code in PROOFS:
        return day
    season = stay.terms.get(SEASON)
    short = [plus(stay.over, term)] + ([plus(stay.over, season)] if season and season.anchor else [])
    return min(day, *short)


def due(code: str, stays: Iterable[Stay], holds: Sequence[Hold] = ()) -> date | None:
    """Return the first day on which a class of facts is erased that belongs to no single edition: the latest of all counts, after
    every hold. None: never, or nobody knows (no stay at all)."""
    days = [due_of(code, stay) for stay in stays]
    if not days or None in days or any(hold.until is None for hold in holds):
        return None
    after = [hold.until + timedelta(days=1) for hold in holds if hold.until]
    return max([day for day in days if day] + after)


def waits_for_archive(code: str, stay: Stay) -> bool:
    """Say whether this class is erased only after the archive had its say: not what is sensitive, and nothing of those who never
    came."""
    return stay.came and code not in SENSITIVE
