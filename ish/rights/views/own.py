"""A person's own pages: what they can ask about their data, the copy of everything, a request."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from ish.desk.access import access
from ish.people.models import Person
from ish.programme.models import Edition
from ish.rights import forms, panels, queries, rules, services, storage
from ish.rights.models import Copy, Request
from ish.rights.states import CopyRole, RequestState


def _person(request: HttpRequest) -> Person:
    """Return who the user is; raises `Http404` for somebody who never took part."""
    rows = Person.objects.filter(user=request.user.pk, participations__isnull=False)
    found = rows.select_related("user").first()
    if found is None:
        raise Http404
    return found


@access("participant")
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The five things somebody can ask about their own data, how what they asked stands, and whom to complain to."""
    person = _person(request)
    asked = [panels.one(row) for row in Request.objects.filter(person=person).order_by("-received_on", "-pk")]
    context = {
        "person": person,
        "asked": asked,
        "open": any(one["row"].state == RequestState.RECEIVED for one in asked),
        "restriction": queries.restriction_of(person),
        "contact": _edition(person),
        **panels.copies(person),
        "breadcrumbs": [
            {"label": _("Your profile"), "url": reverse("profiles:mine")},
            {"label": _("Your rights")},
        ],
    }
    return render(request, "rights/mine.html", context)


def _edition(person: Person) -> Edition | None:
    row = person.participations.select_related("edition").order_by("edition__arrival_day").last()
    return row.edition if row else None


@access("participant")
@require_POST
def copy(request: HttpRequest) -> HttpResponse:
    """Start the copy of everything about the reader; leads to how far it is."""
    made = services.start_copy(_person(request), by=request.user)
    if made.asked_by_id != request.user.pk:  # an organiser has started one for them already
        messages.info(request, _("A copy is being made already. You get a message when it is ready."))
        return redirect("rights:mine")
    return redirect("desk:job", made.job_id)


@access("participant", "organiser")
@require_GET
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The archive itself, for whom it is alone, as long as it lies there."""
    row = get_object_or_404(Copy.objects.select_related("person"), pk=pk)
    if not rules.is_for(row, request.user):
        raise Http404
    if row.person.user_id == request.user.pk and not rules.may_fetch(row, at=timezone.now()):
        messages.info(request, _("This copy is not kept any more. You can have a new one at any time."))
        return redirect("rights:mine")
    try:
        parts = services.fetch_copy(copy=row, by=request.user)
    except storage.Gone:
        raise Http404 from None
    return archive(row, parts)


def archive(row: Copy, parts: storage.Parts) -> StreamingHttpResponse:
    """Return the answer that hands out a copy, part by part."""
    day = timezone.localtime(row.ready_at).date() if row.ready_at else timezone.localdate()
    name = (
        f"data-{row.person_id}-{day.isoformat()}.zip"
        if row.handed or row.role == CopyRole.GUARDIAN
        else f"my-data-{day.isoformat()}.zip"
    )
    response = StreamingHttpResponse(parts, content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Content-Length"] = str(row.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@access("participant")
def ask(request: HttpRequest) -> HttpResponse:
    """Ask that one's data be erased, restricted, or no longer used for something."""
    person = _person(request)
    form = forms.AskForm(request.POST or None, initial={"kind": request.GET.get("kind", "")})
    if request.method == "POST" and form.is_valid():
        try:
            row = services.receive_request(person=person, by=request.user, **form.cleaned_data)
        except services.NotAllowed as error:
            messages.error(request, str(error))
        else:
            text = _("We have what you asked. You get an answer by %(day)s at the latest.")
            messages.success(request, text % {"day": date_format(row.due, "DATE_FORMAT")})
        return redirect("rights:mine")
    crumbs = [{"label": _("Your rights"), "url": reverse("rights:mine")}, {"label": _("Ask")}]
    return render(request, "rights/ask.html", {"form": form, "breadcrumbs": crumbs})
