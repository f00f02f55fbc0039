"""Numbers, dates and turns as these pages show them. Writes nothing."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ish import clock
from ish.nominations import asking_queries as asking
from ish.nominations import correcting_rules, forecast_queries, nudging_mails, queries
from ish.nominations.models import Nomination, SeasonReply
from ish.nominations.queries import Numbers
from ish.people import deadlines, requirements
from ish.people import showing as people
from ish.people.states import OPEN, Actor
from ish.programme.models import Edition, Quota


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


def head(
    edition: Edition,
    numbers: Numbers,
    *,
    reply: SeasonReply | None = None,
    last_year: int = 0,
    may_name: bool = False,
) -> dict[str, Any]:
    """Return what stands above a partner's list: places, waiting list, drafts, the due date, the season's question."""
    awaited = not numbers.decided and forecast_queries.are_names_awaited(edition)
    return {
        "body": numbers.body,
        "numbers": numbers,
        "segments": _segments(numbers),
        "primary": _primary(numbers, may_name and awaited),
        "settled": not ((awaited and numbers.free) or numbers.drafts or numbers.sent_back),
        "reply": reply,
        "facts": asking.facts(reply) if reply and reply.answered_at else [],
        "last_year": last_year,
        "deadline": deadline(edition, queries.due_of(edition, numbers.quota)),
        "over": max(0, numbers.used - numbers.places) if numbers.quota else 0,
    }


def _segments(numbers: Numbers) -> list[dict[str, Any]]:
    """Return places and waiting list as parts of one picture, each with its words."""
    used = min(numbers.used, numbers.places)
    parts = [
        ("done", used, ngettext("place used", "places used", used)),
        ("neutral", numbers.free, ngettext("place free", "places free", numbers.free)),
        ("problem", numbers.used - used, _("beyond the places")),
        ("waiting", numbers.in_line, _("on the waiting list")),
        ("neutral", numbers.free_reserves, _("free on the waiting list")),
    ]
    always = ("done", "neutral")
    return [
        {"tone": tone, "value": value, "label": label}
        for number, (tone, value, label) in enumerate(parts)
        if value or (number < len(always) and numbers.quota)
    ]


def _primary(numbers: Numbers, may_name: bool) -> str:
    """Return what is to be done first: correct, hand in, add, or nothing."""
    if numbers.sent_back:
        return "correct"
    if numbers.drafts:
        return "hand_in"
    return "add" if may_name and (numbers.free or numbers.free_reserves) else ""


def give_numbers(rows: Iterable[Any], edition: Edition) -> None:
    """Put the numbers of each partner on the rows of one page, which know their places (one query)."""
    rows = list(rows)
    quotas = {row.pk: Quota(edition=edition, places=row.agreed) for row in rows}
    for row, found in zip(rows, queries.numbers(edition, rows, quotas=quotas), strict=True):
        row.numbers = found


def give_next(
    rows: Iterable[Nomination], edition: Edition, reader: str, *, turn: str = "", back: str = ""
) -> None:
    """Put the next open item of each student, and whose turn it is, on the rows of one page (two queries). With `turn`, the next
    of this side; `back` is the address to which a reminder leads back."""
    found = list(rows)
    at = clock.today(edition.time_zone)
    tasks = requirements.tasks_for([row.participation for row in found], at, edition)
    zone = ZoneInfo(edition.time_zone)
    reminded = nudging_mails.written_today([row.participation_id for row in found])
    for row in found:
        every = [task for task in tasks.get(row.participation_id, []) if task.open]
        open_ones = [task for task in every if not turn or task.actor == turn]
        _give_nudge(row, every, reminded, back)
        card = people.card(open_ones[0], reader=reader, zone=zone, link=False) if open_ones else None
        row.next_card = card  # type: ignore[attr-defined]
        can = correcting_rules.may_correct(row)
        row.correct_url = reverse("nominations:correct", args=[row.pk]) if can else ""  # type: ignore[attr-defined]


def next_of(
    rows: Iterable[Nomination], edition: Edition, reader: str, *, turn: str = ""
) -> dict[int, dict[str, Any] | None]:
    """Return the next open item of each student by key, as `give_next` puts it on the rows."""
    found = list(rows)
    give_next(found, edition, reader, turn=turn)
    return {row.pk: row.next_card for row in found}  # type: ignore[attr-defined]


def _give_nudge(row: Nomination, tasks: Sequence[Any], reminded: set[int], back: str) -> None:
    """Say on a row whether the student, or the parents whose word is missing, can be reminded now, and where."""
    theirs = any(task.actor == Actor.PARTICIPANT for task in tasks)
    parents = any(task.actor == Actor.GUARDIAN for task in tasks)
    open_yet = (theirs or parents) and row.participation.state in OPEN
    row.reminded = open_yet and row.participation_id in reminded  # type: ignore[attr-defined]
    can = open_yet and not row.reminded and (parents or row.participation.person.email)  # type: ignore[attr-defined]
    url = reverse("nominations:nudge", args=[row.pk]) if can else ""
    row.nudge_url = url  # type: ignore[attr-defined]
    row.look_url = f"{url}?{urlencode({'next': back})}" if can else ""  # type: ignore[attr-defined]


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
