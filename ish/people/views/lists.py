"""The organisers' lists: everybody, and who is ready."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ish import clock
from ish.desk.access import access
from ish.desk.lists import EXPORT, List, build, export, list_page
from ish.people import forms, partners, queries, requirements, showing
from ish.people import readiness as ready
from ish.people.models import Participation
from ish.people.readiness import Filter
from ish.people.readiness_tables import ReadinessTable
from ish.people.states import Actor
from ish.people.tables import PeopleTable
from ish.programme import queries as programme
from ish.programme.models import Edition


@require_safe
@access("organiser")
def people_list(request: HttpRequest) -> HttpResponseBase:
    """Everybody in the edition in hand; what is shown can be downloaded."""
    edition = programme.organised_edition(request)
    rows = queries.seen_participations(request.user, role="organiser").filter(edition=edition)
    rows = _with_partner(rows.select_related("person", "edition")).order_by(*queries.BY_NAME)
    return list_page(
        request,
        PeopleTable,
        rows,
        forms.PeopleFilter,
        export_name=f"people-{edition.year}",
        role="organiser",
        context={
            "heading": _("People"),
            "lead": _("Everybody in %(edition)s, from the first mention on.") % {"edition": edition},
            "breadcrumbs": [{"label": _("People")}],
        },
    )


def _with_partner(rows: QuerySet[Participation]) -> QuerySet[Any]:
    """Add the partner's name, as far as anybody knows partners."""
    return rows.annotate(partner_name=partners.name())


# ---------------------------------------------------------------- READINESS


@require_safe
@access("organiser")
def readiness(request: HttpRequest) -> HttpResponseBase:
    """Who is ready: per person what is open, whose turn it is, what is late; as a file, too."""
    edition = programme.organised_edition(request)
    form = forms.ReadinessFilter(request.GET or None)
    chosen = form.chosen
    sheet, rows = ready.found(
        edition=edition, user=request.user, at=clock.today(edition.time_zone), chosen=chosen
    )
    listed = _as_file(request, edition, sheet, rows)
    if listed.wanted:
        return export(listed, listed.wanted)
    page, lines = ready.one_page(sheet=sheet, rows=_with_partner(rows), number=request.GET.get("page"))
    context = {
        "edition": edition,
        "form": form,
        "filtered": chosen != Filter(),
        "query": form.query if form.is_bound else "",
        "export_links": listed.export_links,
        "address": request.build_absolute_uri(
            f"{request.path}?{form.query}" if form.is_bound else request.path
        ),
        "page": page,
        "lines": [_line(line) for line in lines],
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "partners_known": bool(partners.path()),
        "breadcrumbs": [{"label": _("Who is ready")}],
    }
    return render(request, "people/readiness.html", context)


def _as_file(request: HttpRequest, edition: Edition, sheet: requirements.Sheet, rows: QuerySet[Any]) -> List:
    """Return the list as it is written into a file: everybody shown, with all that is open. Nobody is fetched for a page."""
    wanted = bool(request.GET.get(EXPORT))
    lines = list(ready.everybody(sheet=sheet, rows=rows)) if wanted else []
    return build(request, ReadinessTable, lines, export_name=f"ready-{edition.year}", role="organiser")


def _line(line: ready.Ready) -> dict[str, Any]:
    row: Any = line.participation
    return {
        "row": row,
        "person": row.person,
        "partner": row.partner_name,
        "mark": showing.mark(row.person),
        "tone": showing.tone_of(row.state),
        "url": f"{reverse('people:person', args=[row.person_id])}?as={row.pk}",
        "capacity": "" if row.is_participant else row.get_capacity_display(),
        "open": [(task, *showing.state_of(task, Actor.ORGANISER)) for task in line.open[:4]],
        "more": max(len(line.open) - 4, 0),
        "count": len(line.open),
        "overdue": line.overdue,
        "turns": [showing.actor_of(actor, guest=not row.is_participant) for actor in line.turns],
        "waived": [task for task in line.tasks if task.waived],
        "next_due": line.open[0].due if line.open else None,
    }


@require_safe
@access("organiser")
def readiness_totals(request: HttpRequest) -> HttpResponse:
    """The stacked bars above the list, fetched by the page once it stands: what is done, open and late over everybody shown.
    Without script a link leads here, and it is a page of its own."""
    edition = programme.organised_edition(request)
    chosen = forms.ReadinessFilter(request.GET or None).chosen
    sheet, rows = ready.found(
        edition=edition, user=request.user, at=clock.today(edition.time_zone), chosen=chosen
    )
    found = sheet.totals(rows)
    bars = [_bar(requirements.get(code), counts) for code, counts in found.items()]
    fragment = request.headers.get("HX-Request") == "true"
    template = "people/fragments/totals.html" if fragment else "people/totals.html"
    crumbs = [
        {"label": _("Who is ready"), "url": reverse("people:readiness")},
        {"label": _("What is missing")},
    ]
    form = forms.ReadinessFilter(request.GET or None)
    kept = QueryDict(form.query if form.is_bound else "", mutable=True)
    for name in ("requirement", "only"):
        kept.pop(name, None)
    context = {
        "bars": [bar for bar in bars if bar["total"]],
        "kept": kept.urlencode(),
        "breadcrumbs": crumbs,
    }
    return render(request, template, context)


def _bar(requirement: requirements.Requirement, counts: dict[str, int]) -> dict[str, Any]:
    late = counts["overdue"]
    parts = [
        (_("done"), counts["done"], "done"),
        (_("not needed"), counts["waived"], "neutral"),
        (_("open"), counts["open"] - late, "waiting"),
        (_("late"), late, "problem"),
    ]
    segments = [{"label": label, "value": value, "tone": tone} for label, value, tone in parts if value]
    return {
        "code": requirement.code,
        "label": requirement.label,
        "segments": segments,
        "total": sum(segment["value"] for segment in segments),
        "open": counts["open"],
    }
