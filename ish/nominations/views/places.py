"""Free places: which are free and whose they were, who is next, one click to offer; a partner names somebody else."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import roles
from ish import clock
from ish.desk import lists
from ish.desk.access import access
from ish.desk.confirm import confirm, confirmed
from ish.nominations import forms, queries, rules, vacancy_queries
from ish.nominations.decision_forms import MINUTES, SOON
from ish.nominations.models import Nomination
from ish.nominations.places_forms import OfferForm
from ish.nominations.rules import COORDINATOR, ORGANISER
from ish.nominations.services import AlreadyNamed, OverQuota, places
from ish.nominations.vacancy_queries import Free
from ish.nominations.vacancy_tables import FreeTable
from ish.nominations.views import vacancies
from ish.people.services import NotAllowed
from ish.programme import queries as programme
from ish.programme.models import Edition, NominatingBody

ON_A_PAGE = 25
ON_THE_DESK = 5
TO_CHOOSE = 30


# ---------------------------------------------------------------- WHAT IS FREE


@access("organiser")
@require_safe
def free(request: HttpRequest) -> HttpResponseBase:
    """The free places of the edition in hand, each with whom to offer it to (also as a file), and offers nobody has answered."""
    edition = programme.organised_edition(request)
    found = vacancy_queries.free_places(edition)
    listed = lists.build(
        request,
        FreeTable,
        found,
        export_name=f"free-places-{edition.year}",
        role=ORGANISER,
        table_kwargs={"zone": edition.time_zone},
    )
    if listed.wanted:
        for one in vacancy_queries.propose(edition, found):
            one.why = vacancies.why(one)
        return lists.export(listed, listed.wanted)
    pages = Paginator(found, ON_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    shown = vacancy_queries.propose(edition, found, first=page.start_index() - 1, end=page.end_index())
    context = {
        "edition": edition,
        "cards": _cards(edition, shown),
        "lapsed": list(vacancy_queries.lapsed(edition)[:ON_A_PAGE]),
        "days": vacancy_queries.days_until(edition),
        "page": page,
        "pages": list(pages.get_elided_page_range(page.number)),
        "query": "",
        "export_links": listed.export_links,
        "breadcrumbs": [{"label": _("Free places")}],
    }
    return render(request, "nominations/free_places.html", context)


def _cards(edition: Edition, found: list[Free]) -> list[dict[str, Any]]:
    """Return the places of one page, each with the form that stands beside its proposal, the last day filled in."""
    rows = [one.candidate for one in found if one.candidate]
    days = places.accept_by(rows, edition)
    cards = []
    for one in found:
        row = one.candidate
        form = _form(edition, days[row.pk], auto_id=f"offer-{row.pk}-%s") if row else None
        cards.append(vacancies.card(edition, one, form=form))
    return cards


def _form(edition: Edition, last_day: date, *, over: bool = False, **more: Any) -> OfferForm:
    first = clock.today(edition.time_zone)
    return OfferForm(initial={"last_day": last_day}, first=first, last=edition.arrival_day, over=over, **more)


@access("organiser")
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Everybody who could have one free place, in order: the partner's waiting list, then the common pool."""
    edition = programme.organised_edition(request)
    body, was = _place(request, edition)
    found = vacancy_queries.could_have(edition, body, first=TO_CHOOSE)
    context = {
        "edition": edition,
        "body": body,
        "was": was,
        "choices": [vacancies.choice(edition, body, row, pool) for row, pool in found],
        "breadcrumbs": [
            {"label": _("Free places"), "url": reverse("nominations:free")},
            {"label": body.name},
        ],
    }
    return render(request, "nominations/choose_for_place.html", context)


def _place(request: HttpRequest, edition: Edition) -> tuple[NominatingBody, Nomination | None]:
    """Return the partner whose place it is and whose it was, as the address or the form says. Raises `Http404`."""
    given = request.POST if request.method == "POST" else request.GET
    was_key, body_key = given.get("was", ""), given.get("body", "")
    if was_key:
        rows = roles.visible_to(Nomination.objects.filter(edition=edition), request.user, role=ORGANISER)
        was = rows.select_related(*queries.WITH_PERSON, "place_of").filter(pk=_key(was_key)).first()
        if was is None:
            raise Http404
        return was.place_of or was.body, was
    body = queries.taking_part(edition).filter(pk=_key(body_key)).first()
    if body is None:
        raise Http404
    return body, None


def _key(text: str) -> int:
    if not text.isdecimal() or len(text) > 17:
        raise Http404
    return int(text)


# ---------------------------------------------------------------- OFFER, END


@access("organiser")
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a free place to one student: at once with the form beside the proposal, else after a look at what it means."""
    rows = Nomination.objects.select_related(*queries.WITH_PERSON, "participation__person__user")
    row = roles.visible_or_404(rows, request.user, role=ORGANISER, pk=pk)
    body, was = _place(request, row.edition)
    back = reverse("nominations:free")
    if why := places.why_not(row):
        messages.info(request, why)
        return redirect(back)
    over = places.over_with_one_more(row.edition, body)
    last_day = places.accept_by([row], row.edition)[row.pk]
    given = request.POST if confirmed(request) else None
    form = _form(row.edition, last_day, over=over is not None, data=given)
    if confirmed(request) and form.is_valid() and _offered(request, form, row, body, was):
        return redirect(back)
    person = row.participation.person
    pool = row.body_id != body.pk
    seen = vacancy_queries.candidate(row)
    board = vacancy_queries.place_on(seen)
    lines = [vacancies.reason(row.edition, body, row, pool=pool, board=board), *vacancies.feasible(seen)]
    lines.append(
        _("One letter goes to %(name)s, one to the coordinators of %(body)s; no other partner is told.")
        % {"name": person.full_name, "body": row.body.name}
        if person.email
        else _("The coordinators of %(body)s are told. The student has no e-mail address.")
        % {"body": row.body}
    )
    if over:
        words = {"body": body.name, "n": over.after_release, "places": over.places}
        lines.append(_("%(body)s: %(n)s would hold a place, but %(places)s were agreed.") % words)
    return confirm(
        request,
        _("Offer %(name)s the place of %(body)s?") % {"name": person.full_name, "body": body.name},
        lines,
        _("Offer the place"),
        back,
        form=form,
        undo=_("While no letter has gone and nobody has answered, you can undo it under Releases."),
        hidden=[("was", was.pk if was else ""), ("body", body.pk)],
        about=row,
    )


def _offered(
    request: HttpRequest, form: OfferForm, row: Nomination, body: NominatingBody, was: Nomination | None
) -> bool:
    """Offer the place of a valid form; say why not. Whoever is beaten by a moment sees the page anew."""
    try:
        places.offer_place(
            nomination=row,
            body=body,
            by=request.user,
            replaces=was,
            last_day=form.cleaned_data["last_day"],
            beyond=form.cleaned_data.get("beyond", ""),
            not_before=timezone.now() + timedelta(minutes=MINUTES[SOON]),
        )
    except (places.Taken, NotAllowed) as error:
        messages.warning(request, str(error))
        return True
    except OverQuota:
        messages.warning(request, str(places.Taken()))
        return True
    messages.success(
        request, _("The place is offered to %(name)s.") % {"name": row.participation.person.full_name}
    )
    if row.edition.hold_mail:
        messages.info(request, _("The letters wait under Messages until you send them."))
    else:
        messages.info(
            request, _("The letters go in a quarter of an hour. Until then you can undo it under Releases.")
        )
    return True


@access("organiser")
def end_offer(request: HttpRequest, pk: int) -> HttpResponse:
    """End an offer that nobody has answered by its last day."""
    rows = Nomination.objects.select_related(*queries.WITH_PERSON, "participation__person__user", "place_of")
    row = roles.visible_or_404(rows, request.user, role=ORGANISER, pk=pk)
    back, person = reverse("nominations:free"), row.participation.person
    if not vacancy_queries.lapsed(row.edition).filter(pk=row.pk).exists():
        messages.info(request, _("This offer can still be answered."))
        return redirect(back)
    if confirmed(request):
        try:
            places.end_offer(nomination=row, by=request.user)
        except NotAllowed as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _("The offer has ended; the place is free."))
        return redirect(back)
    lines = [
        _("A place of %(body)s becomes free, and the next one is proposed to you.")
        % {"body": (row.place_of or row.body).name},
        _("One letter goes to %(name)s, one to the coordinators of %(body)s.")
        % {"name": person.full_name, "body": row.body.name},
    ]
    return confirm(
        request,
        _("End the offer to %(name)s?") % {"name": person.full_name},
        lines,
        _("End the offer"),
        back,
        danger=True,
        undo=_("You can offer a place again while one is free."),
        about=row,
    )


# ---------------------------------------------------------------- A PARTNER NAMES SOMEBODY ELSE


@access("coordinator", "organiser")
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Name somebody else for the place of a student who no longer takes part; `pk` is that student's nomination."""
    was = queries.nomination_or_404(request.user, pk)
    role = queries.role_for(request.user, was)
    back = reverse("nominations:student", args=[was.pk])
    if not _may_name(was, role):
        messages.info(
            request, _("For this place nobody can be named at the moment. Write to us if that is wrong.")
        )
        return redirect(back)
    form = forms.NominationForm(
        request.POST or None, edition=was.edition, role=role, initial={"language": was.body.language}
    )
    if request.method == "POST" and form.is_valid() and (row := _named(request, form, was)):
        messages.success(
            request,
            _("%(name)s is on the list; hand in when it is complete.")
            % {"name": row.participation.person.full_name},
        )
        return redirect("nominations:student", row.pk)
    heading = _("Name somebody else for the place")
    context = {
        "form": form,
        "edition": was.edition,
        "body": was.body,
        "heading": heading,
        "back": back,
        "breadcrumbs": [{"label": was.participation.person.full_name, "url": back}, {"label": heading}],
    }
    return render(request, "nominations/student_form.html", context)


def _may_name(was: Nomination, role: str) -> bool:
    at = clock.today(was.edition.time_zone)
    return rules.may_name(was.edition, role, at=at) and places.may_name_for(was)


def _named(request: HttpRequest, form: forms.NominationForm, was: Nomination) -> Nomination | None:
    on_behalf = form.cleaned_data.get("on_behalf", "")
    try:
        return places.name_replacement(replaces=was, by=request.user, on_behalf=on_behalf, **form.values)
    except (AlreadyNamed, places.Taken) as error:
        form.add_error(None, str(error))
    except ValidationError as error:
        form.take(error)
    return None


# ---------------------------------------------------------------- ON OTHER PAGES


def organiser_panel(request: HttpRequest, edition: Any) -> str | None:
    """On an organiser's desk: places that are free again, and offers that were not answered in time."""
    if edition is None or not edition.has_stage("nominations"):
        return None
    rows = vacancy_queries.still_free(edition).select_related(*queries.WITH_PERSON, "place_of")
    found = list(rows.order_by("pk")[: ON_THE_DESK + 1])
    lapsed = vacancy_queries.lapsed(edition).count()
    if not found and not lapsed:
        return None
    context = {"rows": found[:ON_THE_DESK], "more": len(found) > ON_THE_DESK, "lapsed": lapsed}
    return render_to_string("nominations/panels/free_places.html", context, request=request)


def student_panel(request: HttpRequest, nomination: Nomination) -> str | None:
    """On a student's page: whose place they have, who has theirs, and the way to name somebody else."""
    role = queries.role_for(request.user, nomination)
    lost = nomination.participation.state in vacancy_queries.LOST and nomination.participation.offered_at
    context = {
        "nomination": nomination,
        "organises": role == ORGANISER,
        "predecessor": vacancies.linked(nomination.replaces_id, nomination, role),
        "successor": vacancies.successor(nomination, role) if lost else None,
        "may_name": bool(lost) and _may_name(nomination, role),
        "of_other": nomination.place_of_id is not None,
        "coordinates": role == COORDINATOR,
    }
    if not (context["predecessor"] or context["successor"] or context["may_name"] or context["of_other"]):
        return None
    return render_to_string("nominations/panels/place.html", context, request=request)
