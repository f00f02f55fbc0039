"""Local times of travel: what a ticket says, and the moment that is. Pure: no Django, nothing of ours."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo


class NoSuchTime(ValueError):
    """The clocks jump over this local time (begin of summer time); `local` and `zone` say which."""

    def __init__(self, local: datetime, zone: str) -> None:
        super().__init__(f"{local:%Y-%m-%d %H:%M} does not exist in {zone}")
        self.local, self.zone = local, zone


def moment(local: datetime, zone: str) -> datetime:
    """Return the aware moment of a naive local time in an IANA zone; of a time that comes twice, the first.

    Raises `NoSuchTime` for a time that the clocks leave out.
    """
    aware = local.replace(tzinfo=ZoneInfo(zone), fold=0)
    back = aware.astimezone(ZoneInfo("UTC")).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    if back != local.replace(fold=0):
        raise NoSuchTime(local, zone)
    return aware


@dataclass(frozen=True)
class Span:
    """One leg in moments, with the names of the places for messages."""

    departs_at: datetime
    arrives_at: datetime
    from_name: str
    to_name: str


def problems(spans: list[Span]) -> list[tuple[int, str]]:
    """Return what cannot be in a row of legs, as (number of the leg from 1, code).

    Codes: `arrives_before_departure`, `departs_before_arrival` (of the leg before), `too_long` (over 48 hours),
    `same_place`.
    """
    found = []
    for number, span in enumerate(spans, start=1):
        if span.from_name == span.to_name:
            found.append((number, "same_place"))
        if span.arrives_at <= span.departs_at:
            found.append((number, "arrives_before_departure"))
        elif (span.arrives_at - span.departs_at).total_seconds() > 48 * 3600:
            found.append((number, "too_long"))
        if number > 1 and span.departs_at < spans[number - 2].arrives_at:
            found.append((number, "departs_before_arrival"))
    return found
