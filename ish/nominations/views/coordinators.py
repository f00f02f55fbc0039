"""Who acts for which partner: the organisers' list, invitations, ends."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import roles
from ish import clock
from ish.desk.access import access
from ish.desk.confirm import confirm, confirmed
from ish.nominations import forms, queries, services
from ish.nominations.models import Coordinator
from ish.nominations.rules import ORGANISER
from ish.programme import queries as programme
from ish.programme.models import NominatingBody


@access("organiser")
@require_safe
def coordinators(request: HttpRequest) -> HttpResponse:
    """The coordinators of every partner that takes part, and the partners that have none."""
    edition = programme.organised_edition(request)
    bodies = list(queries.taking_part(edition))
    acting = queries.acting_for(bodies, at=clock.today())
    covered = {pk for pk, found in acting.items() if any(one.active for one in found)}
    context = {
        "edition": edition,
        "partners": [
            {
                "body": body,
                "acting": acting.get(body.pk, []),
                "alone": body.pk not in covered and body.parent_id not in covered,
            }
            for body in bodies
        ],
        "breadcrumbs": [{"label": _("Coordinators")}],
    }
    return render(request, "nominations/coordinators.html", context)


@access("organiser")
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask somebody to act for a partner."""
    body = roles.visible_or_404(NominatingBody.objects.all(), request.user, role=ORGANISER, pk=pk)
    form = forms.InviteForm(request.POST or None, initial={"language": body.language})
    if request.method == "POST" and form.is_valid() and _invited(request, form, body):
        return redirect("nominations:coordinators")
    crumbs = [
        {"label": _("Coordinators"), "url": reverse("nominations:coordinators")},
        {"label": body.name},
    ]
    context = {
        "form": form,
        "heading": _("Invite a coordinator of %(body)s") % {"body": body.name},
        "lead": _(
            "They get an invitation by e-mail, name students for this partner, and follow them. They see nobody else's."
        ),
        "submit": _("Invite"),
        "back": reverse("nominations:coordinators"),
        "breadcrumbs": crumbs,
    }
    return render(request, "nominations/form.html", context)


def _invited(request: HttpRequest, form: forms.InviteForm, body: NominatingBody) -> bool:
    try:
        row = services.invite_coordinator(body=body, by=request.user, **form.cleaned_data)
    except services.AlreadyCoordinator:
        form.add_error("email", _("This address acts for the partner already."))
        return False
    except ValidationError as error:
        form.take(error)
        return False
    messages.success(request, _("%(name)s was invited.") % {"name": row.name})
    return True


def _row(request: HttpRequest, pk: int) -> Coordinator:
    rows = Coordinator.objects.select_related("body", "user")
    return roles.visible_or_404(rows, request.user, role=ORGANISER, pk=pk)


@access("organiser")
@require_POST
def invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a fresh invitation to somebody who has not answered."""
    row = _row(request, pk)
    if services.invite_again(coordinator=row, by=request.user):
        messages.success(request, _("%(name)s was invited again.") % {"name": row.name})
    else:
        messages.info(request, _("%(name)s has accepted already, or has left.") % {"name": row.name})
    return redirect("nominations:coordinators")


@access("organiser")
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End somebody's time at once."""
    row = _row(request, pk)
    if confirmed(request):
        services.end_coordinator(coordinator=row, by=request.user)
        messages.success(
            request, _("%(name)s no longer acts for %(body)s.") % {"name": row.name, "body": row.body.name}
        )
        return redirect("nominations:coordinators")
    return confirm(
        request,
        _("End %(name)s's time as coordinator") % {"name": row.name},
        [
            _("They see nothing of %(body)s any more, from now on.") % {"body": row.body.name},
            _("What they entered stays. They are not written to."),
        ],
        _("End it"),
        reverse("nominations:coordinators"),
        danger=True,
        undo=_("You can invite them again."),
    )
