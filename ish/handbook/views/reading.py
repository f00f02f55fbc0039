"""The handbook as it is read: contents, a chapter, older versions of the house rules and what has changed since."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ish.desk.access import access
from ish.handbook import queries
from ish.handbook.models import Version
from ish.handbook.shelf import WRITTEN, Shelf
from ish.handbook.states import ALL

ONLINE, SAVED = "base.html", "handbook/saved.html"
"""The frame of a page: of the product, or of the copy that is kept on a device and names nobody."""


def own(request: HttpRequest) -> Shelf:
    """Return what the user reads; raises `Http404` for who has nothing to do with a handbook."""
    return Shelf(queries.reading(request))


@access.any_user
@require_safe
def contents(request: HttpRequest) -> HttpResponse:
    """All chapters, the emergency numbers first."""
    return show_contents(request, own(request))


@access.any_user
@require_safe
def chapter(request: HttpRequest, slug: str) -> HttpResponse:
    """One chapter."""
    return show_chapter(request, own(request), slug)


@access.any_user
@require_safe
def rules(request: HttpRequest, version: int) -> HttpResponse:
    """The house rules as they stood when somebody agreed to them."""
    return show_rules(request, own(request), version)


@access.any_user
@require_safe
def changes(request: HttpRequest, version: int) -> HttpResponse:
    """What the house rules say otherwise than then."""
    return show_changes(request, own(request), version)


# ---------------------------------------------------------------- WHAT SIGNED-IN READERS AND GUESTS SHARE


def show_contents(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Return the page of contents."""
    context = {**contents_context(shelf), **online(request, shelf), "breadcrumbs": [{"label": _("Handbook")}]}
    return render(request, "handbook/contents.html", context)


def show_chapter(request: HttpRequest, shelf: Shelf, slug: str) -> HttpResponse:
    """Return the page of a chapter; raises `Http404` for one that this reader does not have."""
    row = next((row for row in shelf.pages if row.page.slug == slug), None)
    if row is None:
        raise Http404
    context = {**chapter_context(shelf, row), **online(request, shelf)}
    crumbs = [{"label": _("Handbook"), "url": shelf.url("contents")}, {"label": context["entry"]["title"]}]
    return render(request, "handbook/chapter.html", {**context, "breadcrumbs": crumbs})


def online(request: HttpRequest, shelf: Shelf) -> dict[str, Any]:
    """Return what a page needs to keep a copy of the handbook on the device."""
    user = request.user.pk if not shelf.signed else None
    return {
        "shell": ONLINE,
        "shelf": shelf,
        "owner": f"user-{user}" if user else "guest",
        "digest": f"{shelf.reading.edition.pk}.{queries.digest_of(shelf.pages)}",
        "copy_url": shelf.url("copy"),
        # A guest may read on anybody's telephone, an organiser reads to see how it looks: they say so when they want a copy.
        "keeps_by_itself": bool(user) and not shelf.reading.manages,
    }


def contents_context(shelf: Shelf) -> dict[str, Any]:
    """Return what the contents say, online and in a copy alike."""
    entries = shelf.entries()
    return {
        "edition": shelf.reading.edition,
        "entries": entries,
        "contents_url": shelf.url("contents"),
        "paper_url": shelf.url("paper") if entries else "",
        "manages": shelf.reading.manages,
        "without_place": not shelf.reading.audiences,
    }


def chapter_context(shelf: Shelf, row: Version) -> dict[str, Any]:
    """Return what a chapter says, and the chapters before and after it."""
    language = queries.language()
    at = shelf.pages.index(row)
    before, after = shelf.pages[at - 1] if at else None, shelf.pages[at + 1 : at + 2]
    return {
        "edition": shelf.reading.edition,
        "entry": shelf.entry(row),
        "text": shelf.html(row.body(language)),
        "number": row.number,
        "published_at": row.published_at,
        "before": shelf.entry(before) if before else None,
        "after": shelf.entry(after[0]) if after else None,
        "contents_url": shelf.url("contents"),
        "contact_email": shelf.reading.edition.contact_email,
        "manage_pk": row.page_id if shelf.reading.manages else None,
    }


def show_rules(request: HttpRequest, shelf: Shelf, version: int) -> HttpResponse:
    """Return a version of the house rules, in each language that it has; raises `Http404` for one that never was."""
    found = queries.rules_version(shelf.reading.edition.pk, version)
    if found is None:
        raise Http404
    now = queries.rules_of(shelf.reading.edition)
    texts = [
        {
            "language": code,
            "name": WRITTEN[code],
            "title": found.titles.get(code, ""),
            "text": shelf.html(text),
        }
        for code in _readers_first()
        if (text := found.texts.get(code))
    ]
    context = {
        "edition": shelf.reading.edition,
        "rules": found,
        "holds": now is not None and now.version == version,
        "texts": texts,
        "changes_url": shelf.url("changes", version),
        "breadcrumbs": [
            {"label": _("Handbook"), "url": shelf.url("contents")},
            {"label": _("House rules, version %(number)s") % {"number": version}},
        ],
    }
    return render(request, "handbook/rules.html", context)


def _readers_first() -> list[str]:
    return sorted(ALL, key=lambda code: code != queries.language())


def show_changes(request: HttpRequest, shelf: Shelf, version: int) -> HttpResponse:
    """Return what the house rules that hold say otherwise than a version; raises `Http404` for one that never was."""
    edition = shelf.reading.edition
    old, now = queries.rules_version(edition.pk, version), queries.rules_of(edition)
    if old is None or now is None:
        raise Http404
    found = now.changed_since(version)
    context = {
        "edition": edition,
        "old": old,
        "now": now,
        "asks_again": now.asks_again_since(version),
        "groups": [
            {"language": code, "name": WRITTEN[code], "lines": found[code]}
            for code in _readers_first()
            if code in found
        ],
        "rules_url": shelf.url("rules", version),
        "breadcrumbs": [
            {"label": _("Handbook"), "url": shelf.url("contents")},
            {"label": _("What has changed")},
        ],
    }
    return render(request, "handbook/changes.html", context)


# ---------------------------------------------------------------- COPIES


def copies(shelf: Shelf, as_of: str) -> dict[str, str]:
    """Return every page of the reader's handbook by its address, in the frame that names nobody."""
    told = {"shell": SAVED, "as_of": as_of, "shelf": shelf}
    found: dict[str, str] = {
        shelf.url("contents"): render_to_string(
            "handbook/contents.html", {**contents_context(shelf), **told, "manages": False}
        )
    }
    for row in shelf.pages:
        context = {**chapter_context(shelf, row), **told, "manage_pk": None}
        found[shelf.url("chapter", row.page.slug)] = render_to_string("handbook/chapter.html", context)
    return found
