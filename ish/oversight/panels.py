"""The officer's desk: what is worth a question, and the way to the logs."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from ish.oversight import activities, queries, showing, unusual


def officer_panel(request: HttpRequest, _edition: Any = None) -> str:
    """What was unusual in the last thirty days, and whether the record was checked."""
    edition = queries.edition_of(request)
    context: dict[str, Any] = {
        "hints": showing.hint_cards(unusual.hints(zone=edition.time_zone if edition else "Europe/Berlin"))[
            :4
        ],
        "days": unusual.DAYS,
        "record": activities.checked_in_words(queries.record_of(edition)) if edition else "",
    }
    return render_to_string("oversight/panels/officer.html", context, request=request)
