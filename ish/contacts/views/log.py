"""The log of an edition, of one subject, and one entry."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ish import clock
from ish.contacts import queries, rules, subjects
from ish.contacts.filters import LogFilter
from ish.contacts.forms import FollowForm
from ish.contacts.models import Entry
from ish.contacts.subjects import Named
from ish.contacts.tables import LogTable, follow_words, kind_words
from ish.desk.access import access
from ish.desk.lists import list_page
from ish.programme import queries as programme


@require_safe
@access("organiser")
def log(request: HttpRequest) -> HttpResponseBase:
    """Everything that was written down in the edition in hand, and what is still open of those before it."""
    edition = programme.organised_edition(request)
    rows = queries.log_of(request.user, edition)
    context = {
        "heading": _("Contact log"),
        "lead": _(
            "What was said and written in %(edition)s, and what is to follow from it; what is open from before stands here, too."
        )
        % {"edition": edition},
        "action": {"label": _("Write an entry"), "url": reverse("contacts:find")},
        "breadcrumbs": [{"label": _("Contact log")}],
    }
    return _list(request, rows, edition, context, name=f"contacts-{edition.year}")


@require_safe
@access("organiser")
def about(request: HttpRequest, key: str, pk: int) -> HttpResponseBase:
    """Everything about one subject, in all editions that the reader organises."""
    text, named = subject_or_404(request, f"{key}:{pk}")
    edition = programme.organised_edition(request)
    rows = queries.seen(request.user).filter(about=text)
    new = reverse("contacts:new", args=[key, pk])
    context = {
        "heading": _("Contacts: %(name)s") % {"name": named.label},
        "named": named,
        "lead": _("What was said and written, and what is to follow from it."),
        "action": {"label": _("Write an entry"), "url": new},
        "breadcrumbs": [*crumbs(named), {"label": _("Contacts")}],
    }
    return _list(request, rows, edition, context, name=f"contacts-{pk}")


def _list(
    request: HttpRequest, rows: Any, edition: Any, context: dict[str, Any], *, name: str
) -> HttpResponseBase:
    rows = (
        queries.with_acting(rows, edition)
        .select_related("assignee", "ours", "edition__programme")
        .order_by("-at", "-pk")
    )
    return list_page(
        request,
        LogTable,
        rows,
        LogFilter,
        template="contacts/log.html",
        export_name=name,
        role=rules.ORGANISER,
        context=context,
        table_kwargs={"reader": request.user, "edition": edition},
        filter_kwargs={"edition": edition},
    )


def subject_or_404(request: HttpRequest, about: str, edition: Any = None) -> tuple[str, Named]:
    """Return the subject and its name; raises `Http404` for one that the user does not see."""
    pair = subjects.find(about)
    named = subjects.names(request.user, [about], edition).get(about) if pair else None
    if named is None:
        raise Http404
    return about, named


def crumbs(named: Named | None) -> list[dict[str, str]]:
    """Return the way to the subject's page."""
    if named is None or not named.url:
        return [{"label": _("Contact log"), "url": reverse("contacts:log")}]
    return [{"label": named.label, "url": named.url}]


@require_safe
@access("organiser")
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry in full, its corrections, and what is to follow."""
    return entry_page(request, queries.entry_or_404(request.user, pk))


def entry_page(request: HttpRequest, row: Entry, form: Any = None, status: int = 200) -> HttpResponse:
    """Return the page of an entry, with the form of what is to follow as it was sent."""
    shown = queries.shown([row], reader=request.user)[0]
    corrections = row.corrections.select_related(*queries.WITH).order_by("at", "pk")
    may_change = rules.may_change(row, request.user, clock.now())
    context = {
        "entry": row,
        "shown": shown,
        "kind": kind_words(row),
        "follow": follow_words(row) if rules.is_open(row) else "",
        "open": rules.is_open(row),
        "late": bool(row.follow_up_on and row.follow_up_on < clock.today(row.edition.time_zone)),
        "form": form or FollowForm(initial=FollowForm.initial_of(row), edition=row.edition),
        "form_open": form is not None,
        "may_change": may_change,
        "corrections": queries.shown(corrections, reader=request.user) if corrections else [],
        "corrects": row.corrects,
        "acting": row.assignee_id and queries.organisers(row.edition).filter(pk=row.assignee_id).exists(),
        "back": "entry",
        "breadcrumbs": [*crumbs(shown.named), {"label": _("Entry")}],
    }
    return render(request, "contacts/entry.html", context, status=status)
