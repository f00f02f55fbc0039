"""The officer's pages: who looked, who changed what, what is kept until when and what was erased. Logs, not contents."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ish.desk.access import access
from ish.desk.lists import list_page
from ish.oversight import declared, queries, showing, unusual
from ish.oversight.filters import ChangeFilter, LookFilter
from ish.oversight.tables import ChangeTable, ErasureTable, OverseenLooks
from ish.privacy import registry
from ish.privacy.retention import CLASSES, NAMES, Keeping, in_words


@access("officer")
@require_safe
def looks(request: HttpRequest) -> HttpResponseBase:
    """Who looked at sensitive facts; above the list what is worth a question."""
    edition = queries.edition_of(request)
    plain = not (set(request.GET) - {"page", "sort"})
    hints = unusual.hints(zone=edition.time_zone if edition else "Europe/Berlin") if plain else []
    context: dict[str, Any] = {
        "heading": _("Looks"),
        "lead": _(
            "Each time somebody opened passport or health details, a paper or a letter of somebody else. "
            "People stand here by their number; they find it on their own page of looks."
        ),
        "hints": showing.hint_cards(hints),
        "explained": {
            "people": unusual.MANY,
            "from": unusual.NIGHT_FROM,
            "to": unusual.NIGHT_TO,
            "days": unusual.DAYS,
        },
        "plain": plain,
        "breadcrumbs": [{"label": _("Looks")}],
    }
    return list_page(
        request, OverseenLooks, queries.looks(request.user), LookFilter, "oversight/looks.html",
        export_name="looks", role="officer", context=context,
    )  # fmt: skip


@access("officer")
@require_safe
def changes(request: HttpRequest) -> HttpResponseBase:
    """Who changed which fields of which row, and when."""
    context = {
        "heading": _("Changes"),
        "lead": _("Who changed which fields, and when. Values are not kept in this history, and not shown."),
        "breadcrumbs": [{"label": _("Changes")}],
    }
    return list_page(
        request, ChangeTable, queries.changes(request.user), ChangeFilter,
        export_name="changes", role="officer", context=context,
    )  # fmt: skip


@access("officer", "organiser")
@require_safe
def kept(request: HttpRequest) -> HttpResponseBase:
    """Until when what is kept, with the day for the edition in hand, and what was erased."""
    edition = queries.edition_of(request)
    context = {
        "heading": _("Kept until, and erased"),
        "edition": edition,
        "classes": [_class(keeping, edition) for keeping in _rules(edition)],
        "breadcrumbs": [{"label": _("Kept until, and erased")}],
    }
    return list_page(
        request, ErasureTable, queries.erasures(request.user), template="oversight/kept.html",
        export_name="erasures", context=context,
    )  # fmt: skip


def _rules(edition: Any) -> list[Keeping]:
    rules = registry.rules_of(edition.pk if edition else None)
    return [rules.get(code, proposal) for code, proposal in CLASSES.items()]


def _class(keeping: Keeping, edition: Any) -> dict[str, Any]:
    """Return one class of keeping in words: what is in it, how long, until which day."""
    fields = declared.of_class(keeping.code)
    return {
        "name": NAMES[keeping.code],
        "what": ", ".join(fields),
        "how_long": in_words(keeping),
        "until": declared.kept_until(keeping, edition),
        "empty": not fields,
    }
