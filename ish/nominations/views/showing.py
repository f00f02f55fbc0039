"""Numbers, dates and turns as these pages show them. Writes nothing."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ish import clock
from ish.nominations import queries
from ish.nominations.models import Nomination
from ish.nominations.queries import Numbers
from ish.people import deadlines, requirements
from ish.people import showing as people
from ish.programme.models import Edition, NominatingBody


def deadline(edition: Edition, due: date | None) -> dict[str, Any] | None:
    """Return the due day in words, with the moment in the reader's own zone, and whether it has passed."""
    if due is None:
        return None
    today = clock.today(edition.time_zone)
    days = (due - today).days
    if days < 0:
        left = _("the date has passed")
    elif days == 0:
        left = _("today is the last day")
    else:
        left = ngettext("%(n)s day left", "%(n)s days left", days) % {"n": days}
    return {
        "due": due,
        "passed": days < 0,
        "soon": 0 <= days <= 7,
        "left": left,
        "elsewhere": deadlines.due_elsewhere(due, ZoneInfo(edition.time_zone)),
        "zone": edition.time_zone.split("/")[-1].replace("_", " "),
    }


def head(edition: Edition, numbers: Numbers) -> dict[str, Any]:
    """Return what stands above a partner's list: places used and free, waiting list, drafts, the due date."""
    return {
        "body": numbers.body,
        "numbers": numbers,
        "deadline": deadline(edition, queries.due_of(edition, numbers.quota)),
        "over": max(0, numbers.named - numbers.places) if numbers.quota else 0,
    }


def give_numbers(rows: Iterable[NominatingBody], edition: Edition) -> None:
    """Put the numbers of each partner on the rows of one page (two queries)."""
    for row, found in zip(rows := list(rows), queries.numbers(edition, rows), strict=True):
        row.numbers = found  # type: ignore[attr-defined]


def give_next(rows: Iterable[Nomination], edition: Edition, reader: str) -> None:
    """Put the next open item of each student, and whose turn it is, on the rows of one page (one query)."""
    found = list(rows)
    at = clock.today(edition.time_zone)
    tasks = requirements.tasks_for([row.participation for row in found], at, edition)
    zone = ZoneInfo(edition.time_zone)
    for row in found:
        open_ones = [task for task in tasks.get(row.participation_id, []) if task.open]
        card = people.card(open_ones[0], reader=reader, zone=zone, link=False) if open_ones else None
        row.next_card = card  # type: ignore[attr-defined]


def day_words(day: date | None) -> str:
    """Return a day as it stands in a sentence."""
    return formats.date_format(day, "DATE_FORMAT") if day else ""


NAMED = 8
"""So many names stand in a sentence."""


def names(rows: Sequence[Nomination], *, of: int = 0) -> str:
    """Return the names of a few, and how many more there are (`of`: in all, when these are not all)."""
    shown = [row.participation.person.full_name for row in rows[:NAMED]]
    more = (of or len(rows)) - len(shown)
    if more:
        shown.append(ngettext("%(n)s more", "%(n)s more", more) % {"n": more})
    return ", ".join(shown)
