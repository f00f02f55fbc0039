"""What a browser needs to keep the handbook: the copy, the script that brings it back, the page for who has kept none."""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from ish import clock
from ish.desk.access import access
from ish.handbook import queries
from ish.handbook.shelf import Shelf
from ish.handbook.views.reading import copies, own

ASSETS = (
    "vendor/bootstrap-5.3.9/kept.css",
    "css/fonts.css",
    "css/tokens.css",
    "css/ish.css",
    "css/components.css",
    "css/handbook.css",
    "img/mark.svg",
    "vendor/bootstrap-icons-1.13.2/sprite.svg",
    "vendor/source-sans-3-5.3.0/latin.woff2",
    "vendor/source-sans-3-5.3.0/latin-ext.woff2",
    "vendor/source-serif-4-5.3.1/latin.woff2",
)
"""What the copy looks like. A test compares it with what its pages ask for."""


@access.any_user
@require_safe
def copy(request: HttpRequest) -> HttpResponse:
    """Every page of the reader's handbook, to be kept on the device."""
    return copy_of(request, own(request))


def copy_of(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Return the pages by address, the files they need, and as of when: in one answer, so that no copy is half old."""
    as_of = in_words()
    data = {
        "digest": f"{shelf.reading.edition.pk}.{queries.digest_of(shelf.pages)}",
        "as_of": as_of,
        "pages": copies(shelf, as_of),
        "assets": [static(name) for name in ASSETS],
    }
    return JsonResponse(data, headers={"Cache-Control": "no-store"})


def in_words() -> str:
    """Return this moment as a reader takes it in: 12 July, 09:12, in their zone."""
    now = timezone.localtime(clock.now())
    return f"{formats.date_format(now, pgettext('date format', 'j F'))}, {formats.time_format(now, 'H:i')}"


@access.public
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that answers for the handbook when the network does not. It knows nobody."""
    # With the files that a new release has changed the script changes, too: browsers then take the new one.
    context = {
        "offline_url": reverse("handbook:offline"),
        "pieces": mark_safe(json.dumps([static(name) for name in ASSETS])),  # names of files of ours
    }
    answer = render(request, "handbook/worker.js", context, content_type="text/javascript")
    answer["Cache-Control"] = "no-cache"
    return answer


@access.public
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The page for who has no network and has kept no handbook."""
    return render(request, "handbook/offline.html", {"shell": "handbook/saved.html"})


@access.public
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Lets a telephone put the handbook on its first page, like an app."""
    name = _("Handbook")
    data = {
        "name": f"ISH {name}",
        "short_name": name,
        "start_url": reverse("handbook:contents"),
        "scope": reverse("handbook:contents"),
        "display": "standalone",
        "background_color": "#faf7f2",
        "theme_color": "#97392a",
        "icons": [{"src": static("img/mark.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(data, content_type="application/manifest+json")
