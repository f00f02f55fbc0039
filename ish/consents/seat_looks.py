"""What a guardian reads at their seat about looks: who opened the emergency card or other sensitive facts, when, and why."""

from collections.abc import Iterable
from typing import Any

from django.utils.text import capfirst

from ish import clock
from ish.consents.queries import Sheet
from ish.consents.seat import Seat
from ish.privacy import catalogue
from ish.privacy.services import looks_of, readable

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
    lines: dict[Any, dict[str, Any]] = {}
    for row in looks_of(found.participation.person_id, through=OPENED_BY)[: 20 * MOST]:
        card, what = row.where == CARD, _what(row.fields)
        if not card and not what:
            continue
        at = clock.seen(row.at)
        who = row.reader.get_full_name() if row.reader else ""
        line = lines.setdefault(
            (row.reader_id, row.reason or "", card, at.date()),
            {"who": who, "why": row.reason or "", "at": at, "card": card, "what": ()},
        )
        line["what"] = tuple(dict.fromkeys([*line["what"], *what]))
    return list(lines.values())[:MOST]


def _what(fields: Iterable[str]) -> list[str]:
    """Return in words at what somebody looked, as far as guardians read it: of the rest not even that it is there."""
    titles = []
    for label, _dot, name in (full.rpartition(".") for full in fields):
        policy = catalogue.every().get(label)
        if policy is not None and name in readable(label, "guardian"):
            titles.append(capfirst(str(policy.model._meta.verbose_name)))
    return titles
