"""Who is on duty; whom one looks after; the emergency card, which opens with one tap and a reason."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ish import clock
from ish.consents import queries as consents
from ish.consents.states import Kind
from ish.desk.access import access
from ish.oversight.declared import field_label
from ish.people import ages, partners
from ish.people.models import Participation
from ish.portraits import queries as portraits
from ish.portraits import rules as portrait_rules
from ish.portraits.states import Use
from ish.privacy import services as privacy
from ish.programme.queries import organised_edition
from logistics import card, card_paper, duty_queries, duty_services
from logistics.duty_forms import EVERYBODY, THEIRS, DutyForm, OpenForm, WhomForm
from logistics.models import Duty
from logistics.states import Emergency

A_PAGE, A_PAGE_OF_CARDS = 60, 30
LIKES = ("hobbies", "instrument", "sport", "swimming")
MOST = 200
"""So many can be ticked; a page has fewer."""

# ---------------------------------------------------------------- WHO IS ON DUTY


@access("organiser")
@require_http_methods(["GET", "HEAD", "POST"])
def duties(request: HttpRequest) -> HttpResponse:
    """All duties of the edition in hand, and one more."""
    edition = organised_edition(request)
    form = DutyForm(request.POST or None, edition=edition)
    if request.method == "POST" and form.is_valid():
        return _put_on_duty(request, form)
    page = Paginator(duty_queries.duties(edition), A_PAGE).get_page(request.GET.get("page"))
    rows = list(page)
    names = duty_queries.first_names(rows)
    context = {
        "edition": edition,
        "form": form,
        "duties": [(row, names.get(row.pk, []), row.named - len(names.get(row.pk, []))) for row in rows],
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "today": clock.today(edition.time_zone),
        "anybody": form.fields["participation"].queryset.exists(),  # type: ignore[attr-defined]
        "breadcrumbs": [{"label": _("On duty")}],
    }
    return render(request, "logistics/duties.html", context)


def _put_on_duty(request: HttpRequest, form: DutyForm) -> HttpResponse:
    said = dict(form.cleaned_data)
    row = duty_services.give_duty(by=request.user, everybody=said.pop("whom") == EVERYBODY, **said)
    name = row.participation.person.full_name
    if row.everybody:
        messages.success(request, _("%(name)s is on duty on these days.") % {"name": name})
        return redirect("logistics:duties")
    messages.success(request, _("Now choose the people whom %(name)s looks after.") % {"name": name})
    return redirect("logistics:duty", row.pk)


@access("organiser")
@require_safe
def duty(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom somebody on duty looks after: found by name, partner or lab among thousands, taken in and out, one or all found."""
    edition = organised_edition(request)
    row = duty_queries.duty_or_404(edition, pk)
    form = WhomForm(request.GET, edition=edition)
    found = _found(row, form)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    rows = list(page)
    partner_of = partners.names_of([one.pk for one in rows])
    context = {
        "duty": row,
        "carer": row.participation.person.full_name,
        "named": row.people.count(),
        "theirs": request.GET.get("shows") == THEIRS,
        "form": form,
        "people": [(one, partner_of.get(one.pk, "")) for one in rows],
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "query": form.query,
        "over": row.ends_on < clock.today(edition.time_zone),
        "breadcrumbs": [
            {"label": _("On duty"), "url": reverse("logistics:duties")},
            {"label": row.participation.person.full_name},
        ],
    }
    return render(request, "logistics/duty.html", context)


def _found(row: Duty, form: WhomForm) -> QuerySet[Participation]:
    return duty_queries.found_for(row, form.wanted) if form.wanted else Participation.objects.none()


@access("organiser")
@require_POST
def change_duty(request: HttpRequest, pk: int) -> HttpResponse:
    """Take people in or out: those ticked, or all whom the search finds; or let the duty be for everybody."""
    edition = organised_edition(request)
    row = duty_queries.duty_or_404(edition, pk)
    form = WhomForm(QueryDict(request.POST.get("list", "")), edition=edition)
    back = f"{reverse('logistics:duty', args=[pk])}?{form.query}"
    done = request.POST.get("do", "")
    if done == "everybody":
        duty_services.for_everybody(duty=row)
        messages.success(request, _("This duty is for everybody of the edition now."))
        return redirect("logistics:duty", pk)
    people = _found(row, form)
    if done in ("in", "out"):
        ticked = [int(key) for key in request.POST.getlist("who")[:MOST] if key.isdecimal() and len(key) < 19]
        people = Participation.objects.filter(pk__in=ticked)
    if done in ("in", "in_all"):
        count = duty_services.take_in(duty=row, people=people)
        words = ngettext("%(n)s person was added.", "%(n)s people were added.", count)
    else:
        count = duty_services.take_out(duty=row, people=people)
        words = ngettext("%(n)s person was taken out.", "%(n)s people were taken out.", count)
    if count:
        messages.success(request, words % {"n": count})
    else:
        messages.info(request, _("Nothing was changed: nobody was ticked or found."))
    return redirect(back)


@access("organiser")
@require_POST
def end_duty(request: HttpRequest, pk: int) -> HttpResponse:
    """End a duty at once."""
    row = duty_queries.duty_or_404(organised_edition(request), pk)
    duty_services.end_duty(duty=row, by=request.user)
    messages.success(request, _("This duty has ended."))
    return redirect("logistics:duties")


# ---------------------------------------------------------------- WHOM ONE LOOKS AFTER


@access("companion")
@require_safe
def in_care(request: HttpRequest) -> HttpResponse:
    """The people whom a tutor looks after today: how they are called, how to ring them, and the way to the card."""
    page = Paginator(duty_queries.in_care(request.user), A_PAGE_OF_CARDS).get_page(request.GET.get("page"))
    rows = list(page)
    fields = ("given_names", "family_name", "badge_name", "native_name", "pronunciation", "phone")
    known = privacy.reveal_many(
        [row.person for row in rows], reader=request.user, role="companion", fields=fields, where="in care"
    )
    bands = [_band(row) for row in rows]
    pictures, without, likes = _pictures(rows), _without(rows), _likes(request.user, rows)
    people = [
        {
            "row": row,
            "known": one,
            "band": band,
            "picture": pictures.get(row.pk),
            "without": without.get(row.pk, []),
            "likes": likes.get(row.pk, []),
        }
        for row, one, band in zip(rows, known, bands, strict=True)
    ]
    context = {
        "people": people,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "breadcrumbs": [{"label": _("People in your care")}],
    }
    return render(request, "logistics/in_care.html", context)


def _likes(user: Any, rows: list[Participation]) -> dict[int, list[tuple[Any, Any]]]:
    """Return what they like and how they swim, as label and words, by participation; of whom said so."""
    told = [row.interests for row in rows if hasattr(row, "interests")]
    known = privacy.reveal_many(told, reader=user, role="companion", fields=LIKES, where="in care")
    found: dict[int, list[tuple[Any, Any]]] = {}
    for row, values in zip(told, known, strict=True):
        words = {**values, "swimming": row.get_swimming_display() if values.get("swimming") else ""}
        found[row.participation_id] = [
            (field_label("profiles.Interests", name), words[name]) for name in LIKES if words.get(name)
        ]
    return found


def _without(rows: list[Participation]) -> dict[int, list[str]]:
    """Return what nobody agreed to of what those on site act on: whether somebody may swim, go out, be photographed."""
    editions = {row.edition_id: row.edition for row in rows}
    found: dict[int, list[str]] = {}
    for pk, edition in editions.items():
        some = [row for row in rows if row.edition_id == pk]
        found |= consents.without(some, edition, (Kind.ACTIVITY, Kind.TRAVEL, Kind.PHOTO))
    return found


def _band(row: Participation) -> str:
    """Return the age band that house rules and law go by (JuSchG s.4, 5, 9, 10), on this very day."""
    age = row.person.age_on(clock.today(row.edition.time_zone))
    if age is None:
        return _("age not known")
    return _("under 16") if age < ages.YOUTH else _("16 or 17") if age < ages.ADULT else _("18 or older")


def _pictures(rows: list[Participation]) -> dict[int, Any]:
    """Return the pictures that may be used to meet somebody, by participation."""
    found = portraits.of_many(rows)
    return {pk: one for pk, one in found.items() if portrait_rules.counts(one, Use.MEETING)}


# ---------------------------------------------------------------- THE EMERGENCY CARD


@access("companion", "organiser")
@require_http_methods(["GET", "HEAD", "POST"])
def emergency_card(request: HttpRequest, pk: int) -> HttpResponse:
    """The card of one person: closed until somebody says why they open it, then open for them for two hours."""
    row, role = duty_queries.participation_or_404(request.user, pk)
    if request.method == "POST":
        return _open(request, row, role)
    opening = duty_queries.opening(request.user, row)
    context: dict[str, Any] = {
        "participation": row,
        "person": row.person,
        "role": role,
        "breadcrumbs": _crumbs(row, role),
    }
    if opening is None:
        return render(request, "logistics/card_closed.html", {**context, "causes": Emergency.choices})
    shown = card.of(row, reader=request.user, role=role, reason=_why(opening))
    return render(request, "logistics/card.html", {**context, "card": shown, "opening": opening})


def _open(request: HttpRequest, row: Participation, role: str) -> HttpResponse:
    form = OpenForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Say why you open the card: choose one of the reasons."))
        return redirect("logistics:card", row.pk)
    duty_services.open_card(participation=row, by=request.user, role=role, **form.cleaned_data)
    return redirect("logistics:card", row.pk)


@access("companion", "organiser")
@require_safe
def card_as_paper(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """The open card as a PDF, in German for a doctor or in the reader's language."""
    row, role = duty_queries.participation_or_404(request.user, pk)
    opening = duty_queries.opening(request.user, row)
    if opening is None:
        return redirect("logistics:card", pk)
    code = language if language in ("de", "en") else get_language() or "en"
    made = card_paper.set_card(row, reader=request.user, role=role, reason=_why(opening), language=code)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="emergency-card-{row.pk}.pdf"'
    answer["Cache-Control"] = "no-store, private"
    return answer


def _why(opening: Any) -> str:
    cause = Emergency(opening.cause).label if opening.cause else ""
    return ": ".join(str(one) for one in (cause, opening.reason) if one)


def _crumbs(row: Participation, role: str) -> list[dict[str, Any]]:
    title = {"label": _("Emergency card")}
    if role == "companion":
        return [{"label": _("People in your care"), "url": reverse("logistics:in_care")}, title]
    page = reverse("people:person", args=[row.person_id])
    return [
        {"label": _("People"), "url": reverse("people:list")},
        {"label": row.person.full_name, "url": page},
        title,
    ]
