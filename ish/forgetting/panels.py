"""On a person's page: until when what is kept of them, what was erased, legal holds."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from ish import clock
from ish.forgetting import queries, rules
from ish.forgetting.views.overview import with_words
from ish.programme import queries as programme
from ish.programme.states import Part


def own_panel(request: HttpRequest, person: Any) -> str:
    """On "everything we hold about you": the way to until when."""
    return render_to_string("forgetting/panels/own.html", {}, request=request)


def held_panel(request: HttpRequest, participation: Any) -> str | None:
    """At the top of a person's page: the legal holds that nobody has ended."""
    holds = list(participation.person.legal_holds.filter(ended_at=None).select_related("made_by"))
    if not holds:
        return None
    parts = programme.parts_of(request.user, [participation.edition_id])
    context = {"holds": holds, "leads": Part.LEAD in parts}
    return render_to_string("forgetting/panels/held.html", context, request=request)


def person_panel(request: HttpRequest, participation: Any) -> str:
    """Until when what is kept of this person, and the way to a legal hold."""
    book = rules.RuleBook(clock.today(participation.edition.time_zone))
    holds = queries.holds_of([participation.person_id]).get(participation.person_id, [])
    rows = queries.until_when(participation.person_id, book.day, book, holds)
    context = {
        "rows": with_words(rows, participation.edition_id, book),
        "leads": not holds and rules.may_decide(request.user, participation.edition),
        "person_id": participation.person_id,
    }
    return render_to_string("forgetting/panels/person.html", context, request=request)
