"""Changes that were asked for: organisers decide, side by side; whoever asked takes back; both are told where it stands."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ish.desk.access import access
from ish.people import queries as people
from ish.people.models import Participation
from ish.profiles import changing_queries as queries
from ish.profiles import changing_services as asking
from ish.profiles import deciding_services as deciding
from ish.profiles import rules, sections
from ish.profiles.changing_forms import AnswerForm
from ish.profiles.models import ChangeRequest, FreezeExtension
from ish.profiles.states import ChangeState
from ish.profiles.views.change_cards import brief_cards, full_card
from ish.programme import queries as programme

ON_A_PAGE = 25


@access("organiser")
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """What waits for the reader's part of the work."""
    edition = programme.organised_edition(request)
    found = Paginator(queries.waiting(edition, request.user), ON_A_PAGE)
    page = found.get_page(request.GET.get("page"))
    context = {
        "edition": edition,
        "cards": brief_cards(list(page), user=request.user),
        "page": page,
        "pages": list(found.get_elided_page_range(page.number)),
        "query": "",
        "breadcrumbs": [{"label": _("Changes asked for")}],
    }
    return render(request, "profiles/changes.html", context)


@access("organiser")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide on one request: all of it or single facts."""
    row = queries.request_or_404(request.user, pk, "organiser")
    if not queries.may_read(row, request.user):
        messages.info(request, _("Other organisers look after this."))
        return redirect("profiles:changes")
    if row.state != ChangeState.WAITING or not row.fields:
        messages.info(request, _("This has been settled."))
        return redirect("people:person", row.participation.person_id)
    form = AnswerForm(request.POST or None)
    form.fields["fields_chosen"].choices = [(name, name) for name in row.fields]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid() and _decided(request, form, row):
        return redirect("profiles:changes")
    return _change_page(request, row, form)


def _change_page(request: HttpRequest, row: ChangeRequest, form: AnswerForm) -> HttpResponse:
    now = deciding.now_of(row)
    card = full_card(row, user=request.user, now=now)
    name = row.participation.person.full_name
    context = {
        "row": row,
        "name": name,
        "card": card,
        "moved": any(line["moved"] for line in card["lines"]),
        "chosen": request.POST.getlist("fields_chosen") if request.method == "POST" else list(row.fields),
        "by_hand": bool(row.about) and not deciding.written(row),
        "seen": deciding.mark_of(row),
        "form": form,
        "breadcrumbs": [
            {"label": _("Changes asked for"), "url": reverse("profiles:changes")},
            {"label": name},
        ],
    }
    return render(request, "profiles/change.html", context)


def _decided(request: HttpRequest, form: AnswerForm, row: ChangeRequest) -> bool:
    """Do what was chosen; say on the page why not."""
    fields, answer = form.cleaned_data["fields_chosen"], form.cleaned_data["answer"]
    if not fields:
        form.add_error(None, _("Tick at least one line."))
        return False
    refused = request.POST.get("do") == "decline"
    what: dict[str, Any] = {"request": row, "fields": fields, "by": request.user, "answer": answer}
    try:
        if refused:
            deciding.decline(**what)
        else:
            deciding.accept(**what, seen=request.POST.get("seen", ""))
    except ValueError as error:
        form.add_error("answer", str(error))
        return False
    except (deciding.Moved, ValidationError) as error:
        form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        return False
    except PermissionDenied:
        messages.warning(request, _("Other organisers look after this."))
    except asking.Settled as error:
        messages.warning(request, str(error))
    else:
        messages.success(
            request, _("Not accepted; the answer goes out.") if refused else _("Accepted and written.")
        )
    return True


@require_POST
@access("participant")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what one has asked for oneself."""
    row = queries.request_or_404(request.user, pk, "participant")
    if row.role != "participant":
        raise Http404
    try:
        asking.withdraw(request=row, by=request.user)
    except asking.Settled as error:
        messages.info(request, str(error))
    else:
        messages.success(request, _("Taken back."))
    if row.section:
        return redirect("profiles:section", row.participation_id, row.section)
    return redirect("profiles:data")


def _more(row: FreezeExtension, today: date) -> dict[str, Any]:
    title = str(sections.get(row.section).title) if row.section else _("all sections")
    return {"row": row, "title": title, "over": row.ended_at is not None or row.until < today}


def person_panel(request: HttpRequest, participation: Participation) -> str | None:
    """On the organisers' page of a person: room for what was asked for and for more time, fetched after the page."""
    return render_to_string("profiles/panels/changes_later.html", {"participation": participation})


@access("organiser")
@require_safe
def changes_of(request: HttpRequest, pk: int) -> HttpResponse:
    """What was asked for about one person, what became of it, and more time that was given: a part of a page, or a page."""
    participation = people.participation_as(request.user, pk, "organiser")[0]
    rows = queries.of(participation)
    shown = [row for row in rows if queries.may_read(row, request.user)]
    context = {
        "participation": participation,
        "cards": brief_cards(shown, user=request.user),
        "hidden": len(rows) - len(shown),
        "extensions": [_more(row, rules.today(participation)) for row in rules.extensions(participation)],
        "breadcrumbs": [
            {"label": _("People"), "url": reverse("people:list")},
            {
                "label": participation.person.full_name,
                "url": reverse("people:person", args=[participation.person_id]),
            },
            {"label": _("Changes after their day")},
        ],
    }
    part = request.headers.get("HX-Request") == "true"
    return render(request, f"profiles/{'panels/changes' if part else 'changes_of'}.html", context)
