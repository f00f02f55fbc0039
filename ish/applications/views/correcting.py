"""What the school knows of a student, corrected by the link of their own part: without an account, until it is decided."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ish.applications import seat
from ish.applications.views.part import METHODS, by_link
from ish.desk.access import access
from ish.nominations.views import correcting


@access.public
@require_http_methods(METHODS)
def correct(request: HttpRequest, signed: str) -> HttpResponse:
    """Show what is known, with what was corrected; who somebody is waits for the school. Opening it uses nothing up."""
    found = by_link(request, signed)
    if isinstance(found, HttpResponse):
        return found
    if not seat.may_correct(found):
        messages.info(
            request, _("This can no longer be corrected by this link. Is something wrong? Write to us.")
        )
        return redirect(found.url)
    return correcting.by_link(request, found.nomination, here=found.address("correct"), back=found.url)
