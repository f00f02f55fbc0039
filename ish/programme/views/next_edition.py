"""The next edition from this one, and the list before it opens."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from ish.desk import frame
from ish.desk.access import access
from ish.programme import carrying, checklist, next_forms, next_queries, next_services, queries
from ish.programme.models import Edition, EditionCheck, Programme
from ish.programme.next_queries import Ticked

LAST_TIME = 8
"""So many partners of last time stand on the list; the page behind it has all."""

# ---------------------------------------------------------------- THE NEXT EDITION


@access("organiser")
def new_edition(request: HttpRequest) -> HttpResponse:
    """The next edition on one page: everything proposed from this one, to be looked at, changed and made."""
    old = _old(request)
    sent: Any = request.POST or None
    form = next_forms.NextEditionForm(sent, old=old, by=request.user)
    moved = bool(sent) and form.is_valid() and form.moved
    if sent and form.days_are_good and (moved or "work_out" in sent):
        sent = form.worked_out(request.POST)
        form = next_forms.NextEditionForm(sent, old=old, by=request.user)
    elif sent:
        moved = False
    arrival = form.arrival
    rows = next_forms.next_quota_forms(old, arrival, sent)
    good = [row.is_valid() for row in rows]
    stands = None
    if sent is request.POST and form.is_valid() and all(good):
        made = _make(request, old, form, rows)
        if isinstance(made, HttpResponse):
            return made
        stands = made
    return render(request, "programme/next_edition.html", _context(request, old, form, rows, moved, stands))


def _make(request: HttpRequest, old: Edition, form: Any, rows: list[Any]) -> HttpResponse | Edition | None:
    """Make the edition and go to its list; return the one that stands there already, or None with errors on the form."""
    found = form.cleaned_data
    try:
        carried = next_services.begin_next(
            old=old,
            by=request.user,
            number=found["number"],
            arrival_day=found["arrival_day"],
            departure_day=found["departure_day"],
            places_planned=found["places_planned"],
            spans=form.spans,
            quotas=next_forms.taking_part(rows),
            organisers=form.chosen,
            carriers=found.get("carry", []),
        )
    except next_services.AlreadyThere as there:
        return there.edition
    except ValidationError as error:
        for name, wrong in getattr(error, "error_dict", {"__all__": [error]}).items():
            form.add_error(name if name in form.fields else None, wrong)
        return None
    frame.choose_edition(request, carried.edition.pk)
    told = _("%(edition)s is ready. Here is what to look at before the partners begin.")
    messages.success(request, told % {"edition": carried.edition})
    return redirect("programme:checklist")


def _context(
    request: HttpRequest, old: Edition, form: Any, rows: list[Any], moved: bool, stands: Edition | None
) -> dict[str, Any]:
    mine = {row.pk for row in queries.editions_for(request.user)}
    return {
        "old": old,
        "form": form,
        "rows": rows,
        "wrong": [row for row in rows if row.is_bound and row.errors],
        "moved": moved,
        "stands": stands,
        "stands_mine": stands is not None and stands.pk in mine,
        "stays": carrying.what_stays(old),
        "others": [row for row in queries.led_by(request.user, old.programme) if row.pk != old.pk],
        "breadcrumbs": [
            {"label": _("Edition and dates"), "url": reverse("programme:edition")},
            {"label": _("Next edition")},
        ],
    }


def _old(request: HttpRequest) -> Edition:
    """Return the edition to go on from: the one asked for, else the newest of the programme that the user leads.

    Raises `Http404` for somebody else's, and for those who do a part of the work alone: parts do not hand out parts.
    """
    mine = queries.led_by(request.user, _programme(request))
    wanted = request.GET.get("like", "")
    found = [row for row in mine if not wanted or str(row.pk) == wanted]
    if not found:
        raise Http404
    return found[0]


def _programme(request: HttpRequest) -> Programme:
    """Return the programme asked for, or that of the edition in hand; raises `Http404` for somebody else's."""
    wanted = request.GET.get("programme", "")
    if not wanted:
        return queries.organised_edition(request).programme
    mine = queries.programmes_for(request.user)
    found = mine.filter(pk=wanted).first() if wanted.isdecimal() and len(wanted) < 18 else None
    if found is None:
        raise Http404
    return found


# ---------------------------------------------------------------- THE LIST BEFORE OPENING


@require_safe
@access("organiser")
def the_list(request: HttpRequest) -> HttpResponse:
    """What to look at before the edition in hand opens: each point with what we know of it, and its tick."""
    current = queries.organised_edition(request)
    done = next_queries.ticks(current)
    points = next_queries.the_list(current, done)
    last = next_queries.before(current)
    looked_back = next_queries.looked_back(last) if last else []
    trouble = [row for row in looked_back if row.back_all][:LAST_TIME]
    context = {
        "edition": current,
        "points": [
            {"point": one.point, "check": one.check, "evidence": one.evidence, "url": one.point.url(current)}
            for one in points
        ],
        "done": sum(1 for one in points if one.check),
        "opened": _opening(points, done.get(EditionCheck.OPENED)),
        "begins": queries.phase(current, "nominations"),
        "begun": queries.has_begun(current, "nominations"),
        "last": last,
        "trouble": [{"body": row, "told": next_queries.told(row)} for row in trouble],
        "breadcrumbs": [
            {"label": _("Edition and dates"), "url": reverse("programme:edition")},
            {"label": _("Before it opens")},
        ],
    }
    return render(request, "programme/checklist.html", context)


def _opening(points: list[Ticked], row: EditionCheck | None) -> dict[str, Any] | None:
    """Return who opened the edition before the list was done, when, and what was open."""
    if row is None:
        return None
    labels = {one.point.code: one.point.label for one in points}
    return {
        "by": row.done_by.get_full_name() if row.done_by else "",
        "at": row.done_at,
        "points": [labels[code] for code in row.open_points if code in labels],
    }


@require_POST
@access("organiser")
def tick(request: HttpRequest, code: str) -> HttpResponse:
    """Tick a point of the list, or take the tick back."""
    current = queries.organised_edition(request)
    try:
        next_services.tick(edition=current, code=code, done=request.POST.get("done") == "1", by=request.user)
    except KeyError:
        raise Http404 from None
    return redirect(f"{reverse('programme:checklist')}#point-{code}")


# ---------------------------------------------------------------- ON OTHER PAGES


def list_panel(request: HttpRequest, edition: Edition | None) -> str | None:
    """On the desk until names are due: how much of the list is open."""
    if edition is None or not next_queries.is_being_prepared(edition):
        return None
    open_points = next_queries.open_points(edition)
    if not open_points:
        return None
    n, all_ = len(open_points), len(checklist.points(edition))
    words = ngettext(
        "%(n)s point of %(all)s is still open.", "%(n)s points of %(all)s are still open.", n
    ) % {"n": n, "all": all_}
    context = {"words": words, "points": open_points[:3], "begins": queries.phase(edition, "nominations")}
    return render_to_string("programme/panels/checklist.html", context, request=request)
