"""How far the partners are, and how many will come: the page, and what stands on other pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ish.desk import lists
from ish.desk.access import access
from ish.nominations import asking_queries as asking
from ish.nominations import forecast_queries, funnel_queries
from ish.nominations.funnel_tables import FunnelTable
from ish.nominations.rules import ORGANISER
from ish.nominations.views.asking import state_words
from ish.programme import queries as programme
from ish.programme.models import Edition, NominatingBody

ON_THE_DESK = 20
"""So many partners stand on an organiser's desk."""


def bars(found: dict[str, int], *, partners: bool = True) -> list[dict[str, Any]]:
    """Return the way as rows of a picture that is a table; `partners`: with the two steps that count partners."""
    steps = [
        ("places", _("places agreed")),
        ("named", _("named")),
        ("handed_in", _("handed in")),
        ("selected", _("selected")),
        ("accepted", _("accepted")),
        ("arrived", _("arrived")),
    ]
    asked = [("asked", _("partners asked")), ("answered", _("partners that answered"))] if partners else []
    return [{"label": label, "value": found[name], "tone": "accent"} for name, label in [*asked, *steps]]


@access("organiser")
@require_safe
def funnel(request: HttpRequest) -> HttpResponseBase:
    """From the question to the arrival: all partners as a picture, each as a row; what is shown can be downloaded."""
    edition = programme.organised_edition(request)
    found = {} if request.GET.get(lists.EXPORT) else funnel_queries.totals(edition)
    rows = bars(found) if found else []
    return lists.list_page(
        request,
        FunnelTable,
        funnel_queries.partners(edition),
        template="nominations/funnel.html",
        export_name=f"partners-{edition.year}",
        role=ORGANISER,
        context={
            "heading": _("How far the partners are"),
            "lead": _("From the question to the arrival, for %(edition)s.") % {"edition": edition},
            "bars": rows,
            "most": max((row["value"] for row in rows), default=1) or 1,
            "found": found,
            "breadcrumbs": [{"label": _("How far the partners are")}],
        },
    )


@access("organiser")
@require_safe
def forecast(request: HttpRequest) -> HttpResponse:
    """How many will come, with places that have no name yet: a piece of the desk, loaded after it."""
    edition = programme.organised_edition(request)
    if request.GET.get("as") == "line":
        return HttpResponse(places_panel(request, edition))
    fragment = request.headers.get("HX-Request") == "true"
    template = "nominations/fragments/desk.html" if fragment else "nominations/forecast.html"
    context = {
        "edition": edition,
        "forecast": forecast_queries.forecast(edition),
        "totals": asking.totals(edition),
        "funnel": funnel_queries.funnel(edition, first=ON_THE_DESK),
        "breadcrumbs": [{"label": _("How many will come")}],
    }
    return render(request, template, context)


# ---------------------------------------------------------------- ON OTHER PAGES


def places_panel(request: HttpRequest, edition: Edition) -> str:
    """Above the places of all partners, and on the page of decisions: how many are to be expected."""
    context = {"edition": edition, "forecast": forecast_queries.forecast(edition)}
    return render_to_string("nominations/panels/forecast.html", context, request=request)


def decisions_panel(request: HttpRequest, edition: Edition) -> str:
    """The same on the page of decisions, whose numbers are many: loaded after the page."""
    return render_to_string("nominations/panels/forecast_later.html", {}, request=request)


def body_panel(request: HttpRequest, body: NominatingBody) -> str | None:
    """On the organisers' page of a partner: what it answered, and its way as a picture."""
    edition = programme.edition_as(request, ORGANISER)
    if edition is None or not edition.has_stage("nominations"):
        return None
    found = funnel_queries.of(edition, body)
    reply = asking.replies_of(edition, [body]).get(body.pk)
    rows = bars(found, partners=False)
    context = {
        "body": body,
        "edition": edition,
        "reply": reply,
        "state": state_words(asking.state_of(reply)),
        "facts": asking.facts(reply) if reply and reply.answered_at else [],
        "bars": rows,
        "most": max(row["value"] for row in rows) or 1,
        "unnamed": found["unnamed"],
    }
    return render_to_string("nominations/panels/funnel.html", context, request=request)
