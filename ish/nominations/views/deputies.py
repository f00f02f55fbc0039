"""Who acts for the reader's own partner: deputies, and handing over."""

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import roles
from ish import clock
from ish.desk.access import access
from ish.desk.confirm import confirm, confirmed
from ish.nominations import asking_forms, queries, services
from ish.nominations.models import Coordinator
from ish.nominations.rules import COORDINATOR
from ish.nominations.views.showing import day_words
from ish.programme.models import NominatingBody


def _crumbs(*more: str) -> list[dict[str, str]]:
    first = {"label": _("Who acts for you"), "url": reverse("nominations:deputies")}
    return [first, *({"label": label} for label in more)] if more else [{"label": _("Who acts for you")}]


@access("coordinator")
@require_safe
def deputies(request: HttpRequest) -> HttpResponse:
    """Who acts for each of the reader's partners, and since when."""
    edition = queries.coordinated_edition(request)
    own = Coordinator.objects.filter(user_id=request.user.pk or 0).select_related("body")
    rows = roles.visible_to(NominatingBody.objects.all(), request.user, role=COORDINATOR)
    bodies = list(rows.order_by("name"))
    leads = {row.body_id for row in own if services.leads(row)}
    acting = queries.acting_for(bodies, at=clock.today())
    context = {
        "edition": edition,
        "partners": [
            {"body": body, "acting": _told(acting.get(body.pk, [])), "leads": body.pk in leads}
            for body in bodies
        ],
        "breadcrumbs": _crumbs(),
    }
    return render(request, "nominations/deputies.html", context)


def _told(acting: list[queries.Acting]) -> list[dict[str, Any]]:
    """Return who acts, will act and has acted, as the page shows it."""
    return [{"row": one.row, "active": one.active, "ended": one.ended} for one in acting]


def _led(request: HttpRequest, pk: int) -> NominatingBody:
    """Return a partner that the reader leads for; raises `Http404`."""
    rows = NominatingBody.objects.all()
    body = roles.visible_or_404(rows, request.user, role=COORDINATOR, pk=pk)
    if services.lead_row(user=request.user, body=body) is None:
        raise Http404
    return body


@access("coordinator")
def invite_deputy(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask somebody to act beside the reader for a while."""
    body = _led(request, pk)
    form = asking_forms.DeputyForm(request.POST or None, initial={"language": body.language})
    if request.method == "POST" and form.is_valid():
        row = _taken(form, lambda: services.invite_deputy(body=body, by=request.user, **form.cleaned_data))
        if row is not None:
            messages.success(request, _("%(name)s was invited.") % {"name": row.name})
            return redirect("nominations:deputies")
    context = {
        "form": form,
        "heading": _("Invite a deputy for %(body)s") % {"body": body.name},
        "lead": _("A deputy sees and does for your students what you do, from the first day to the last."),
        "submit": _("Invite"),
        "back": reverse("nominations:deputies"),
        "breadcrumbs": _crumbs(body.name),
    }
    return render(request, "nominations/form.html", context)


@access("coordinator")
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand over to somebody else from a day on."""
    body = _led(request, pk)
    form = asking_forms.HandOverForm(request.POST or None, initial={"language": body.language})
    if request.method == "POST" and form.is_valid():
        row = _taken(form, lambda: services.hand_over(body=body, by=request.user, **form.cleaned_data))
        if row is not None:
            words = {"name": row.name, "body": body.name, "day": day_words(form.cleaned_data["starts"])}
            messages.success(request, _("From %(day)s on, %(name)s acts for %(body)s.") % words)
            if row.user_id is None:
                messages.info(
                    request,
                    _(
                        "Until they have accepted, you keep your access, %(days)s days after that day at the most."
                    )
                    % {"days": services.TO_ACCEPT.days},
                )
            return redirect("desk:home")
    context = {
        "form": form,
        "heading": _("Hand over %(body)s") % {"body": body.name},
        "lead": _(
            "Somebody else acts for your partner from a day on. They get an invitation; your access stays until they accept."
        ),
        "submit": _("Hand over"),
        "back": reverse("nominations:deputies"),
        "breadcrumbs": _crumbs(body.name),
    }
    return render(request, "nominations/form.html", context)


def _taken(form: django_forms.Form, do: Any) -> Coordinator | None:
    """Return who was invited; None when the service refused, which the form then says."""
    try:
        found: Coordinator = do()
    except services.AlreadyCoordinator:
        form.add_error("email", _("This address acts for the partner already."))
    except services.NotLead:
        raise Http404 from None
    except ValidationError as error:
        by_field = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
        for name, errors in by_field.items():
            form.add_error(name if name in form.fields else None, errors)
    else:
        return found
    return None


@access("coordinator")
@require_POST
def invite_own_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a fresh invitation to a deputy or a successor who has not answered."""
    rows = Coordinator.objects.select_related("body", "user")
    row = roles.visible_or_404(rows, request.user, role=COORDINATOR, pk=pk)
    try:
        written = services.invite_own_again(coordinator=row, by=request.user)
    except services.NotLead:
        raise Http404 from None
    if written:
        messages.success(request, _("%(name)s was invited again.") % {"name": row.name})
    else:
        messages.info(request, _("%(name)s has accepted already, or has left.") % {"name": row.name})
    return redirect("nominations:deputies")


@access("coordinator")
def end_deputy(request: HttpRequest, pk: int) -> HttpResponse:
    """End a deputy's time at once."""
    rows = Coordinator.objects.select_related("body", "user")
    row = roles.visible_or_404(rows, request.user, role=COORDINATOR, pk=pk)
    if services.lead_row(user=request.user, body=row.body) is None or row.kind != "deputy":
        raise Http404
    if confirmed(request):
        services.end_deputy(coordinator=row, by=request.user)
        words = {"name": row.name, "body": row.body.name}
        messages.success(request, _("%(name)s no longer acts for %(body)s.") % words)
        return redirect("nominations:deputies")
    return confirm(
        request,
        _("End %(name)s's time as deputy") % {"name": row.name},
        [
            _("They see nothing of %(body)s any more, from now on.") % {"body": row.body.name},
            _("What they entered stays. They are not written to."),
        ],
        _("End it"),
        reverse("nominations:deputies"),
        danger=True,
        undo=_("You can invite them again."),
    )
