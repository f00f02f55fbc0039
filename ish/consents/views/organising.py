"""What organisers see of consents, record on somebody's behalf, do without, and send."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from ish import clock
from ish.consents import overview, queries, seat, seat_mails, services
from ish.consents.forms import GuardianForm, MatrixFilter, ReasonForm, RecordForm
from ish.consents.models import Lift
from ish.consents.panels import person_context
from ish.consents.services import Said
from ish.consents.views.seat import handing_of
from ish.desk import exports
from ish.desk.access import access
from ish.desk.confirm import confirm, confirmed, number
from ish.desk.lists import FORMATS
from ish.people import queries as people
from ish.people import services as people_services
from ish.people.models import Guardian, Participation
from ish.programme import queries as programme

PAGE_SIZE = 50


def _row(request: HttpRequest, pk: int) -> Participation:
    return people.participation_or_404(request.user, pk, role="organiser")


def _guardian(row: Participation, pk: int) -> Guardian:
    found = row.person.guardians.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _crumbs(row: Participation, *more: Any) -> list[dict[str, Any]]:
    return [
        {"label": _("People"), "url": reverse("people:list")},
        {"label": row.person.full_name, "url": reverse("people:person", args=[row.person_id])},
        *({"label": one} if isinstance(one, str) else one for one in more),
    ]


# ---------------------------------------------------------------- ONE PERSON


@require_safe
@access("organiser")
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """All consents of one person: who signed what, who has to, what can be done."""
    row = _row(request, pk)
    context = {
        **person_context(request, row),
        "handing": handing_of(row, reverse("consents:hand_over", args=[pk])),
        "breadcrumbs": _crumbs(row, _("Consents")),
    }
    return render(request, "consents/person.html", context)


@require_safe
@access("organiser")
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    """The piece on the page of a person, fetched when that page stands."""
    row = _row(request, pk)
    context = person_context(request, row)
    if request.headers.get("HX-Request") == "true":
        return render(request, "consents/panels/person.html", context)
    return render(request, "consents/panel.html", {**context, "breadcrumbs": _crumbs(row, _("Consents"))})


@access("organiser")
def record(request: HttpRequest, pk: int, signer: int) -> HttpResponse:
    """Record what a guardian (or, under 0, the student) said on the phone or on paper."""
    row = _row(request, pk)
    guardian = _guardian(row, signer) if signer else None
    items = queries.items(queries.sheet(row), guardian)
    who = guardian.name if guardian else row.person.full_name
    form = RecordForm(request.POST or None, items=items, initial={"name": who})
    back = reverse("consents:person", args=[pk])
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        said = Said(values["name"], values["method"], values["source"], request.user)
        try:
            made = services.record(participation=row, guardian=guardian, choices=form.choices, said=said)
        except (services.NotAsked, services.TextChanged) as error:
            messages.error(request, str(error))
        else:
            words = ngettext("%(n)s answer is recorded.", "%(n)s answers are recorded.", len(made))
            messages.success(request, words % {"n": len(made)})
        return redirect(back)
    crumbs = _crumbs(row, {"label": _("Consents"), "url": back}, _("Record answers"))
    context = {"form": form, "items": items, "who": who, "back": back, "row": row, "breadcrumbs": crumbs}
    return render(request, "consents/record.html", context)


@access("organiser")
def guardian(request: HttpRequest, pk: int, signer: int) -> HttpResponse:
    """Who a guardian is, and whether they decide alone; a new one under 0."""
    row = _row(request, pk)
    known = _guardian(row, signer) if signer else None
    names = ("name", "relation", "custody", "reach", "email", "phone", "language")
    initial = {name: getattr(known, name) for name in names} if known else {"language": row.person.language}
    form = GuardianForm(request.POST or None, initial=initial)
    back = reverse("consents:person", args=[pk])
    if request.method == "POST" and form.is_valid():
        if known:
            people_services.save_guardian(guardian=known, values=form.cleaned_data, by=request.user)
        else:
            people_services.add_guardian(person=row.person, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(back)
    title = known.name if known else _("Another guardian")
    crumbs = _crumbs(row, {"label": _("Consents"), "url": back}, title)
    context = {"form": form, "title": title, "back": back, "row": row, "breadcrumbs": crumbs}
    return render(request, "consents/guardian.html", context)


@access("organiser")
@require_POST
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Do without one consent or one signature, with a reason; or ask for it again."""
    row = _row(request, pk)
    back = redirect("consents:person", pk)
    if again := request.POST.get("again"):
        found = Lift.objects.filter(participation=row, pk=again if again.isdigit() else 0).first()
        if found is None:
            raise Http404
        services.unlift(lift=found)
        messages.success(request, _("It is asked for again."))
        return back
    form = ReasonForm(request.POST)
    code, signer = request.POST.get("purpose", ""), request.POST.get("guardian", "")
    purpose = next((one for one in queries.purposes(row.edition) if one.code == code), None)
    parent = _guardian(row, int(signer)) if signer.isascii() and signer.isdigit() else None
    if (purpose is None) == (parent is None):
        raise Http404
    if not form.is_valid():
        messages.error(request, _("Say why this is not needed."))
        return back
    try:
        services.lift(
            participation=row,
            purpose=purpose,
            guardian=parent,
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
    except services.NotAsked as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Noted, with your name and the reason."))
    return back


@access("organiser")
@require_POST
def send(request: HttpRequest, pk: int, signer: int) -> HttpResponse:
    """Send a guardian their link (again)."""
    row = _row(request, pk)
    parent = _guardian(row, signer)
    if not seat.is_living(row) or not seat.may_sit(parent, row):
        messages.error(request, _("There is no address of their own: record what they say, or use paper."))
    else:
        seat_mails.again(participation=row, guardian=parent)
        messages.success(request, _("A letter goes to %(email)s.") % {"email": parent.email})
    return redirect("consents:person", pk)


# ---------------------------------------------------------------- EVERYBODY


@require_safe
@access("organiser")
def matrix(request: HttpRequest) -> HttpResponseBase:
    """Everybody who comes, and each consent: who has not, who said no; as a file, too."""
    edition = programme.organised_edition(request)
    at = clock.today(edition.time_zone)
    asked = queries.purposes(edition)
    titles = queries.titles(asked)
    form = MatrixFilter(request.GET or None, purposes=[(one.code, titles[one.pk]) for one in asked])
    rows = overview.found(edition, request.user, at, form.chosen)
    wanted = request.GET.get("_export", "")
    heads = [titles[one.pk] for one in asked]
    if wanted in FORMATS:
        lines = overview.lines_for_file(rows, edition, asked, at)
        make = exports.xlsx if wanted == "xlsx" else exports.csv
        return make(lines, [_("Name"), *heads], f"consents-{edition.year}")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    files = [{"url": f"?{query.urlencode()}&_export={one}", "label": one.upper()} for one in FORMATS]
    context = {
        "edition": edition,
        "form": form,
        "filtered": bool(form.chosen),
        "heads": heads,
        "page": page,
        "rows": overview.rows_of(list(page), edition, asked, at, titles),
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "query": query.urlencode(),
        "export_links": files,
        "any": bool(asked),
        "breadcrumbs": [{"label": _("Consents")}],
    }
    return render(request, "consents/matrix.html", context)


@access("organiser")
def ask(request: HttpRequest) -> HttpResponse:
    """Write to all guardians who still have something needed to answer; says first how many that are."""
    edition = programme.organised_edition(request)
    at = clock.today(edition.time_zone)
    rows = overview.found(edition, request.user, at, {"only": "guardian"})
    everybody = list(rows.select_related("person__user").prefetch_related("person__guardians"))
    for row in everybody:
        row.edition = edition
    sheets = queries.sheets(everybody, edition, at)
    wanted = {row.pk: seat_mails.to_ask(row, sheets[row.pk]) for row in everybody}
    back, count = reverse("consents:matrix"), sum(len(found) for found in wanted.values())
    silent = sum(not found for found in wanted.values())
    if not count:
        messages.info(request, _("There is no guardian who could be written to and still has to answer."))
        return redirect(back)
    if confirmed(request):
        for row in everybody:
            for parent in wanted[row.pk]:
                seat_mails.asked(participation=row, guardian=parent, mark=at.isoformat())
        words = ngettext("%(n)s letter is on its way.", "%(n)s letters are on their way.", count)
        messages.success(request, words % {"n": count})
        return redirect(back)
    numbers = [number(count, ngettext("guardian is written to", "guardians are written to", count))]
    if silent:
        words = ngettext(
            "student has no guardian with an address", "students have no guardian with an address", silent
        )
        numbers.append(number(silent, words, "waiting"))
    lines = [
        _("Each letter holds a link to the guardian's own page, in their language."),
        _("Whoever has answered before it is sent gets none, and nobody gets two on one day."),
    ]
    return confirm(request, _("Write to guardians?"), lines, _("Write the letters"), back, numbers=numbers)
