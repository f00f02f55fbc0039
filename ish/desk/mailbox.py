"""The mailbox of the demonstration: what its people would find in theirs, sign-in codes included. Without its mark there is none.

It is open to every visitor, signed in or not: whoever may be anybody by one click learns nothing here, and the way from an
invitation to a signed-in person can be walked to its end.
"""

import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages as notes
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
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
# Which page waits for the code that such a mail brings.
ASKS = {
    "accounts.login_code": "account_confirm_login_code",
    "accounts.password_reset_code": "account_confirm_password_reset_code",
    "accounts.email_confirmation": "account_email_verification_sent",
    "accounts.email_confirmation_signup": "account_email_verification_sent",
}


def _readable() -> QuerySet[Message]:
    """Return what was sent; of sign-in mails those that still work, as nothing is kept of the others."""
    if not demo.is_demo():
        raise Http404
    alive = Q(secret_body__isnull=False, expires_at__gt=timezone.now())
    return Message.objects.filter(Q(transient=False) | alive, state=State.SENT).order_by("-sent_at", "-pk")


def _own(request: HttpRequest, rows: QuerySet[Message]) -> QuerySet[Message]:
    email = getattr(request.user, "email", "")
    return rows.filter(to_email__iexact=email) if email else rows.none()


def _dated(row: Message) -> Message:
    """Give a mail its words, and the moment of the demonstration's clock: delivery itself goes by the clock on the wall."""
    row.words = _words(row)  # type: ignore[attr-defined]
    row.arrived = clock.seen(row.sent_at or timezone.now())  # type: ignore[attr-defined]
    return row


def _words(row: Message) -> rendering.Rendered:
    if row.secret_body:
        return rendering.unpack(row.secret_body)
    return rendering.Rendered(row.subject or kind_label(row.kind), row.body_text, row.body_html)


def _one(pk: int) -> Message:
    row = _readable().filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


@require_safe
@never_cache
@access.public
def listing(request: HttpRequest) -> HttpResponse:
    """The mails, newest first, a page at a time: one's own, or everybody's for organisers and whoever asks."""
    rows = _readable().defer("context")
    may_choose = request.user.is_authenticated and not roles.holds(request.user, "organiser")
    wide = not may_choose or request.GET.get("whose") == "all"
    page = Paginator(rows if wide else _own(request, rows), PAGE_SIZE).get_page(request.GET.get("page"))
    for row in page:
        _dated(row)
    context = {
        "page": page,
        "wide": wide,
        "may_choose": may_choose,
        "breadcrumbs": [{"label": _("Mailbox")}],
    }
    return render(request, "desk/messages/mailbox.html", context)


@require_safe
@never_cache
@access.public
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail as it arrived."""
    row = _dated(_one(pk))
    title = row.words.subject  # type: ignore[attr-defined]
    asks = ASKS.get(row.kind, "") if row.transient else ""
    context: dict[str, Any] = {
        "message": row,
        "title": title,
        "mine": _own(request, Message.objects.filter(pk=row.pk)).exists(),
        "has_link": bool(_link_in(row)) if row.transient else rendering.has_links(row),
        "asks_url": reverse(asks) if asks else "",
        "breadcrumbs": [{"label": _("Mailbox"), "url": reverse("desk:mailbox")}, {"label": title}],
    }
    return render(request, "desk/messages/mail.html", context)


@require_safe
@never_cache
@xframe_options_sameorigin
@access.public
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The HTML part alone, for the sandboxed frame."""
    return preview_response(_words(_one(pk)).html)


@require_POST
@access.public
def open_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Follow the personal link of a mail as the person it went to: it is minted anew, as a stored mail holds none."""
    row = _one(pk)
    try:
        links = [_link_in(row)] if row.transient else rendering.mint_links(row)
    except Exception:  # what the link led to may be gone: revoked, withdrawn, erased
        links = []
    if not links or not links[0]:
        notes.warning(request, _("The link in this message no longer leads anywhere."))
        return redirect("desk:mailbox_message", pk=row.pk)
    demo.become_reader(request, row.to_email)
    parts = urlsplit(links[0])
    return redirect(f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}")


def _link_in(row: Message) -> str:
    """Return the first address of ours in a sign-in mail, which goes out with its links in it."""
    found = re.search(rf"{re.escape(settings.BASE_URL)}/\S+", _words(row).text)
    return found[0] if found else ""
