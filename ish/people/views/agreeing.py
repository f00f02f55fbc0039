"""A parent agrees or not, by a link without an account; organisers record it for them, and give somebody more time."""

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import links
from ish import clock
from ish.desk.access import access
from ish.desk.confirm import confirm, confirmed
from ish.desk.guests import welcome
from ish.people import (
    answer_forms,
    answer_mails,
    answer_services,
    answers,
    deadlines,
    queries,
    rules,
    services,
)
from ish.people.models import Guardian, Participation
from ish.people.states import Method, State


@access.public
def agree(request: HttpRequest, signed: str) -> HttpResponse:
    """The parent's page: who, where and when; agrees or does not, with the name typed. Opening it changes nothing."""
    try:
        row, guardian = answers.by_link(signed)
    except links.BadLink as error:
        return _ended(request, signed=signed if error.expired else "")
    except answers.Over:
        return _ended(request, over=True)
    language = guardian.language or row.person.language
    welcome(request, language=language, time_zone=row.person.time_zone, seat=True)
    said = answers.own_of(row, guardian)
    form = answer_forms.AgreeForm(request.POST or None)
    open_now = answers.parent_may_answer(row)
    if request.method == "POST" and open_now and form.is_valid():
        return _take(request, row, guardian, form, signed)
    context = {
        "student": row.person.full_name,
        "edition": row.edition,
        "birth_date_known": row.person.birth_date is not None,
        "accept_by": row.accept_by if row.state == State.OFFERED else None,
        "zone": deadlines.zone_name(row.edition.time_zone),
        "elsewhere": deadlines.due_elsewhere(row.accept_by, rules.zone_of(row)) if row.accept_by else "",
        "offered": open_now,
        "confirmed": row.state == State.CONFIRMED and not open_now,
        "said": said,
        "onward": answers.onward(row, guardian) if said and said.agrees else "",
        "form": form,
    }
    return render(request, "people/agree.html", context)


def _take(
    request: HttpRequest, row: Participation, guardian: Guardian, form: answer_forms.AgreeForm, signed: str
) -> HttpResponse:
    try:
        answer_services.guardian_answers(
            participation=row,
            agrees=form.agrees,
            name=form.cleaned_data["name"],
            method=Method.LINK,
            guardian=guardian,
        )
    except services.NotAllowed as error:
        messages.info(request, str(error))
    else:
        messages.success(request, _("Thank you. Your answer has arrived."))
        if form.agrees and (url := answers.onward(row, guardian)):
            return redirect(url)
    return redirect("people:agree", signed)


def _ended(request: HttpRequest, *, signed: str = "", over: bool = False) -> HttpResponse:
    status = 410 if signed or over else 404
    return render(request, "people/link_ended.html", {"signed": signed, "over": over}, status=status)


@access.public
@require_POST
def new_link(request: HttpRequest) -> HttpResponse:
    """Send a new link to the parent's address, for whoever holds one that has expired."""
    if not ratelimit.consume(request, action="application_link"):
        return ratelimit.respond_429(request)
    try:
        row, guardian = answers.by_link(request.POST.get("signed", ""), expired_too=True)
    except (links.BadLink, answers.Over):
        return _ended(request, over=True)
    day = clock.today().isoformat()
    answer_mails.guardian_again(participation=row, guardian=guardian, mark=f"{guardian.pk}:{day}")
    return render(request, "people/link_ended.html", {"sent": True})


# ---------------------------------------------------------------- ORGANISERS


@access("organiser")
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what a parent said on the phone or on paper; or write to them."""
    row = queries.participation_or_404(request.user, pk, role="organiser")
    back = reverse("people:person", args=[row.person_id])
    if not (answers.needs_guardian(row) and answers.parent_may_answer(row)):
        messages.info(request, _("No parent's answer is needed here."))
        return redirect(back)
    if request.method == "POST" and request.POST.get("do") == "ask":
        return _ask(request, row, back)
    guardian = row.person.guardians.order_by("pk").first()
    form = answer_forms.RecordForm(
        request.POST if confirmed(request) else None, initial={"name": guardian.name if guardian else ""}
    )
    if confirmed(request) and form.is_valid():
        try:
            answer_services.guardian_answers(
                participation=row, by=request.user, guardian=guardian, **form.values
            )
        except services.NotAllowed as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Recorded."))
        return redirect(back)
    usable = answers.usable_guardian(row)
    context = {
        "form": form,
        "name": row.person.full_name,
        "guardian": usable,
        "back": back,
        "said": answers.of(row),
    }
    return render(request, "people/agreement.html", context)


def _ask(request: HttpRequest, row: Participation, back: str) -> HttpResponse:
    message = answer_services.ask_guardian(participation=row, by=request.user)
    if message is None:
        messages.info(request, _("There is no address of a parent that is not the student's own."))
    else:
        messages.success(request, _("A letter goes to %(email)s.") % {"email": message.to_email})
    return redirect(back)


@access("organiser")
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one student more time to answer."""
    row = queries.participation_or_404(request.user, pk, role="organiser")
    back = reverse("people:person", args=[row.person_id])
    if row.state != State.OFFERED:
        messages.info(request, _("No place is offered any more."))
        return redirect(back)
    today = clock.today(row.edition.time_zone)
    form = answer_forms.ExtendForm(
        request.POST if confirmed(request) else None, today=today, initial={"accept_by": row.accept_by}
    )
    if confirmed(request) and form.is_valid():
        answer_services.extend(participation=row, accept_by=form.cleaned_data["accept_by"], by=request.user)
        messages.success(request, _("Saved."))
        return redirect(back)
    title = _("More time for %(name)s") % {"name": row.person.full_name}
    lines = [_("Nobody is written to: tell them yourself. We remind them three days before.")]
    return confirm(request, title, lines, _("Give more time"), back, form=form, about=row)
