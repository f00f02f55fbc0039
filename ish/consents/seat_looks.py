"""What a guardian reads at their seat about the emergency card: when it was opened, by whom, and why."""

from typing import Any

from ish import clock
from ish.consents.queries import Sheet
from ish.consents.seat import Seat
from ish.privacy.services import looks_of

CARD = "emergency card"
"""What looks at an emergency card are marked with (`Look.where`)."""
OPENED_BY = ("companion", "organiser")
MOST = 50


def of(found: Seat, sheet: Sheet) -> list[dict[str, Any]]:
    """Return the openings, newest first, to a guardian who has a say about a minor; nothing to anybody else. Never what
    was read.

    Opening the card reads many facts, and looking again reads them again: one reader with one reason is one line a day.
    """
    if not sheet.age.minor or found.guardian is None or found.key not in sheet.signers.voices:
        return []
    rows = looks_of(found.participation.person_id, through=OPENED_BY).filter(where=CARD)
    lines: dict[Any, dict[str, Any]] = {}
    for row in rows[: 20 * MOST]:
        at = clock.seen(row.at)
        who = row.reader.get_full_name() if row.reader else ""
        lines[row.reader_id, row.reason, at.date()] = {"who": who, "why": row.reason, "at": at}
    return list(lines.values())[:MOST]
