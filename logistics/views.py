"""Pages of travel: one's own journeys, arrivals and departures by day, the roster."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import roles
from ish.desk.access import access
from ish.desk.lists import list_page
from ish.people import queries as people
from ish.people.models import Participation
from ish.programme.models import Edition
from ish.programme.queries import has_begun, organised_edition
from ish.programme.states import PhaseCode
from logistics import queries, services, showing, ticket_services
from logistics.filters import RosterFilter
from logistics.forms import JourneyForm, LegFormSet, leg_initial, legs_given, usual_day
from logistics.models import Journey
from logistics.states import Direction
from logistics.tables import JOURNEYS, RosterTable

A_YEAR = timedelta(days=366)


def _participation(request: HttpRequest, pk: int) -> Participation:
    """Return a participation that is the user's own, or that they organise; not one they see through another role."""
    rows = Participation.objects.select_related("person", "edition__programme")
    for role in ("participant", "organiser"):
        found = roles.visible_to(rows, request.user, role=role).filter(pk=pk).first()
        if found:
            return found
    raise Http404


# ---------------------------------------------------------------- ONE'S OWN JOURNEYS


@require_safe
@access("participant")
def mine(request: HttpRequest) -> HttpResponse:
    """The way there and the way home, as far as they are known."""
    participation = people.own_participation(request)
    if participation is None:
        return redirect("desk:home")
    return render(request, "logistics/mine.html", showing.both_ways(participation))


@require_http_methods(["GET", "HEAD", "POST"])
@access("participant", "organiser")
def journey(request: HttpRequest, pk: int, direction: str) -> HttpResponse:
    """The form of one journey: legs with local times."""
    if direction not in Direction.values:
        raise Http404
    participation = _participation(request, pk)
    own = participation.person.user_id == request.user.pk
    if own and not has_begun(participation.edition, PhaseCode.TRAVEL):
        return render(request, "logistics/later.html", {"edition": participation.edition})
    row = queries.journeys(participation).get(direction)
    if request.method == "POST":
        return _posted(request, participation, direction, row, own=own)
    return _form_page(
        request, participation, direction, row, _form(row), _legs(participation, direction, row), own=own
    )


@require_POST
@access("participant", "organiser")
def ticket_fits(request: HttpRequest, pk: int) -> HttpResponse:
    """The tickets were looked at again after a name or passport changed, and are right."""
    participation = _participation(request, pk)
    if ticket_services.fits(participation=participation, by=request.user):
        messages.success(request, _("Thank you. The tickets are right."))
    own = participation.person.user_id == request.user.pk
    return redirect("logistics:mine") if own else redirect("people:person", participation.person_id)


def _form(row: Journey | None) -> JourneyForm:
    if row is None:
        return JourneyForm(initial={"needs_pick_up": True, "version": 0})
    return JourneyForm(initial={"needs_pick_up": row.needs_pick_up, "note": row.note, "version": row.version})


def _legs(participation: Participation, direction: str, row: Journey | None) -> Any:
    saved = [leg_initial(leg) for leg in row.legs.all()] if row else []
    day = usual_day(participation, direction)
    return LegFormSet(prefix="legs", initial=saved or [{"departs_day": day, "arrives_day": day}])


def _posted(
    request: HttpRequest, participation: Participation, direction: str, row: Journey | None, *, own: bool
) -> HttpResponse:
    form, legs = JourneyForm(request.POST), LegFormSet(request.POST, prefix="legs")
    if "add_leg" in request.POST:
        return _form_page(request, participation, direction, row, *_with_room(request), own=own)
    if not (form.is_valid() and legs.is_valid()):
        return _form_page(request, participation, direction, row, form, legs, own=own)
    try:
        services.save_journey(
            participation=participation,
            direction=direction,
            legs=legs_given(legs),
            needs_pick_up=form.cleaned_data["needs_pick_up"],
            note=form.cleaned_data["note"],
            version=form.cleaned_data["version"] or 0,
            by=request.user,
        )
    except services.Impossible as error:
        for number, sentence in error.problems:
            legs.forms[number - 1].add_error(None, sentence)
        return _form_page(request, participation, direction, row, form, legs, own=own)
    except services.ChangedMeanwhile as error:
        form.add_error(
            None,
            _(
                "Somebody else has changed this journey. Below it is what you typed; beside it what they saved."
            ),
        )
        form.data = {**request.POST.dict(), "version": str(error.current.version)}
        return _form_page(
            request, participation, direction, error.current, form, legs, own=own, conflict=True
        )
    messages.success(request, _("The journey is saved."))
    back = reverse("logistics:mine") if own else reverse("people:person", args=[participation.person_id])
    return redirect(back)


def _with_room(request: HttpRequest) -> tuple[JourneyForm, Any]:
    """Return the forms as typed, with one empty leg more."""
    data = request.POST.copy()
    total = data.get("legs-TOTAL_FORMS", "1")
    number = int(total) if total.isascii() and total.isdigit() and len(total) < 10 else 1
    data["legs-TOTAL_FORMS"] = str(min(number + 1, services.MOST_LEGS))
    return JourneyForm(request.POST), LegFormSet(data, prefix="legs")


def _form_page(
    request: HttpRequest,
    participation: Participation,
    direction: str,
    row: Journey | None,
    form: JourneyForm,
    legs: Any,
    *,
    own: bool,
    conflict: bool = False,
) -> HttpResponse:
    context = {
        "participation": participation,
        "edition": participation.edition,
        "direction": Direction(direction),
        "form": form,
        "legs": legs,
        "own": own,
        "differs": showing.differing([row] if row else []),
        "theirs": showing.lines(row) if conflict and row else [],
        "can_add": legs.total_form_count() < services.MOST_LEGS,
    }
    return render(request, "logistics/journey.html", context, status=409 if conflict else 200)


# ---------------------------------------------------------------- BY DAY


@require_safe
@access("organiser")
def travelling(request: HttpRequest, direction: str) -> HttpResponseBase:
    """Arrivals or departures of one day, and who has not said yet."""
    if direction not in Direction.values:
        raise Http404
    edition = organised_edition(request)
    people_seen = people.seen_participations(request.user, role="organiser")
    rows = queries.travelling(edition, direction).filter(participation__in=people_seen.values("pk"))
    days = showing.days(rows, edition, direction)
    day = _day(request, days, edition, direction)
    missing = roles.visible_to(queries.without_journey(edition, direction), request.user, role="organiser")
    context = {
        "edition": edition,
        "direction": Direction(direction),
        "day": day,
        "days": days,
        "hours": showing.hours(queries.on_day(rows, edition, direction, day), edition, direction),
        "missing": missing[:20],
        "missing_count": missing.count(),
    }
    listed = queries.on_day(rows, edition, direction, day).select_related("participation__edition__programme")
    if direction == Direction.DEPARTURE:
        listed = queries.with_way_home(listed, edition)
    return list_page(
        request, JOURNEYS[direction], listed, template="logistics/travelling.html", export_name=f"{direction}-{day}",
        role="organiser", context=context,
    )  # fmt: skip


def _day(request: HttpRequest, days: list[dict[str, Any]], edition: Edition, direction: str) -> date:
    usual = edition.arrival_day if direction == Direction.ARRIVAL else edition.departure_day
    try:
        asked = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        known = [d["day"] for d in days]
        return usual if usual in known or not known else known[0]
    return asked if abs(asked - usual) < A_YEAR else usual


# ---------------------------------------------------------------- ROSTER


@require_safe
@access("organiser")
def roster(request: HttpRequest) -> HttpResponseBase:
    """Everybody who comes, over all storeys; as a spreadsheet too."""
    edition = organised_edition(request)
    rows = roles.visible_to(queries.roster(edition), request.user, role="organiser")
    return list_page(
        request, RosterTable, rows, RosterFilter, "logistics/roster.html",
        export_name=f"roster-{edition.year}", role="organiser", filter_kwargs={"edition": edition},
    )  # fmt: skip
