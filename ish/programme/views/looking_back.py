"""What went late or wrong in an edition, per partner, beside the edition before."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ish.desk import lists
from ish.desk.access import access
from ish.programme import looking_back as figures
from ish.programme import next_queries, queries
from ish.programme.models import Edition
from ish.programme.next_tables import LookingBackTable, figure_columns


@require_safe
@access("organiser")
def looking_back(request: HttpRequest) -> HttpResponseBase:
    """What went late or wrong in the edition in hand, or in an earlier one of the same programme (`?edition=`)."""
    edition = _edition(request)
    last = next_queries.before(edition)
    kwargs: dict[str, Any] = {"extra_columns": figure_columns()}
    if last is None:
        kwargs["exclude"] = ["before_all"]
    rows = next_queries.looked_back(edition)
    earlier = next_queries.looked_back(last) if last else []
    next_queries.beside(rows, earlier)
    return lists.list_page(
        request,
        LookingBackTable,
        rows,
        template="programme/looking_back.html",
        export_name=f"looking-back-{edition.year}",
        role="organiser",
        table_kwargs=kwargs,
        context=_context(edition, last, rows, earlier),
    )


def _edition(request: HttpRequest) -> Edition:
    """Return the edition asked for among those that the user organises or that came before one of them, else the one in hand."""
    current = queries.organised_edition(request)
    wanted = request.GET.get("edition", "")
    last = next_queries.before(current) if wanted else None
    return last if last is not None and str(last.pk) == wanted else current


def _context(edition: Edition, last: Edition | None, rows: list[Any], earlier: list[Any]) -> dict[str, Any]:
    now, was = next_queries.figures_in_all(rows), next_queries.figures_in_all(earlier)
    lines = [
        {
            "label": figure.label,
            "now": now[figure.code],
            "was": was[figure.code] if last else None,
            "worse": last is not None and now[figure.code] > was[figure.code],
            "better": last is not None and now[figure.code] < was[figure.code],
        }
        for figure in figures.every()
    ]
    return {
        "heading": _("What went late or wrong"),
        "lead": _("%(edition)s, per partner. Counted from what happened here; nobody has to keep a list.")
        % {"edition": edition},
        "edition": edition,
        "last": last,
        "rows": lines,
        "breadcrumbs": [
            {"label": _("Edition and dates"), "url": reverse("programme:edition")},
            {"label": _("What went late or wrong")},
        ],
    }
