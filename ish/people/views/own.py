"""What a participant does: the to-do list, accepting or giving back the place, contact data."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ish import clock
from ish.desk.access import access
from ish.desk.confirm import confirm, confirmed
from ish.people import (
    answer_services,
    answers,
    consequences,
    deadlines,
    forms,
    home,
    partners,
    queries,
    rules,
    services,
    showing,
)
from ish.people.answer_forms import ParentForm
from ish.people.consequences import Change
from ish.people.models import Participation
from ish.people.states import State


def _own(request: HttpRequest, pk: int) -> Participation:
    return queries.participation_or_404(request.user, pk, role="participant")


@require_safe
@access("participant")
def mine(request: HttpRequest) -> HttpResponse:
    """The to-do list of the edition in hand."""
    row = queries.own_participation(request)
    if row is None:
        return redirect("desk:home")
    return _todo(request, row)


@require_safe
@access("participant")
def tasks(request: HttpRequest, pk: int) -> HttpResponse:
    """The to-do list of one's participation: where mails lead to."""
    return _todo(request, _own(request, pk))


def _todo(request: HttpRequest, row: Participation) -> HttpResponse:
    context = {**home.todo(row), "breadcrumbs": [{"label": _("Your to-do list")}]}
    return render(request, "people/todo.html", context)


# ---------------------------------------------------------------- THE PLACE


@require_safe
@access("participant")
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """The place: what is offered until when, and the two answers."""
    return _place(request, _own(request, pk))


def _guest_place(request: HttpRequest, row: Participation) -> HttpResponse:
    """The same for a tutor, chaperone or guest: from when to when, as what, and whether they come."""
    context = {
        "participation": row,
        "edition": row.edition,
        "tone": showing.tone_of(row.state),
        "invited": rules.may_answer(row),
        "may_give_back": rules.may_give_back(row),
        "breadcrumbs": [{"label": _("Coming or not")}],
    }
    return render(request, "people/guest_place.html", context)


def _place(request: HttpRequest, row: Participation, form: ParentForm | None = None) -> HttpResponse:
    if not row.is_participant:
        return _guest_place(request, row)
    zone = rules.zone_of(row)
    today = clock.today(zone)
    minor = answers.needs_guardian(row)
    said = answers.of(row) if row.state == State.OFFERED else {}
    missing = answers.misses_guardian(row)
    guardian = answers.usable_guardian(row) if minor else None
    if missing and guardian is None and form is None:
        form = ParentForm(own=row.person.email)
    context = {
        "participation": row,
        "edition": row.edition,
        "state": State(row.state),
        "tone": showing.tone_of(row.state),
        "offered": rules.may_answer(row),
        "may_give_back": rules.may_give_back(row),
        "late": bool(row.accept_by and row.accept_by < today),
        "elsewhere": deadlines.due_elsewhere(row.accept_by, zone) if row.accept_by else "",
        "minor": minor,
        "birth_date_known": row.person.birth_date is not None,
        "parent_missing": missing and row.state == State.CONFIRMED,
        "said": said,
        "guardian": guardian,
        "form": form,
        "zone": deadlines.zone_name(row.edition.time_zone),
        "breadcrumbs": [{"label": _("Your place")}],
    }
    return render(request, "people/place.html", context)


@require_POST
@access("participant")
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept the place. Twice is once. Who is under 18 names a parent whom we can ask, unless we know one."""
    row = _own(request, pk)
    named = None
    if answers.misses_guardian(row) and answers.usable_guardian(row) is None:
        form = ParentForm(request.POST, own=row.person.email)
        if not form.is_valid():
            return _place(request, row, form)
        named = answer_services.name_guardian(participation=row, by=request.user, **form.cleaned_data)
    try:
        services.accept_place(participation=row, by=request.user, guardian=named)
    except services.NotAllowed:
        messages.error(request, _("There is no offered place to accept. If that surprises you, write to us."))
        return redirect("people:place", row.pk)
    if answers.misses_guardian(row):
        answer_services.ask_guardian(participation=row, by=request.user)
        messages.success(request, _("Thank you. Now a parent has to agree; we have written to them."))
        return redirect("people:place", row.pk)
    if row.is_participant:
        messages.success(request, _("Your place is yours. Here is what comes next."))
    else:
        messages.success(request, _("Thank you: you are on the list. Here is what comes next."))
    return redirect("people:tasks", row.pk)


@access("participant")
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the place back, after saying what that means."""
    row = _own(request, pk)
    back = reverse("people:place", args=[row.pk])
    if not rules.may_give_back(row):
        messages.info(request, _("There is no place to give back."))
        return redirect(back)
    form = forms.GiveBackForm(request.POST if confirmed(request) else None)
    if confirmed(request) and form.is_valid():
        try:
            services.give_back(participation=row, by=request.user, reason=form.cleaned_data["reason"])
        except services.NotAllowed:
            messages.info(request, _("There is no place to give back."))
            return redirect(back)
        thanks = _("You gave your place back. Thank you for telling us.")
        messages.success(request, thanks if row.is_participant else _("Thank you for telling us."))
        return redirect(back)
    if not row.is_participant:
        return _ask_guest(request, row, form, back)
    lines = [_("Your place in %(edition)s becomes free for somebody else.") % {"edition": row.edition}]
    lines.append(_("We write to you that we know."))
    lines += _follows(row, State.GAVE_BACK, request)
    return confirm(
        request,
        _("Give your place back?"),
        lines,
        _("Give my place back"),
        back,
        danger=True,
        undo=_("Only the school can offer it to you again."),
        form=form,
    )


def _ask_guest(request: HttpRequest, row: Participation, form: forms.GiveBackForm, back: str) -> HttpResponse:
    return confirm(
        request,
        _("You cannot come?"),
        [
            _("We take you off the list of those who come to %(edition)s.") % {"edition": row.edition},
            _("We write to you that we know."),
            *_follows(row, State.GAVE_BACK, request),
        ],
        _("I cannot come"),
        back,
        danger=True,
        undo=_("If it works out after all, tell the organisers: they put you back on the list."),
        form=form,
    )


def _follows(row: Participation, to: State, request: HttpRequest) -> list[str]:
    """Return what follows from the step, in the words of the other apps."""
    change = Change("state", row, {"old": State(row.state), "new": to, "by": request.user, "reason": ""})
    return [str(line) for line in consequences.preview(change)]


# ---------------------------------------------------------------- CONTACT


@access("participant", "coordinator", "organiser")
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """How to reach a person: filled in by themselves, their partner, or an organiser."""
    row, role = queries.participation_as(request.user, pk, "participant", "organiser", "coordinator")
    person = row.person
    initial = {name: getattr(person, name) for name in forms.ContactForm.FIELDS}
    form = forms.ContactForm(request.POST or None, initial={**initial, "version": person.version})
    back = _back(row, role)
    if request.method == "POST" and form.is_valid():
        try:
            _save_contact(request, row, role, form.cleaned_data)
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
            return redirect(request.path)
        except services.ChangedMeanwhile:
            messages.warning(
                request,
                _(
                    "Somebody else has changed this in the meantime. Please look at it and enter your change again."
                ),
            )
            return redirect(request.path)
        messages.success(request, _("Saved."))
        return redirect(back)
    context = {
        "form": form,
        "heading": _("How to reach %(name)s") % {"name": person.full_name},
        "about": person,
        "back": back,
        "breadcrumbs": [{"label": person.full_name}, {"label": _("Contact")}],
    }
    return render(request, "people/form.html", context)


@transaction.atomic
def _save_contact(request: HttpRequest, row: Participation, role: str, said: dict[str, Any]) -> None:
    """Save how somebody is reached. A new address opens the student's pages: the school looks at it first, unless it gives it."""
    values = {name: said[name] for name in forms.ContactForm.FIELDS}
    version = said["version"]
    if version is not None and version != row.person.version:
        raise services.ChangedMeanwhile(row.person)
    if role != "organiser" and partners.proposes_address(row, values["email"], request.user, role):
        del values["email"]
        version = None  # the proposal is a save, too
        messages.info(request, _("The school looks at the new address first; until then the old one counts."))
    services.save_person(person=row.person, values=values, by=request.user, version=version)


def _back(row: Participation, role: str) -> str:
    """Return where this reader came from: an organiser from the person's page, others from their desk."""
    return reverse("people:person", args=[row.person_id]) if role == "organiser" else reverse("desk:home")
