"""What organisers record on the page of a person: steps, what is not asked for, the invitation, the erasure."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ish.desk.access import access
from ish.desk.confirm import confirm, confirmed, number
from ish.people import (
    account_services,
    consequences,
    forms,
    guest_mails,
    partners,
    queries,
    requirements,
    rules,
    services,
)
from ish.people.consequences import Change
from ish.people.models import Participation, Person
from ish.people.states import OPEN, State, word_of
from ish.people.views.person import ENDING, action
from ish.privacy import services as privacy

# ---------------------------------------------------------------- STEPS, WAIVERS, INVITATION


@access("organiser")
def move(request: HttpRequest, pk: int, to: str) -> HttpResponse:
    """Record a step for somebody else, after saying what follows."""
    row = queries.participation_or_404(request.user, pk, role="organiser")
    if to not in State.values:
        raise Http404
    back = reverse("people:person", args=[row.person_id])
    target = State(to)
    if not rules.may_follow(row.state, target, row.capacity):
        messages.error(request, str(services.NotAllowed(row.state, target)))
        return redirect(back)
    if target == State.OFFERED and (again := partners.offer_again_url(row.pk)):
        return redirect(again)
    form = forms.StepForm(request.POST if confirmed(request) else None)
    if confirmed(request) and form.is_valid():
        try:
            _record(request, row, target, form.cleaned_data)
        except services.NotAllowed as error:
            messages.error(request, str(error))
        else:
            waits = target == State.CONFIRMED and row.state == State.OFFERED
            words = _("Recorded. The place is accepted when a parent agrees, too.") if waits else ""
            messages.success(
                request, words or _("Recorded: %(state)s.") % {"state": word_of(target, row.capacity)}
            )
        return redirect(back)
    title = _("%(name)s: %(state)s?") % {
        "name": row.person.full_name,
        "state": word_of(target, row.capacity),
    }
    lines = _follows(request, row, target)
    return confirm(
        request, title, lines, action(target, row), back, danger=target in ENDING, form=form, about=row
    )


def _record(request: HttpRequest, row: Participation, to: State, said: dict[str, str]) -> None:
    """Call the use case of this step."""
    by, on_behalf = request.user, said["on_behalf"]
    if to == State.OFFERED and row.is_participant:
        services.offer(participation=row, by=by, on_behalf=on_behalf)
    elif to == State.CONFIRMED and row.state == State.OFFERED:
        services.accept_place(participation=row, by=by, on_behalf=on_behalf)
    else:
        services.move(participation=row, to=to, by=by, on_behalf=on_behalf, reason=said["reason"])


def _follows(request: HttpRequest, row: Participation, to: State) -> list[str]:
    change = Change("state", row, {"old": State(row.state), "new": to, "by": request.user, "reason": ""})
    lines = [str(line) for line in consequences.preview(change)]
    if not row.is_participant:
        if guest_mails.writes(row, row.state, to):
            lines.append(_("One letter goes to %(name)s.") % {"name": row.person.full_name})
        return lines or [_("Nobody is written to.")]
    writes = to in (State.OFFERED, State.GAVE_BACK, State.WITHDREW) or (
        to == State.CONFIRMED and row.state == State.OFFERED
    )
    if writes and row.person.email:
        lines.append(_("One letter goes to %(name)s.") % {"name": row.person.full_name})
    elif writes:
        text = _("No letter goes to %(name)s: there is no e-mail address.")
        lines.append(text % {"name": row.person.full_name})
    return lines


@access("organiser")
def waive(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Lift a requirement for one person, with a reason."""
    row = queries.participation_or_404(request.user, pk, role="organiser")
    try:
        requirement = requirements.get(code)
    except KeyError as error:
        raise Http404 from error
    back = reverse("people:person", args=[row.person_id])
    form = forms.ReasonForm(request.POST if confirmed(request) else None)
    if confirmed(request) and form.is_valid():
        services.waive(participation=row, requirement=code, by=request.user, **form.cleaned_data)
        messages.success(
            request, _("“%(what)s” is not asked of them any more.") % {"what": requirement.label}
        )
        return redirect(back)
    return confirm(
        request,
        _("Do without “%(what)s”?") % {"what": requirement.label},
        [_("%(name)s is no longer asked for it, and nobody is reminded.") % {"name": row.person.full_name}],
        _("Do without it"),
        back,
        undo=_("You can ask for it again at any time."),
        form=form,
        about=row,
    )


@require_POST
@access("organiser")
def unwaive(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Ask for a requirement again."""
    row = queries.participation_or_404(request.user, pk, role="organiser")
    if services.unwaive(participation=row, requirement=code, by=request.user):
        messages.success(request, _("It is asked for again."))
    return redirect("people:person", row.person_id)


@require_POST
@access("organiser")
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite a person to their own pages."""
    row = queries.participation_or_404(request.user, pk, role="organiser")
    if account_services.invite_person(participation=row, by=request.user):
        messages.success(request, _("An invitation goes to %(email)s.") % {"email": row.person.email})
    else:
        messages.info(request, _("They have an account already, or no e-mail address."))
    return redirect("people:person", row.person_id)


# ---------------------------------------------------------------- ERASURE


@access("organiser")
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Erase a person on request, after saying in numbers what that empties."""
    row = queries.person_or_404(request.user, pk, role="organiser")
    back = reverse("people:person", args=[row.pk])
    if row.erased_at is not None:
        messages.info(request, _("This person has been erased already."))
        return redirect(back)
    form = forms.ReasonForm(request.POST if confirmed(request) else None)
    if confirmed(request) and form.is_valid():
        try:
            services.erase_person(person=row, by=request.user, reason=form.cleaned_data["reason"])
        except privacy.OnHold:
            messages.error(request, _("A legal hold keeps everything about this person. End the hold first."))
            return redirect(back)
        messages.success(request, _("Erased. What stays is that there was a participation, without a name."))
        return redirect(back)
    numbers = [number(count, words, "problem") for count, words in queries.erasable(row.pk)]
    held = privacy.is_held(row.pk)
    return confirm(
        request,
        _("Erase everything about %(name)s?") % {"name": row.full_name},
        _erasure_lines(row),
        _("Erase"),
        back,
        danger=True,
        numbers=numbers,
        warnings=[_("A legal hold keeps everything about this person. End the hold first.")] if held else (),
        undo=_("This cannot be undone, by anybody."),
        form=form,
        about=row,
    )


def _erasure_lines(row: Person) -> list[str]:
    still_open = row.participations.filter(state__in=OPEN).count()
    lines = [
        _("Names, birth date, contacts, passport, health and every other personal fact are emptied."),
        _("Messages to them and the history of changes lose their contents."),
        _("Their account is closed, unless it has other roles."),
        _("The rows stay without a name, so that the numbers of the edition remain true."),
    ]
    if still_open:
        text = ngettext(
            "%(n)s participation that still counts is ended first.",
            "%(n)s participations that still count are ended first.",
            still_open,
        )
        lines.insert(0, text % {"n": still_open})
    return lines
