"""A row of times for interviews, worked out in the school's zone: where the clocks jump, and where it is night elsewhere."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

GAP, TWICE, JUMP = "gap", "twice", "jump"
NIGHT_FROM, NIGHT_TO = 22, 7


@dataclass(frozen=True)
class Start:
    """One time. `notes`: the clocks jump over what was written (`GAP`: it is as much later), it comes twice that day (`TWICE`:
    the first is taken), the clocks were changed since the first of the row (`JUMP`)."""

    at: datetime
    notes: frozenset[str] = frozenset()


def starts(day: date, first: time, *, minutes: int, pause: int, count: int, zone: str) -> list[Start]:
    """Return `count` times from `first` on, each `minutes` long with a `pause` after it; real minutes, whatever the clocks do."""
    here = ZoneInfo(zone)
    begins, notes = moment(day, first, here)
    found = [Start(begins, notes)]
    offset = begins.astimezone(here).utcoffset()
    for number in range(1, count):
        at = begins + timedelta(minutes=number * (minutes + pause))
        jumped = at.astimezone(here).utcoffset() != offset
        found.append(Start(at, frozenset({JUMP}) if jumped else frozenset()))
    return found


def moment(day: date, clock_time: time, zone: ZoneInfo) -> tuple[datetime, frozenset[str]]:
    """Return the moment (UTC) of a local time, and what is odd about it."""
    local = datetime.combine(day, clock_time.replace(tzinfo=None))
    at = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) != local:
        return at, frozenset({GAP})
    again = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return at, frozenset({TWICE}) if again != at else frozenset()


def is_night(at: datetime, minutes: int, zone: str) -> bool:
    """Say whether any of it lies between 22 and 7 o'clock of a zone."""
    here = ZoneInfo(zone)
    begins, ends = at.astimezone(here), (at + timedelta(minutes=minutes)).astimezone(here)
    if begins.hour >= NIGHT_FROM or begins.hour < NIGHT_TO:
        return True
    evening = begins.replace(hour=NIGHT_FROM, minute=0, second=0, microsecond=0)
    return ends.replace(tzinfo=None) > evening.replace(tzinfo=None)


def overlap(one: datetime, minutes: int, other: datetime, other_minutes: int) -> bool:
    """Say whether two times have a moment in common."""
    return one < other + timedelta(minutes=other_minutes) and other < one + timedelta(minutes=minutes)
