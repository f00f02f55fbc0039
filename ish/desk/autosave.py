"""Sections that save while one types: a version per section, the time of saving, both texts when two people wrote.

    result = services.save_section(…, version=autosave.posted_version(request), by=request.user)
    return autosave.saved(request, section="passport", version=result.version, saved_at=result.saved_at, next_url=…)

Sign-in that has ended is answered by `desk.access` (401 for a fragment); the script keeps what was typed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from ish.desk import exports

TEMPLATE = "components/autosave_response.html"
Page = Callable[[int], HttpResponse]


@dataclass(frozen=True)
class Difference:
    """A field that two people wrote: both texts, and who wrote the other one."""

    label: Any
    yours: Any
    theirs: Any
    by: str = ""


def is_autosave(request: HttpRequest) -> bool:
    """Say whether the page saves in the background (else a button was pressed without script)."""
    return request.headers.get("HX-Request") == "true"


def posted_version(request: HttpRequest) -> int:
    """Return the version that the form was filled in on; 0 for none or nonsense, which is then a conflict at worst."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def differences(form: Any, *, theirs: dict[str, Any], mine: dict[str, Any], by: str = "") -> list[Difference]:
    """Return the fields of `form` in which the two versions differ, in words."""
    return [
        Difference(form.fields[name].label or name, _text(mine[name]), _text(theirs[name]), by)
        for name in form.fields
        if name in mine and name in theirs and mine[name] != theirs[name]
    ]


def _text(value: Any) -> Any:
    return value if hasattr(value, "isoformat") else exports.plain(value)


def saved(
    request: HttpRequest,
    *,
    section: str,
    version: int,
    next_url: str,
    saved_at: datetime | None = None,
    form: Any = None,
    message: str = "",
) -> HttpResponse:
    """Answer that all (or, with errors in `form`, the valid part) was saved: a fragment, or a redirect with a message.

    A `message` of its own stands beside "saved", too: that something was kept in another way than it was meant.
    """
    moment = timezone.localtime(saved_at or timezone.now())
    if is_autosave(request):
        return _fragment(request, section=section, version=version, saved_at=moment, form=form, note=message)
    messages.success(request, message or _("Saved at %(time)s.") % {"time": f"{moment:%H:%M}"})
    return redirect(next_url)


def invalid(request: HttpRequest, *, section: str, version: int, form: Any, page: Page) -> HttpResponse:
    """Answer that nothing could be saved and why; `page(status)` renders the whole page with the form as typed."""
    if is_autosave(request):
        return _fragment(request, section=section, version=version, saved_at=None, form=form)
    return page(200)


def conflicted(
    request: HttpRequest,
    *,
    section: str,
    version: int,
    conflict: Iterable[Difference],
    page: Page,
) -> HttpResponse:
    """Answer that somebody else saved in between, with both texts and the newer `version` (409)."""
    if is_autosave(request):
        return _fragment(request, section=section, version=version, conflict=list(conflict), status=409)
    return page(409)


def _fragment(request: HttpRequest, *, status: int = 200, form: Any = None, **context: Any) -> HttpResponse:
    html = render_to_string(TEMPLATE, {**context, "form": form}, request=request)
    html += render_to_string("desk/autosave_days.html", {"days": getattr(form, "days", ())})
    return HttpResponse(html, status=status)
