"""The organisers' lists: everybody, and who is ready."""

from typing import Any

from django.contrib import messages
from django.db.models import F, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from ish import clock
from ish.desk.access import access
from ish.desk.confirm import confirm, confirmed, number
from ish.desk.lists import list_page
from ish.jobs.services import start
from ish.people import forms, partners, queries, requirements, showing
from ish.people import readiness as ready
from ish.people.models import Participation
from ish.people.readiness import Filter
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
    path = partners.path()
    return rows.annotate(partner_name=F(f"{path}__name") if path else Value(""))


# ---------------------------------------------------------------- READINESS


@require_safe
@access("organiser")
def readiness(request: HttpRequest) -> HttpResponse:
    """Who is ready: per person what is open, whose turn it is, what is late."""
    edition = programme.organised_edition(request)
    form = forms.ReadinessFilter(request.GET or None)
    chosen = form.chosen
    sheet, rows = ready.found(
        edition=edition, user=request.user, at=clock.today(edition.time_zone), chosen=chosen
    )
    page, lines = ready.one_page(sheet=sheet, rows=rows, number=request.GET.get("page"))
    names = partners.names_of([line.participation.pk for line in lines])
    context = {
        "edition": edition,
        "form": form,
        "filtered": chosen != Filter(),
        "query": _without_page(request),
        "page": page,
        "lines": [_line(line, names.get(line.participation.pk, "")) for line in lines],
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "partners_known": bool(partners.path()),
        "breadcrumbs": [{"label": _("Who is ready")}],
    }
    return render(request, "people/readiness.html", context)


def _without_page(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


def _line(line: ready.Ready, partner: str) -> dict[str, Any]:
    row = line.participation
    return {
        "row": row,
        "person": row.person,
        "partner": partner,
        "tone": showing.tone_of(row.state),
        "url": reverse("people:person", args=[row.person_id]),
        "open": [(task, *showing.state_of(task, Actor.ORGANISER)) for task in line.open[:4]],
        "more": max(len(line.open) - 4, 0),
        "count": len(line.open),
        "overdue": line.overdue,
        "turns": [actor.label for actor in line.turns],
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
    context = {"bars": [bar for bar in bars if bar["total"]], "breadcrumbs": crumbs}
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


# ---------------------------------------------------------------- REMINDING MANY


@access("organiser")
def remind(request: HttpRequest) -> HttpResponse:
    """Remind everybody whom the filter leaves of what they have to do themselves; says first how many that are."""
    edition = programme.organised_edition(request)
    chosen = forms.ReadinessFilter(request.GET or None).chosen
    own = Filter(
        **{**vars(chosen), "actor": Actor.PARTICIPANT, "only": chosen.only if chosen.only != "ready" else ""}
    )
    _sheet, rows = ready.found(
        edition=edition, user=request.user, at=clock.today(edition.time_zone), chosen=own
    )
    back = f"{reverse('people:readiness')}?{request.GET.urlencode()}"
    count, silent = rows.count(), rows.filter(person__email="").count()
    if not count - silent:
        messages.info(request, _("None of them has something to do themselves, so nobody is reminded."))
        return redirect(back)
    if confirmed(request):
        return redirect("desk:job", _start(request, edition, own))
    return _ask(request, count - silent, silent, back)


def _start(request: HttpRequest, edition: Edition, chosen: Filter) -> int:
    user: Any = request.user
    args = {"edition": edition.pk, "owner": user.pk, "filter": vars(chosen)}
    return start(kind="people.remind", owner=user, args=args).pk


def _ask(request: HttpRequest, written: int, silent: int, back: str) -> HttpResponse:
    numbers = [number(written, ngettext("person is written to", "people are written to", written))]
    if silent:
        words = ngettext("has no e-mail address", "have no e-mail address", silent)
        numbers.append(number(silent, words, "waiting"))
    return confirm(
        request,
        _("Write reminders?"),
        [
            _("Each letter lists what this person has to do, with the dates, in their language."),
            _("Whoever has done everything before it is sent gets none."),
            _("Nobody is reminded twice on one day."),
        ],
        _("Write the reminders"),
        back,
        numbers=numbers,
    )
