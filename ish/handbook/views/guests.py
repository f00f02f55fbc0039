"""The handbook for readers without an account, by a signed link: the same pages, and nothing that names anybody."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.links import BadLink
from ish.desk.access import access
from ish.desk.guests import welcome
from ish.handbook import guest
from ish.handbook.shelf import Shelf
from ish.handbook.views import offline, paper, reading

Show = Callable[..., HttpResponse]


def _by_link(show: Show) -> Show:
    """Give a view the shelf that its link opens, or say that the link opens nothing."""

    @wraps(show)
    def opened(request: HttpRequest, signed: str, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            found = guest.read(signed)
        except BadLink as error:
            context = {"expired": error.expired, "breadcrumbs": [{"label": _("Handbook")}]}
            return render(request, "handbook/ended.html", context, status=410 if error.expired else 404)
        welcome(request, language="", time_zone=found.edition.time_zone)
        return show(request, Shelf(found, signed), *args, **kwargs)

    return opened


@access.public
@require_safe
@_by_link
def contents(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """All chapters."""
    return reading.show_contents(request, shelf)


@access.public
@require_safe
@_by_link
def chapter(request: HttpRequest, shelf: Shelf, slug: str) -> HttpResponse:
    """One chapter."""
    return reading.show_chapter(request, shelf, slug)


@access.public
@require_safe
@_by_link
def rules(request: HttpRequest, shelf: Shelf, version: int) -> HttpResponse:
    """The house rules as they stood when somebody agreed to them."""
    return reading.show_rules(request, shelf, version)


@access.public
@require_safe
@_by_link
def changes(request: HttpRequest, shelf: Shelf, version: int) -> HttpResponse:
    """What the house rules say otherwise than then."""
    return reading.show_changes(request, shelf, version)


@access.public
@require_safe
@_by_link
def printed(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """The whole handbook on paper."""
    return paper.as_file(shelf)


@access.public
@require_safe
@_by_link
def copy(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """The whole handbook, to be kept on the device."""
    return offline.copy_of(request, shelf)
