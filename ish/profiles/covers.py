"""What insurance should cover, and what is missing of it: a pure rule. It warns; it refuses nobody.

Covers are rows {"kind", "insurer", "number", "phone", "starts", "ends", "territory", "repatriation"}, days as ISO 8601.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

HEALTH, ACCIDENT, LIABILITY, CARD = "health", "accident", "liability", "card"
"""`CARD` is the European Health Insurance Card (EHIC) or the British GHIC."""
GERMANY, EUROPE, WORLD = "de", "eu", "world"
SOURCE = "europa.eu, Your Europe: health cover for temporary stays"
"""Source of the rule about the cards: necessary care alone, neither the way home nor private care (as of November 2026)."""
TRAVEL_DAY = timedelta(days=1)

Row = Mapping[str, str]


@dataclass(frozen=True)
class Finding:
    """Something that should be looked at: what ("none", "card_alone", "gap", "no_repatriation", "no_liability", "no_accident",
    "territory"), and for a gap its first and last day."""

    code: str
    first: date | None = None
    last: date | None = None


def for_illness(rows: Iterable[Row]) -> bool:
    """Say whether there is a cover for illness by an insurer who is named, or a card."""
    return any(row.get("kind") == CARD or (row.get("kind") == HEALTH and row.get("insurer")) for row in rows)


def findings(rows: Iterable[Row], *, arrival: date, departure: date) -> list[Finding]:
    """Return what is missing of these covers for a stay, with a day of travel before and after it."""
    covers = list(rows)
    ill = [row for row in covers if row.get("kind") == HEALTH]
    cards = [row for row in covers if row.get("kind") == CARD]
    if not covers:
        return []
    found = []
    if not ill:
        found.append(Finding("card_alone" if cards else "none"))
    if ill or cards:
        found += _gaps([*ill, *cards], arrival - TRAVEL_DAY, departure + TRAVEL_DAY)
    if ill and not any(row.get("repatriation") == "yes" for row in ill):
        found.append(Finding("no_repatriation"))
    if ill and all(row.get("territory") == "home" for row in ill):
        found.append(Finding("territory"))
    kinds = {row.get("kind") for row in covers}
    found += [Finding(f"no_{kind}") for kind in (LIABILITY, ACCIDENT) if kind not in kinds]
    return found


def _gaps(rows: list[Row], first: date, last: date) -> list[Finding]:
    """Return the stretches from `first` to `last` that none of the rows covers; an open end holds for ever."""
    found, day = [], first
    for starts, ends in sorted((_day(row, "starts", date.min), _day(row, "ends", date.max)) for row in rows):
        if starts > day:
            until = min(starts - timedelta(days=1), last)
            if until >= day:
                found.append(Finding("gap", day, until))
        if ends >= day:
            if ends >= last:
                return [gap for gap in found if gap.first and gap.first <= last]
            day = max(day, ends + timedelta(days=1))
    return [*found, Finding("gap", day, last)]


def _day(row: Row, name: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(row.get(name) or "")
    except ValueError:
        return otherwise
