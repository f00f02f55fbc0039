"""Organisers' pages of the board: reviewers, options, who reads whom; closing; the result and what becomes of it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts import roles
from ish import clock
from ish.desk import lists
from ish.desk.access import access
from ish.desk.confirm import confirm, confirmed, number
from ish.programme import queries as programme
from ish.programme.models import Edition
from ish.selection import forms, queries, rules, services
from ish.selection.filters import ResultFilter
from ish.selection.models import Criterion, Opinion, Reviewer, Standing
from ish.selection.rules import ORGANISER
from ish.selection.tables import ResultTable

RULE_WORDS = {
    "share": gettext_lazy("the share of yes among the opinions that count"),
    "mean": gettext_lazy("the weighted mean of the points"),
    "fewer_no": gettext_lazy("fewer no"),
    "rank": gettext_lazy("the partner's rank, the waiting list after the places"),
    "handed_in": gettext_lazy("who was handed in earlier"),
    "draw": gettext_lazy("a draw, by the seed noted here"),
}


@access("organiser")
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The board of an edition: its rules in words, its reviewers and how far they are."""
    edition = programme.organised_edition(request)
    found = rules.board_of(edition)
    today = clock.today(edition.time_zone)
    students = rules.handed_in(edition).count()
    rows = [_row(row, found, students, today) for row in queries.reviewers(edition)]
    context = {
        "edition": edition,
        "board": found,
        "students": students,
        "reviewers": rows,
        "missing": queries.readers_missing(edition, found.readers_each),
        "criteria": list(Criterion.objects.filter(edition=edition)),
        "breadcrumbs": [{"label": _("Advisory board")}],
    }
    return render(request, "selection/board.html", context)


def _row(row: Any, board: Any, students: int, today: Any) -> dict[str, Any]:
    active = row.active_to is None or row.active_to >= today
    total = (row.given or 0) if board.readers_each else students - row.conflicts
    return {"row": row, "active": active, "total": total}


@access("organiser")
def invite(request: HttpRequest) -> HttpResponse:
    """Ask somebody to read."""
    edition = programme.organised_edition(request)
    form = forms.InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.invite_reviewer(edition=edition, by=request.user, **form.cleaned_data)
        except services.AlreadyReviewer:
            form.add_error("email", _("This address reads for the school already."))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(name)s was invited.") % {"name": row.name})
            return redirect("selection:board")
    context = {
        "form": form,
        "heading": _("Invite a reviewer"),
        "lead": _(
            "They get an invitation by e-mail and read what students hand in, but no contacts, health or passport data."
        ),
        "submit": _("Invite"),
        "back": reverse("selection:board"),
        "breadcrumbs": _crumbs(_("Invite a reviewer")),
    }
    return render(request, "selection/form.html", context)


def _crumbs(label: str) -> list[dict[str, str]]:
    return [{"label": _("Advisory board"), "url": reverse("selection:board")}, {"label": label}]


def _reviewer(request: HttpRequest, pk: int) -> Reviewer:
    rows = Reviewer.objects.select_related("edition__programme", "user")
    return roles.visible_or_404(rows, request.user, role=ORGANISER, pk=pk)


@access("organiser")
@require_POST
def invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a fresh invitation to somebody who has not answered."""
    row = _reviewer(request, pk)
    if services.invite_again(reviewer=row, by=request.user):
        messages.success(request, _("%(name)s was invited again.") % {"name": row.name})
    else:
        messages.info(request, _("%(name)s has accepted already, or has left.") % {"name": row.name})
    return redirect("selection:board")


@access("organiser")
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a reviewer's time at once."""
    row = _reviewer(request, pk)
    words = {"name": row.name}
    if confirmed(request):
        services.end_reviewer(reviewer=row, by=request.user)
        messages.success(request, _("%(name)s no longer reads.") % words)
        return redirect("selection:board")
    lines = [
        _("From now on they see no student any more. They are not written to."),
        _("Opinions that they have handed in stay and count."),
    ]
    heading, back = _("End %(name)s's time as a reviewer") % words, reverse("selection:board")
    return confirm(
        request, heading, lines, _("End it"), back, danger=True, undo=_("You can invite them again.")
    )


@access("organiser")
def options(request: HttpRequest) -> HttpResponse:
    """How the board reads: everyone everyone or shared out, with names or without, the rubric."""
    edition = programme.organised_edition(request)
    form = forms.OptionsForm(
        request.POST or None,
        instance=rules.board_of(edition),
        criteria=list(Criterion.objects.filter(edition=edition)),
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.save_options(
                edition=edition, values=form.cleaned_data, criteria=form.criteria(), by=request.user
            )
        except services.NotAllowed as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved. Reviewers see it at once."))
            return redirect("selection:board")
    context = {"form": form, "edition": edition, "breadcrumbs": _crumbs(_("How the board reads"))}
    return render(request, "selection/options.html", context)


@access("organiser")
@require_POST
def share_out(request: HttpRequest) -> HttpResponse:
    """Give the students to the reviewers."""
    edition = programme.organised_edition(request)

    def shared() -> str:
        n = services.share_out(edition=edition, by=request.user)
        return ngettext("%(n)s reading was shared out.", "%(n)s readings were shared out.", n) % {"n": n}

    _try(request, shared)
    return redirect("selection:board")


def _try(request: HttpRequest, act: Any) -> None:
    """Do it and say so, or say why not."""
    try:
        messages.success(request, act())
    except services.NotAllowed as error:
        messages.warning(request, str(error))


# ---------------------------------------------------------------- THE RESULT


@access("organiser")
@require_safe
def result(request: HttpRequest) -> HttpResponseBase:
    """Where each student stands, by a rule that is written beside it."""
    edition = programme.organised_edition(request)
    found, settings = queries.result_of(edition), rules.board_of(edition)
    rows = queries.standings(found) if found else Standing.objects.none()
    context = {
        "edition": edition,
        "board": settings,
        "result": found,
        "stale": not settings.closed_at and queries.is_stale(found, edition),
        "fallen": queries.held_by_result(found, edition) if found and settings.closed_at else 0,
        "rule": [RULE_WORDS[word] for word in (found.rule if found else ()) if word in RULE_WORDS],
        "breadcrumbs": _crumbs(_("Result")),
    }
    if found is None:
        return render(request, "selection/no_result.html", context)
    return lists.list_page(
        request,
        ResultTable,
        rows,
        ResultFilter,
        "selection/result.html",
        f"board-{edition.year}",
        role=ORGANISER,
        context=context,
    )


@access("organiser")
@require_POST
def count(request: HttpRequest) -> HttpResponse:
    """Count again what has come in since."""
    services.count(edition=programme.organised_edition(request), by=request.user)
    return redirect("selection:result")


@access("organiser")
def close(request: HttpRequest) -> HttpResponse:
    """Close the board after a look at what is missing; or open it again."""
    edition = programme.organised_edition(request)
    closed = bool(rules.board_of(edition).closed_at)
    if confirmed(request):
        if closed:
            _try(
                request,
                lambda: services.reopen(edition=edition, by=request.user) and _("The board is open again."),
            )
        else:
            _try(
                request,
                lambda: (
                    services.close(edition=edition, by=request.user)
                    and _("The board is closed, and the result is kept.")
                ),
            )
        return redirect("selection:result")
    back = reverse("selection:result")
    if closed:
        lines = [_("Reviewers can change their opinions again. The next count draws lots anew.")]
        return confirm(request, _("Open the board again"), lines, _("Open it again"), back)
    unread, drafts = _missing(edition)
    lines = [
        _("Reviewers can no longer change their opinions. Drafts that were not handed in do not count."),
        _("The opinions are counted once more; a seed for draws is taken now and kept with the result."),
    ]
    figures = [
        number(
            unread, ngettext("student whom nobody has read", "students whom nobody has read", unread), "todo"
        ),
        number(drafts, ngettext("draft not handed in", "drafts not handed in", drafts)),
    ]
    return confirm(
        request,
        _("Close the board"),
        lines,
        _("Close the board"),
        back,
        numbers=figures,
        undo=_("You can open it again."),
    )


def _missing(edition: Edition) -> tuple[int, int]:
    handed = rules.handed_in(edition)
    read = queries.counting(edition).values("nomination")
    drafts = Opinion.objects.filter(reviewer__edition=edition, submitted_at=None, conflict=False)
    return handed.exclude(pk__in=read).count(), drafts.filter(nomination__in=handed.values("pk")).count()


@access("organiser")
def take_over(request: HttpRequest) -> HttpResponse:
    """Note the result as intended decisions, after a look at the numbers of each partner."""
    edition = programme.organised_edition(request)
    form = forms.TakeOverForm(request.POST if confirmed(request) else None)
    if confirmed(request) and form.is_valid():
        return _take_over(request, edition, form)
    shares = services.shares(edition)
    lines = [_share_in_words(share) for share in shares] or [
        _("There is nothing to plan: every student with more yes than no has a decision already.")
    ]
    lines.append(_("Students who have a decision, made or planned, stay as they are. Nobody is written to."))
    figures = [
        number(sum(len(s.selected) for s in shares), _("would be selected"), "done"),
        number(sum(len(s.next) for s in shares), _("would come next"), "waiting"),
    ]
    heading, back = _("Use the board's result"), reverse("selection:result")
    return confirm(
        request,
        heading,
        lines,
        _("Plan these decisions"),
        back,
        warnings=[*_not_settled(edition), *(text for share in shares for text in _draws_in_words(share))],
        numbers=figures,
        hidden=[("seen", services.mark_of(shares))],
        form=form,
        lead=str(edition),
    )


def _take_over(request: HttpRequest, edition: Edition, form: forms.TakeOverForm) -> HttpResponse:
    seen = request.POST.get("seen", "")
    try:
        done = services.take_over(edition=edition, by=request.user, seen=seen, **form.cleaned_data)
    except services.Changed:
        messages.warning(
            request, _("The result, places or decisions have changed in the meantime. Look at it again.")
        )
        return redirect("selection:take_over")
    total = sum(done.values())
    text = ngettext("Planned for %(n)s student.", "Planned for %(n)s students.", total) % {"n": total}
    messages.success(request, text + " " + _("Nobody is told before you release."))
    return redirect("nominations:decisions")


def _not_settled(edition: Edition) -> list[str]:
    """Say why the result may not be the last word: an open board, opinions since the count or without effect by now."""
    found, settings = queries.result_of(edition), rules.board_of(edition)
    if found is None:
        return []
    if not settings.closed_at:
        lines = [_("The board is still open: opinions can come in or change, and with them this order.")]
        if queries.is_stale(found, edition):
            lines.append(
                _(
                    "Opinions have come in or fallen away since the last count. Count again first, on the page of the result."
                )
            )
        return lines
    fallen = queries.held_by_result(found, edition)
    text = ngettext(
        "The result still holds %(n)s opinion that fell away after the board was closed: conflict of interest.",
        "The result still holds %(n)s opinions that fell away after the board was closed: conflict of interest.",
        fallen,
    )
    return [text % {"n": fallen}] if fallen else []


def _draws_in_words(share: services.Share) -> list[str]:
    """Say where nothing but the draw decides, and between whom."""
    cuts = [
        (share.drawn, _("%(body)s: only the draw decides who gets a place among %(names)s.")),
        (share.drawn_next, _("%(body)s: only the draw decides who comes next among %(names)s.")),
    ]
    return [
        text % {"body": share.body.name, "names": ", ".join(r.participation.person.full_name for r in rows)}
        for rows, text in cuts
        if rows
    ]


def _share_in_words(share: services.Share) -> str:
    words = {"body": share.body.name, "free": share.free, "n": len(share.selected), "next": len(share.next)}
    text = ngettext(
        "%(body)s: %(n)s selected for %(free)s free place, %(next)s next.",
        "%(body)s: %(n)s selected for %(free)s free places, %(next)s next.",
        share.free,
    )
    return text % words
