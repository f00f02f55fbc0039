"""The organisers' pages: what people ask about their data, the answer, a copy for somebody without account, restrictions."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ish import clock
from ish.desk.access import access
from ish.desk.confirm import confirm, confirmed
from ish.desk.lists import list_page
from ish.people import queries as people
from ish.people.models import Person
from ish.rights import forms, panels, queries, rules, services
from ish.rights.models import Restriction
from ish.rights.states import RequestKind, RequestState
from ish.rights.tables import RequestTable

ORGANISER = "organiser"


@access(ORGANISER)
@require_safe
def requests(request: HttpRequest) -> HttpResponseBase:
    """What people ask about their own data, what is due first."""
    rows = queries.requests_seen(request.user).order_by("answered_at", "due", "pk")
    context = {
        "heading": _("Requests about data"),
        "lead": _("What people ask about their own data has to be answered within a month."),
        "breadcrumbs": [{"label": _("Requests about data")}],
    }
    return list_page(request, RequestTable, rows, forms.RequestFilter, role=ORGANISER, context=context)


@access(ORGANISER)
def request_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: what was asked, how many days are left, and the answer."""
    row = queries.request_or_404(request.user, pk)
    form = forms.AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if _done(request, lambda: services.answer_request(request=row, by=request.user, **form.cleaned_data)):
            messages.success(request, _told(row.person, _("Answered.")))
        return redirect("rights:request", row.pk)
    context = {
        "row": row,
        "one": panels.one(row),
        "form": form if row.state == RequestState.RECEIVED else None,
        "may_extend": rules.may_extend(row, today=clock.today()),
        "erases": row.kind == RequestKind.ERASURE and row.person.erased_at is None,
        "restricts": row.kind != RequestKind.ERASURE and row.person.restricted_at is None,
        "breadcrumbs": [
            {"label": _("Requests about data"), "url": reverse("rights:requests")},
            {"label": row.person.full_name or _("(erased)")},
        ],
    }
    return render(request, "rights/request.html", context)


def _told(person: Person, words: str) -> str:
    """Return what is said after something of which the person is told."""
    more = (
        _("A message goes to them.")
        if person.email
        else _("There is no e-mail address: please tell them yourself.")
    )
    return f"{words} {more}"


def _done(request: HttpRequest, act: Callable[[], Any]) -> bool:
    """Do it; say why not, when it is refused."""
    try:
        act()
    except (services.NotAllowed, ValueError) as error:
        messages.error(request, str(error))
        return False
    return True


@access(ORGANISER)
def longer(request: HttpRequest, pk: int) -> HttpResponse:
    """Take two months more to answer, with a reason."""
    row = queries.request_or_404(request.user, pk)
    form = forms.LongerForm(request.POST if confirmed(request) else None)
    if confirmed(request) and form.is_valid():
        if _done(request, lambda: services.extend_request(request=row, by=request.user, **form.cleaned_data)):
            messages.success(request, _told(row.person, _("You have two months more.")))
        return redirect("rights:request", row.pk)
    lines = [
        _("Two months more are for requests that are complex, or many at once. It can be done once."),
        _("They are told that it takes longer, and why."),
    ]
    back = reverse("rights:request", args=[row.pk])
    return confirm(request, _("Take more time to answer?"), lines, _("Take two months more"), back, form=form)


# ---------------------------------------------------------------- ONE PERSON


@access(ORGANISER)
@require_safe
def person_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What somebody asked about their data, copies that were made, restrictions; and what can be done."""
    person = people.person_or_404(request.user, pk, role=ORGANISER)
    copies = [
        {"row": row, "url": reverse("rights:file", args=[row.pk]) if _fetchable(request, row) else ""}
        for row in queries.copies_of(person)[:20]
    ]
    context = {
        "person": person,
        "requests": [panels.one(row) for row in person.data_requests.order_by("state", "due")],
        "copies": copies,
        "restriction": queries.restriction_of(person),
        "past": person.restrictions.exclude(lifted_at=None).select_related("set_by", "lifted_by"),
        "may_hand_over": person.user_id is not None or rules.may_hand_over(request.user, person),
        "breadcrumbs": [*_crumbs(person), {"label": _("Rights over their data")}],
    }
    return render(request, "rights/person.html", context)


def _crumbs(person: Person) -> list[dict[str, Any]]:
    return [
        {"label": _("People"), "url": reverse("people:list")},
        {"label": person.full_name or _("(erased)"), "url": reverse("people:person", args=[person.pk])},
    ]


def _fetchable(request: HttpRequest, row: Any) -> bool:
    return row.handed and row.state == "ready" and row.asked_by_id == request.user.pk


@access(ORGANISER)
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a copy of everything for somebody: they fetch it themself, or are handed it when they have no account."""
    person = people.person_or_404(request.user, pk, role=ORGANISER)
    back = reverse("rights:person", args=[person.pk])
    if person.user_id is None and not rules.may_hand_over(request.user, person):
        messages.error(
            request, _("Only who leads every school in which they take part can hand over everything.")
        )
        return redirect(back)
    form = forms.IdentityForm(request.POST if confirmed(request) else None)
    if confirmed(request) and form.is_valid():
        try:
            made = services.start_copy(person, by=request.user, **form.cleaned_data)
        except (services.NotAllowed, ValueError) as error:
            messages.error(request, str(error))
            return redirect(back)
        return redirect("desk:job", made.job_id) if made.asked_by_id == request.user.pk else redirect(back)
    title = _("Make a copy of everything about %(name)s?") % {"name": person.full_name}
    return confirm(request, title, _copy_lines(person), _("Make the copy"), back, form=form, about=person)


def _copy_lines(person: Person) -> list[str]:
    if person.user_id is not None:
        return [
            _("They fetch it themself: they get a message as soon as it is ready."),
            _("You do not see what is in it."),
        ]
    return [
        _("They have no account: you fetch it and hand it over, to them alone."),
        _("Each time you fetch it counts as a look at everything in it, and they can read that."),
        _("It lies here for seven days."),
    ]


@access(ORGANISER)
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what somebody asked by letter, phone or in person."""
    person = people.person_or_404(request.user, pk, role=ORGANISER)
    form = forms.RecordForm(
        request.POST if confirmed(request) else None, initial={"received_on": clock.today()}
    )
    back = reverse("rights:person", args=[person.pk])
    if confirmed(request) and form.is_valid():
        if _done(
            request, partial(services.receive_request, person=person, by=request.user, **form.cleaned_data)
        ):
            messages.success(request, _told(person, _("Written down.")))
        return redirect(back)
    title = _("What does %(name)s ask?") % {"name": person.full_name}
    lines = [_("From the day it was received, there is one month to answer.")]
    return confirm(request, title, lines, _("Write it down"), back, form=form, about=person)


# ---------------------------------------------------------------- RESTRICTION


@access(ORGANISER)
def restrict(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep somebody's data and stop using it."""
    person = people.person_or_404(request.user, pk, role=ORGANISER)
    form = forms.RestrictForm(request.POST if confirmed(request) else None)
    back = reverse("rights:person", args=[person.pk])
    if confirmed(request) and form.is_valid():
        if _done(request, lambda: services.restrict(person=person, by=request.user, **form.cleaned_data)):
            messages.success(request, _told(person, _("From now on their data is kept and not used.")))
        return redirect(back)
    lines = [
        _(
            "Messages to many, lists that are downloaded, proposals for labs and what is published leave them out, and say so."
        ),
        _("Organisers see a mark beside their name. Nothing is erased."),
        _("Before it ends they are told."),
    ]
    title = _("Restrict the use of data of %(name)s?") % {"name": person.full_name}
    return confirm(request, title, lines, _("Restrict"), back, form=form, about=person)


@access(ORGANISER)
def tell(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell somebody that the restriction is to end."""
    row = queries.restriction_or_404(request.user, pk)
    silent = not row.person.email
    form = forms.ToldForm(request.POST if confirmed(request) else None) if silent else None
    back = reverse("rights:person", args=[row.person_id])
    if confirmed(request) and (form is None or form.is_valid()):
        how = form.cleaned_data["how"] if form else ""
        if _done(request, lambda: services.tell_of_lifting(restriction=row, by=request.user, how=how)):
            messages.success(
                request, _("They are told. The restriction can end as soon as the message has left.")
            )
        return redirect(back)
    lines = [
        _("There is no e-mail address: tell them yourself, and write down how.")
        if silent
        else _("They get a message that their data will be used again, and can object.")
    ]
    title = _("Tell %(name)s that the restriction is to end?") % {"name": row.person.full_name}
    return confirm(request, title, lines, _("Tell them"), back, form=form, about=row)


@access(ORGANISER)
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """End a restriction of which the person was told that it ends."""
    row: Restriction = queries.restriction_or_404(request.user, pk)
    back = reverse("rights:person", args=[row.person_id])
    if confirmed(request):
        if _done(request, lambda: services.lift(restriction=row, by=request.user)):
            messages.success(request, _("The restriction has ended. Their data is used again."))
        return redirect(back)
    title = _("End the restriction for %(name)s?") % {"name": row.person.full_name}
    lines = [_("Their data is used again as everybody's: in messages, lists, plans and what is published.")]
    return confirm(request, title, lines, _("End the restriction"), back, about=row)
