"""The morning list, open promises, and the tick that both share."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ish import clock
from ish.contacts import morning as sources
from ish.contacts import panels, queries, services
from ish.contacts.states import Turn
from ish.desk.access import access
from ish.programme import queries as programme

MOST = 50
"""So many lines a list shows; what is beyond stands in the log."""


@require_safe
@access("organiser")
def morning(request: HttpRequest) -> HttpResponse:
    """What is due, what waits and what has changed since the last look on a day before."""
    edition = programme.organised_edition(request)
    today = clock.today(edition.time_zone)
    since = services.look(user=request.user, edition=edition)
    told = sources.told(edition, since, request.user, names=True)
    rows = list(queries.of_today(request.user, edition, today)[: 2 * MOST])
    lines = panels.lines(request, rows, edition)
    due = [line for line in lines if not line.done]
    context = {
        "edition": edition,
        "since": since,
        "due": due[:MOST],
        "more": len(due) > MOST,
        "ticked": [line for line in lines if line.done],
        "groups": panels.grouped(told),
        "waiting": any(line.waits for line in told),
        "back": "morning",
        "breadcrumbs": [{"label": _("Morning list")}],
    }
    return render(request, "contacts/morning.html", context)


@require_safe
@access("organiser")
def told(request: HttpRequest, key: str) -> HttpResponse:
    """Who stands behind a line of the morning list: its rows, the longest waiting first."""
    edition = programme.organised_edition(request)
    line = sources.find(key, edition, queries.since(request.user, edition), request.user)
    if line is None:
        raise Http404
    page = Paginator(sources.rows_of(line), MOST).get_page(request.GET.get("page"))
    count = page.paginator.count
    context = {
        "edition": edition,
        "line": line,
        "heading": line.told(count),
        "count": count,
        "rows": [sources.one(line, row) for row in page],
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "breadcrumbs": [
            {"label": _("Morning list"), "url": reverse("contacts:morning")},
            {"label": Turn(line.turn).label},
        ],
    }
    return render(request, "contacts/told_page.html", context)


@require_safe
@access("organiser")
def today(request: HttpRequest) -> HttpResponse:
    """The few lines for the desk; as a page of its own, the list in full."""
    if request.headers.get("HX-Request") != "true":
        return redirect("contacts:morning")
    return HttpResponse(panels.render_today(request, programme.organised_edition(request)))


@require_safe
@access("organiser")
def promises(request: HttpRequest) -> HttpResponse:
    """Who promised what, partner by partner."""
    edition = programme.organised_edition(request)
    rows = list(queries.promises(request.user, edition)[: 2 * MOST + 1])
    groups: dict[str, list[panels.Line]] = {}
    for line in panels.lines(request, rows[: 2 * MOST], edition):
        named = line.shown.named
        groups.setdefault(named.partner if named else "", []).append(line)
    context = {
        "edition": edition,
        "groups": [(name, groups[name]) for name in sorted(groups, key=lambda n: (n == "", n.casefold()))],
        "more": len(rows) > 2 * MOST,
        "back": "promises",
        "breadcrumbs": [
            {"label": _("Contact log"), "url": reverse("contacts:log")},
            {"label": _("Who promised what")},
        ],
    }
    return render(request, "contacts/promises.html", context)


# ---------------------------------------------------------------- TICKS


@require_POST
@access("organiser")
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick what was to follow."""
    row = queries.entry_or_404(request.user, pk)
    try:
        first = services.done(entry=row, by=request.user)
    except services.NotAllowed as error:
        return _answer(request, pk, str(error))
    row = queries.entry_or_404(request.user, pk)
    if first:
        return _answer(request, pk, "")
    who = row.done_by.get_full_name() if row.done_by else _("somebody else")
    return _answer(request, pk, _("%(name)s was quicker: it is done already.") % {"name": who})


@require_POST
@access("organiser")
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a tick back."""
    row = queries.entry_or_404(request.user, pk)
    try:
        services.reopen(entry=row, by=request.user)
    except services.NotAllowed as error:
        return _answer(request, pk, str(error))
    return _answer(request, pk, "")


def _answer(request: HttpRequest, pk: int, words: str) -> HttpResponse:
    """Return the line as it stands now, or lead back to the page on which it was ticked."""
    back = request.POST.get("back", "")
    if request.headers.get("HX-Request") == "true":
        edition = programme.organised_edition(request)
        rows = queries.with_acting(queries.seen(request.user).filter(pk=pk), edition)
        line = panels.lines(request, list(rows.select_related(*queries.WITH)), edition)[0]
        context = {"line": line, "words": words, "back": back, "fragment": True}
        return render(request, "contacts/line.html", context)
    if words:
        messages.info(request, words)
    ways = {"desk": "desk:home", "morning": "contacts:morning", "promises": "contacts:promises"}
    return redirect(ways[back]) if back in ways else redirect("contacts:entry", pk)
