"""The mailbox of the demonstration: what the people of the demonstration would find in theirs. Without its mark there is none."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages as notes
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from accounts import demo, roles
from ish import clock
from ish.desk.access import access
from ish.desk.messages import preview_response
from ish.desk.messages_list import kind_label
from ish.outbox import rendering
from ish.outbox.models import Message
from ish.outbox.states import State

PAGE_SIZE = 50


def _readable(request: HttpRequest) -> QuerySet[Message]:
    """Return what this user finds: mails to their own address; organisers find everybody's. Sign-in mails are never kept."""
    if not demo.is_demo():
        raise Http404
    sent = Message.objects.filter(state=State.SENT, transient=False).order_by("-sent_at", "-pk")
    return sent if roles.holds(request.user, "organiser") else _own(request, sent)


def _dated(row: Message) -> Message:
    """Give a mail the moment of the demonstration's clock: delivery itself goes by the clock on the wall."""
    row.arrived = (row.sent_at or timezone.now()) + (clock.now() - timezone.now())  # type: ignore[attr-defined]
    return row


def _own(request: HttpRequest, rows: QuerySet[Message]) -> QuerySet[Message]:
    email = getattr(request.user, "email", "")
    return rows.filter(to_email__iexact=email) if email else rows.none()


def _one(request: HttpRequest, pk: int) -> Message:
    row = _readable(request).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


@require_safe
@access.any_user
def listing(request: HttpRequest) -> HttpResponse:
    """The mails, newest first, a page at a time."""
    rows = _readable(request).defer("body_text", "body_html", "secret_body", "context")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    for row in page:
        _dated(row)
    context = {
        "page": page,
        "wide": roles.holds(request.user, "organiser"),
        "breadcrumbs": [{"label": _("Mailbox")}],
    }
    return render(request, "desk/messages/mailbox.html", context)


@require_safe
@access.any_user
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail as it arrived."""
    row = _one(request, pk)
    context: dict[str, Any] = {
        "message": _dated(row),
        "title": row.subject or kind_label(row.kind),
        "mine": _own(request, Message.objects.filter(pk=row.pk)).exists() and rendering.has_links(row),
        "breadcrumbs": [{"label": _("Mailbox"), "url": reverse("desk:mailbox")}, {"label": row.subject}],
    }
    return render(request, "desk/messages/mail.html", context)


@require_safe
@xframe_options_sameorigin
@access.any_user
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The HTML part alone, for the sandboxed frame."""
    return preview_response(_one(request, pk).body_html)


@require_POST
@access.any_user
def open_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Follow the personal link of a mail to oneself: it is minted anew, as the stored mail holds none."""
    row = _own(request, _readable(request)).filter(pk=pk).first()
    if row is None:
        raise Http404
    try:
        links = rendering.mint_links(row)
    except Exception:  # what the link led to may be gone: revoked, withdrawn, erased
        links = []
    if not links:
        notes.warning(request, _("The link in this message no longer leads anywhere."))
        return redirect("desk:mailbox_message", pk=row.pk)
    parts = urlsplit(links[0])
    return redirect(f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}")
