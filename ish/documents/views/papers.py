"""One paper: opened by those who may, accepted or sent back by organisers."""

from typing import Any
from urllib.parse import urlsplit

import structlog
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ish.desk.access import access
from ish.desk.confirm import confirm, confirmed
from ish.documents import forms, kinds, queries, services, storage
from ish.documents.models import Document, StoredFile
from ish.privacy import services as privacy

ORGANISER = "organiser"
log = structlog.get_logger(__name__)


@access.any_user
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of one version, for the student themself and for those who may read this kind; the look is written down."""
    version, role = queries.version_or_404(request.user, pk)
    reason = str(kinds.get(version.document.kind).label)
    shown = privacy.reveal(version.file, reader=request.user, role=role, where="file", reason=reason)
    return attachment(version.file, name=str(shown.get("name") or ""))


def attachment(row: StoredFile, *, name: str) -> HttpResponse:
    """Return a file to be saved: never shown in place, guessed at, or kept by the browser. Raises `Http404` when it is gone.

    Whoever calls this has asked whether the reader may have it.
    """
    try:
        data = storage.read(row.path)
    except storage.Gone:
        log.error("file is gone", file=row.pk)
        raise Http404 from None
    response = HttpResponse(data, content_type=row.content_type)
    response["Content-Disposition"] = content_disposition_header(True, name or "paper") or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@access("organiser")
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a paper."""
    document = queries.document_or_404(request.user, pk, ORGANISER)
    try:
        services.accept(document=document, by=request.user)
    except (services.NotAllowed, services.Refused) as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Accepted: %(paper)s.") % {"paper": kinds.get(document.kind).label})
    return redirect(_back(request, document))


@access("organiser")
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the student for a better version, with a reason."""
    document = queries.document_or_404(request.user, pk, ORGANISER)
    person = document.participation.person
    again = kinds.get(document.kind).again
    span = again(document) if again is not None else None
    form = forms.SendBackForm(
        request.POST if confirmed(request) else None, span=span, initial={"reason": document.reason}
    )
    if confirmed(request) and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            services.send_back(document=document, by=request.user, reason=reason, again_by=form.again_by)
        except (services.NotAllowed, services.Refused) as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _("Sent back to %(name)s.") % {"name": person.full_name})
        return redirect(_page(document))
    words: dict[str, Any] = {"paper": kinds.get(document.kind).label, "name": person.full_name}
    told = _("%(name)s gets a message with your reason and can hand in a newer version.") % words
    return confirm(
        request,
        _("Send back: %(paper)s") % words,
        [told if person.email else _("There is no e-mail address: please tell the student yourself.")],
        _("Send back"),
        _page(document),
        form=form,
        about=document,
    )


def _page(document: Document) -> str:
    return reverse("people:person", args=[document.participation.person_id])


def _back(request: HttpRequest, document: Document) -> str:
    """Return the page the button was on, or the person's."""
    came = request.headers.get("Referer", "")
    if came and url_has_allowed_host_and_scheme(came, {request.get_host()}):
        return urlsplit(came).path
    return _page(document)
