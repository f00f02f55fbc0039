"""A parent's way to a copy of what is kept about their child: from their own page, by their signed link."""

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ish.consents.seat import Seat
from ish.consents.views.seat import by_link
from ish.desk.access import access
from ish.rights import rules, services, storage
from ish.rights.models import Copy
from ish.rights.states import CopyRole
from ish.rights.views.own import archive


@access.public
@require_POST
def copy(request: HttpRequest, signed: str) -> HttpResponse:
    """Start a copy for the guardian of a seat; they are written to when it is ready."""
    if not ratelimit.consume(request, action="application_link"):
        return ratelimit.respond_429(request)
    found = by_link(request, signed)
    if isinstance(found, HttpResponse):
        return found
    person = found.participation.person
    try:
        services.start_copy(person, role=CopyRole.GUARDIAN, by=None, guardian=found.guardian)
    except services.NotAllowed as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("We put it together, and write to you when it is ready."))
    return _back(found)


@access.public
@require_safe
def file(request: HttpRequest, signed: str, pk: int) -> HttpResponseBase:
    """The archive itself, for the guardian whose link this is, as long as they have custody and it lies there."""
    found = by_link(request, signed)
    if isinstance(found, HttpResponse):
        return found
    row = Copy.objects.select_related("person", "guardian").filter(pk=pk).first()
    if row is None or found.guardian is None or not rules.is_for_guardian(row, found.guardian):
        raise Http404
    if not rules.may_fetch(row, at=timezone.now()):
        messages.info(request, _("This copy is not kept any more. You can have a new one at any time."))
        return _back(found)
    try:
        parts = services.fetch_copy(copy=row, by=None)
    except storage.Gone:
        raise Http404 from None
    return archive(row, parts)


def _back(found: Seat) -> HttpResponse:
    return redirect(f"{found.url}#copy")
