"""Students handed in and withdrawn by a partner; sent back by the school."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import roles
from ish import clock
from ish.desk.access import access
from ish.desk.confirm import confirm, confirmed, number
from ish.nominations import forms, queries, rules, services
from ish.nominations.models import Nomination
from ish.nominations.rules import ORGANISER
from ish.nominations.services.handing_in import IN_THE_REQUEST
from ish.nominations.states import Sender
from ish.nominations.views import family, showing
from ish.people.states import GONE
from ish.programme.models import NominatingBody


@access("coordinator", "organiser")
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in one student, for the first time or again; organisers say how they know."""
    row = queries.nomination_or_404(request.user, pk)
    if not rules.is_submittable(row):
        messages.info(request, _("This is handed in already."))
        return redirect("nominations:student", row.pk)
    return _hand_in(request, [row], row.body, queries.role_for(request.user, row), back=_url(row))


@access("coordinator", "organiser")
def hand_in_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in all drafts of a partner at once."""
    body, edition, role = queries.body_or_404(request, pk)
    rows = queries.seen(request.user, role).filter(edition=edition, body=body, sender_state=Sender.DRAFT)
    drafts = rows.exclude(participation__state__in=GONE).order_by(*queries.BY_RANK)
    back = reverse("nominations:body", args=[body.pk])
    count = drafts.count()
    if not count:
        messages.info(request, _("There is nothing to hand in."))
        return redirect(back)
    if count <= IN_THE_REQUEST:
        return _hand_in(request, list(drafts), body, role, back=back)
    return _hand_in(request, list(drafts[: showing.NAMED]), body, role, back=back, count=count)


def _url(row: Nomination) -> str:
    return reverse("nominations:student", args=[row.pk])


def _hand_in(
    request: HttpRequest,
    rows: list[Nomination],
    body: NominatingBody,
    role: str,
    *,
    back: str,
    count: int = 0,
) -> HttpResponse:
    """Ask, then hand in; `count` is given when there are more than `rows`: all drafts, in the background."""
    edition = rows[0].edition
    form = forms.HandInForm(request.POST if confirmed(request) else None) if role == ORGANISER else None
    if confirmed(request) and (form is None or form.is_valid()):
        on_behalf = form.cleaned_data["on_behalf"] if form else ""
        if count:
            job = services.start_submit(edition=edition, body=body, by=request.user, on_behalf=on_behalf)
            return redirect("desk:job", job.pk)
        done = services.submit(nominations=rows, by=request.user, on_behalf=on_behalf)
        messages.success(request, services.handed_in(len(done)))
        return redirect(back)
    count = count or len(rows)
    due = queries.due_for(edition, body)
    sentences = [
        ngettext(
            "The school receives %(n)s student: %(names)s.",
            "The school receives %(n)s students: %(names)s.",
            count,
        )
        % {"n": count, "names": showing.names(rows, of=count)},
        _("Afterwards only the school can open it again for corrections."),
        _("The coordinators of %(body)s get one message that it has arrived.") % {"body": body.name},
        _("Students with an e-mail address are told what we know about them."),
        _("So are parents with an address of their own."),
    ]
    if shared := family.sharing(rows[0], [row.pk for row in rows] if count == len(rows) else None):
        sentences.append(shared)
    if rules.is_late(due, clock.today(edition.time_zone)):
        sentences.append(_("It was due on %(day)s and is marked as late.") % {"day": showing.day_words(due)})
    return confirm(
        request,
        _("Hand in to the school"),
        sentences,
        _("Hand in"),
        back,
        lead=_("%(body)s, %(edition)s") % {"body": body.name, "edition": edition},
        numbers=[number(count, ngettext("student", "students", count))],
        form=form,
    )


@access("coordinator", "organiser")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a student back."""
    row = queries.nomination_or_404(request.user, pk)
    role = queries.role_for(request.user, row)
    if not rules.may_withdraw(row):
        messages.info(request, _("This can no longer be withdrawn."))
        return redirect(_url(row))
    form = forms.WithdrawForm(request.POST if confirmed(request) else None, role=role)
    if confirmed(request) and form.is_valid():
        try:
            services.withdraw(nomination=row, by=request.user, **form.cleaned_data)
        except services.NotAllowed as error:
            messages.warning(request, str(error))
        else:
            messages.success(
                request, _("%(name)s was withdrawn.") % {"name": row.participation.person.full_name}
            )
        return redirect("nominations:body", row.body_id)
    told = bool(row.submitted_at and row.participation.person.email)
    sentences = [_("%(name)s no longer counts.") % {"name": row.participation.person.full_name}]
    sentences.append(_("You can name somebody else for the place."))
    sentences.append(_("The student gets a message.") if told else _("The student is not written to."))
    return confirm(
        request,
        _("Withdraw %(name)s") % {"name": row.participation.person.full_name},
        sentences,
        _("Withdraw"),
        _url(row),
        danger=True,
        form=form,
        about=row,
    )


@access("organiser")
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the partner to correct something."""
    row = roles.visible_or_404(
        Nomination.objects.select_related(*queries.WITH_PERSON), request.user, role=ORGANISER, pk=pk
    )
    if not rules.may_send_back(row):
        messages.info(request, _("This cannot be sent back at the moment."))
        return redirect(_url(row))
    form = forms.SendBackForm(request.POST if confirmed(request) else None)
    if confirmed(request) and form.is_valid():
        try:
            services.send_back(nomination=row, by=request.user, **form.cleaned_data)
        except services.NotAllowed as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _("Sent back to %(body)s.") % {"body": row.body.name})
        return redirect(_url(row))
    count = rules.active_coordinators(row.body).count()
    told = ngettext("%(n)s coordinator is written to.", "%(n)s coordinators are written to.", count) % {
        "n": count
    }
    return confirm(
        request,
        _("Send back %(name)s") % {"name": row.participation.person.full_name},
        [told, _("They can change the nomination and hand it in again.")],
        _("Send back"),
        _url(row),
        form=form,
        about=row,
    )
