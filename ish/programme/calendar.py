"""The calendar of an edition, without database: default phases, the line with "today", moving a season to another year.

Pure: plain days and strings in, plain days and strings out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

Span = tuple[date, date]

# Days before the day of arrival on which a phase opens and is due. Taken from a season that arrives on 18 July:
# names from 1 February to 31 March, the board decides in spring, labs are published a month before arrival.
_BEFORE_ARRIVAL: dict[str, tuple[int, int]] = {
    "nominations": (167, 109),
    "decision": (108, 79),
    "profile": (108, 79),
    "acceptance": (93, 65),
    "wishes": (78, 58),
    "documents": (65, 37),
    "publication": (36, 30),
    "travel": (65, 23),
}


@dataclass(frozen=True)
class Station:
    """A phase on the line: its words and days, and whether it is past, current or future on the day asked for."""

    code: str
    label: str
    starts: date
    ends: date
    state: str
    note: str = ""


def default_phases(*, arrival: date, departure: date, codes: Iterable[str]) -> dict[str, Span]:
    """Return first and last day for each of `codes`, worked out from arrival and departure. Raises `KeyError`."""
    spans: dict[str, Span] = {}
    for code in codes:
        if code == "stay":
            spans[code] = (arrival, departure)
        else:
            opens, closes = _BEFORE_ARRIVAL[code]
            spans[code] = (arrival - timedelta(days=opens), arrival - timedelta(days=closes))
    return spans


def shifted(spans: Mapping[str, Span], *, days: int) -> dict[str, Span]:
    """Return the same phases, so many days later (or earlier)."""
    move = timedelta(days=days)
    return {code: (opens + move, closes + move) for code, (opens, closes) in spans.items()}


def same_weekday(day: date, *, year: int) -> date:
    """Return the day in `year` that is nearest to the same date and falls on the same weekday."""
    try:
        wanted = day.replace(year=year)
    except ValueError:  # 29 February
        wanted = day.replace(year=year, day=28)
    ahead = (day.weekday() - wanted.weekday()) % 7
    return wanted + timedelta(days=ahead if ahead <= 3 else ahead - 7)


def weeks_between(old: date, new: date, *, latest: date | None = None) -> int:
    """Return how many days, in whole weeks, lead from `old` to as near `new` as weeks can. `latest`, a day before `old`, stays
    before `new`: what was over before the arrival is over before it again."""
    days = (new - old).days
    whole = 7 * round(days / 7)
    if latest is not None and whole > days and latest < old and latest + timedelta(days=whole) >= new:
        whole -= 7
    return whole


def season_shift(spans: Mapping[str, Span], *, old: date, arrival: date) -> int:
    """Return by how many days, in whole weeks, last time's phases move when the day of arrival goes from `old` to `arrival`."""
    before = [closes for code, (_opens, closes) in spans.items() if code != "stay" and closes < old]
    return weeks_between(old, arrival, latest=max(before, default=None))


def next_season(spans: Mapping[str, Span], *, old: date, arrival: date, departure: date) -> dict[str, Span]:
    """Return last time's phases for an edition that arrives later: every day on its weekday, the stay from arrival to departure.

    `old` is last time's day of arrival. The phases move together by whole weeks, so their order and lengths stay.
    """
    days = season_shift(spans, old=old, arrival=arrival)
    moved = shifted({code: span for code, span in spans.items() if code != "stay"}, days=days)
    return {code: moved.get(code, (arrival, departure)) for code in spans}


def next_stay(arrival: date, departure: date, *, after: date) -> Span:
    """Return arrival and departure a year later on the same weekdays, in the first year in which that lies after a day."""
    year = arrival.year + 1
    while (found := same_weekday(arrival, year=year)) <= after and year < after.year + 2:
        year += 1
    return found, found + (departure - arrival)


def state_on(span: Span, today: date) -> str:
    """Return "past", "current" or "future"; both days belong to the phase."""
    opens, closes = span
    if today > closes:
        return "past"
    return "current" if today >= opens else "future"


def timeline(phases: Iterable[tuple[str, str, date, date]], *, today: date) -> list[Station]:
    """Return the stations of (code, label, opens, closes), in the order of their days."""
    ordered = sorted(phases, key=lambda phase: (phase[2], phase[3]))
    return [Station(code, label, a, b, state_on((a, b), today)) for code, label, a, b in ordered]


def out_of_order(spans: Mapping[str, Span]) -> list[str]:
    """Return the codes of phases that end before they begin."""
    return [code for code, (opens, closes) in spans.items() if closes < opens]
