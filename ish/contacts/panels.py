"""What other pages show of the contact log: the last entries about their subject with a form, and the desk what is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from ish import clock
from ish.contacts import morning, queries, rules
from ish.contacts.forms import QuickForm
from ish.contacts.queries import Shown
from ish.contacts.states import Turn
from ish.contacts.tables import follow_words, kind_words
from ish.programme import queries as programme
from ish.programme.models import Edition

LAST = 3
ON_THE_DESK = 3
NEWS_ON_THE_DESK = 6
ICONS = {
    Turn.NOW: "exclamation-triangle-fill",
    Turn.US: "hourglass-split",
    Turn.THEM: "people",
    Turn.NEWS: "star",
}


@dataclass(frozen=True)
class Line:
    """Something to follow up, as a list shows it."""

    shown: Shown
    kind: str
    follow: str
    late: bool
    who: str
    of: str
    """The edition it was written down in, when that is not the one in hand."""

    @property
    def done(self) -> bool:
        """Whether it is ticked."""
        return self.shown.entry.done_at is not None


def lines(request: HttpRequest, rows: Sequence[Any], edition: Edition) -> list[Line]:
    """Return entries (of `queries.with_acting`) as lines; who has left is not named as the one who sees to it."""
    today = clock.today(edition.time_zone)
    return [
        Line(
            one,
            kind_words(one.entry),
            follow_words(one.entry),
            bool(one.entry.follow_up_on and one.entry.follow_up_on < today),
            one.entry.assignee.get_full_name() if one.entry.acting else "",  # type: ignore[attr-defined,union-attr]
            "" if one.entry.edition_id == edition.pk else str(one.entry.edition),
        )
        for one in queries.shown(rows, reader=request.user)
    ]


def grouped(told: Sequence[morning.Told]) -> list[dict[str, Any]]:
    """Return the lines by whose turn it is, the most urgent first; turns without any are left out."""
    groups = [(turn, [one for one in told if one.line.turn == turn]) for turn in Turn]
    return [
        {"turn": turn.value, "label": turn.label, "lines": ones, "icon": ICONS[turn]}
        for turn, ones in groups
        if ones
    ]


def render_log(
    request: HttpRequest, about: str, edition: Edition, *, form: Any = None, written: bool = False
) -> str:
    """Return the panel of one subject: its last entries, and the form to write one."""
    rows = list(queries.about(request.user, about)[: LAST + 1])
    kind, _colon, pk = about.partition(":")
    context = {
        "about": about,
        "key": kind,
        "pk": pk,
        "edition": edition,
        "entries": [
            (one, kind_words(one.entry), rules.is_open(one.entry), follow_words(one.entry))
            for one in queries.shown(rows[:LAST], reader=request.user, with_names=False)
        ]
        if rows
        else [],
        "more": len(rows) > LAST,
        "form": form or QuickForm(),
        "written": written,
    }
    return render_to_string("contacts/panel.html", context, request=request)


def of_subject(key: str) -> Any:
    """Return the panel for pages of rows that are subjects of this kind."""

    def panel(request: HttpRequest, obj: Any) -> str | None:
        edition = programme.edition_as(request, rules.ORGANISER)
        if edition is None or getattr(obj, "pk", None) is None:
            return None
        return render_log(request, f"{key}:{obj.pk}", edition)

    return panel


def desk_panel(request: HttpRequest, edition: Edition | None) -> str | None:
    """At the top of an organiser's desk: a piece that is fetched when the page stands, because it counts a lot."""
    return render_to_string("contacts/desk_later.html", request=request) if edition is not None else None


def render_today(request: HttpRequest, edition: Edition) -> str:
    """Return that piece: the first things due, and in short what waits and what is new; "" when there is nothing."""
    today = clock.today(edition.time_zone)
    due = list(queries.due(request.user, edition, today)[: ON_THE_DESK + 1])
    told = morning.told(edition, queries.since(request.user, edition), request.user)
    if not due and not told:
        return ""
    context = {
        "edition": edition,
        "due": lines(request, due[:ON_THE_DESK], edition),
        "more": len(due) > ON_THE_DESK,
        "told": told[:NEWS_ON_THE_DESK],
        "back": "desk",
    }
    return render_to_string("contacts/desk.html", context, request=request)
