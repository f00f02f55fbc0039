"""What this app puts on desks and on a person's page."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from ish.nominations import queries
from ish.nominations.models import Nomination
from ish.nominations.rules import ORGANISER, partner_knows
from ish.nominations.tables import rank_of, receiver_words, sender_words
from ish.nominations.views import showing
from ish.people.models import Participation
from ish.privacy import services as privacy


def coordinator_panel(request: HttpRequest, edition: Any) -> str | None:
    """On a coordinator's desk: places, waiting list, due date, what waits for them."""
    mine = queries.coordinated_edition(request)
    if mine is None:
        return None
    bodies = queries.coordinated_bodies(request.user, mine)
    numbers = queries.numbers(mine, bodies, told=partner_knows())
    context = {"edition": mine, "heads": [showing.head(mine, n) for n in numbers]}
    return render_to_string("nominations/panels/coordinator.html", context, request=request)


def organiser_panel(request: HttpRequest, edition: Any) -> str | None:
    """On an organiser's desk: how many will come, partner by partner; counted by a piece that is loaded after the page."""
    if edition is None or not edition.has_stage("nominations"):
        return None
    context = {"edition": edition}
    return render_to_string("nominations/panels/organiser.html", context, request=request)


def person_panel(request: HttpRequest, participation: Participation) -> str | None:
    """On the organisers' page of a person: who named them, and where both sides are."""
    row = Nomination.objects.filter(participation=participation).select_related(*queries.WITH_PERSON).first()
    if row is None:
        return None
    row.participation = participation
    shown = privacy.reveal(row, reader=request.user, role=ORGANISER)
    context = {
        "nomination": row,
        "rank": rank_of(row),
        "sender": dict(zip(("tone", "label"), sender_words(row), strict=True)),
        "receiver": dict(zip(("tone", "label"), receiver_words(row), strict=True)),
        "facts": [{"label": f["label"], "value": f["text"]} for f in shown.facts() if f["value"]],
    }
    return render_to_string("nominations/panels/person.html", context, request=request)
