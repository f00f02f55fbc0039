"""Who may read what and until when: the declarations as a table for people, as a page and as a file."""

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import roles
from ish.desk import exports
from ish.desk.access import access
from ish.oversight import activities, declared, opened, queries, words
from ish.privacy import catalogue

WIDE = ("organiser", "officer")
FORMATS = {"csv": exports.csv, "xlsx": exports.xlsx}


@access.any_user
@require_safe
def need_to_know(request: HttpRequest) -> HttpResponseBase:
    """Every personal field in words; organisers and the officer see what is kept of staff and partners, too."""
    wide = roles.holds(request.user, *WIDE)
    role = _known(request.GET.get("role", ""), words.ROLES)
    model = _known(request.GET.get("model", ""), catalogue.every())
    edition = queries.edition_of(request)
    groups = declared.groups(edition=edition, role=role, model=model, about_people=not wide)
    if wanted := request.GET.get("_export"):
        if wanted not in FORMATS:
            raise Http404
        heads, rows = activities.sheet(groups)
        return FORMATS[wanted](rows, heads, "need-to-know")
    every = declared.groups(edition=edition, about_people=not wide)
    context = {
        "groups": groups,
        "edition": edition,
        "role": role,
        "model": model,
        "filtered": bool(role or model),
        "open": "open" in request.GET,
        "role_label": words.ROLES.get(role, ""),
        "roles": list(words.ROLES.items()),
        "models": [(group.label, group.title) for group in every],
        "meets": opened.by_role(role) if role else [],
        "mine": roles.holds(request.user, "participant"),
        "wide": wide,
        "organises": roles.holds(request.user, "organiser"),
        "count": sum(len(group.rows) for group in groups),
        "export_links": _links(request),
        "breadcrumbs": [{"label": _("Who sees what")}],
    }
    return render(request, "oversight/need_to_know.html", context)


def _known(wanted: str, known: Any) -> str:
    """Return what the address asks for, if there is such a thing; everything else asks for all."""
    return wanted if wanted in known else ""


def _links(request: HttpRequest) -> list[dict[str, str]]:
    links = []
    for name in FORMATS:
        query = request.GET.copy()
        query.pop("open", None)
        query["_export"] = name
        links.append({"url": f"?{query.urlencode()}", "label": name.upper()})
    return links
