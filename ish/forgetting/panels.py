"""On a person's page: until when what is kept of them, what was erased, legal holds."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from ish import clock
from ish.forgetting import queries, rules
from ish.forgetting.views.overview import with_words


def own_panel(request: HttpRequest, person: Any) -> str:
    """On "everything we hold about you": the way to until when."""
    return render_to_string("forgetting/panels/own.html", {}, request=request)


def person_panel(request: HttpRequest, participation: Any) -> str:
    """Until when what is kept of this person."""
    today = clock.today(participation.edition.time_zone)
    rows = queries.until_when(participation.person_id, today)
    context = {
        "rows": with_words(rows, participation.edition_id),
        "holds": participation.person.legal_holds.filter(ended_at=None).select_related("made_by"),
        "leads": rules.may_decide(request.user, participation.edition),
        "person_id": participation.person_id,
    }
    return render_to_string("forgetting/panels/person.html", context, request=request)
