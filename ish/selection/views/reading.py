"""Reviewers' pages: their students, one dossier with their own opinion, everything as PDF."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import roles
from ish.desk import autosave, lists
from ish.desk.access import access
from ish.desk.confirm import confirm, confirmed
from ish.desk.registry import panels
from ish.nominations.models import Nomination
from ish.programme import queries as programme
from ish.programme.models import Edition
from ish.selection import dossier, forms, queries, rules, services
from ish.selection.models import BoardSettings, Bundle, Criterion, Opinion, Reviewer
from ish.selection.rules import ORGANISER, REVIEWER
from ish.selection.states import Others
from ish.selection.tables import ReadingTable


@access("reviewer")
@require_safe
def reading(request: HttpRequest) -> HttpResponseBase:
    """The students a reviewer has to read, and how far they are."""
    reviewer, edition = queries.reviewer_of(request)
    board = rules.board_of(edition)
    rows: Any = queries.to_read(request.user, reviewer).select_related("participation__person", "body")
    context = {
        "edition": edition,
        "board": board,
        "progress": queries.progress(request.user, reviewer),
        "first": rows.filter(done_at=None, conflict=False).values_list("pk", flat=True).first(),
        "breadcrumbs": [{"label": _("Students to read")}],
    }
    return lists.list_page(
        request,
        ReadingTable,
        rows,
        template="selection/reading.html",
        role=REVIEWER,
        context=context,
        table_kwargs={
            "anonymised": board.anonymised,
            "exclude": ("body", "rank") if board.anonymised else (),
        },
    )


def _student_or_404(request: HttpRequest, pk: int) -> tuple[Nomination, str, Reviewer | None, BoardSettings]:
    """Return a student, the role by which the user reads them, their row as a reviewer, and the board's rules; a conflict of
    interest closes the dossier here. Raises `Http404`."""
    rows = Nomination.objects.select_related(*queries.WITH_PERSON, "participation__application")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    through = roles.through(request.user, row) & {REVIEWER, ORGANISER}
    if not through or not rules.is_read(row):
        raise Http404
    board = rules.board_of(row.edition)
    if REVIEWER not in through:
        return row, ORGANISER, None, board
    reviewer = rules.own_rows(request.user).get(edition=row.edition_id)
    return row, REVIEWER, reviewer, board


@access("reviewer", "organiser")
@require_http_methods(["GET", "HEAD", "POST"])
def student(request: HttpRequest, pk: int) -> HttpResponse:
    """One dossier on one page, with the reviewer's own opinion, which saves by itself; organisers see what everybody said."""
    row, role, reviewer, board = _student_or_404(request, pk)
    if reviewer is None:
        if request.method == "POST":
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return _page(request, row, role, board)
    opinion = services.opinion_of(reviewer, row)
    if opinion.conflict or not rules.open_to(request.user).filter(pk=pk).exists():
        return _closed(request, row, opinion, board)
    if request.method == "POST":
        return _save(request, row, reviewer, board)
    return _page(request, row, role, board, reviewer=reviewer, opinion=opinion)


def _save(request: HttpRequest, row: Nomination, reviewer: Reviewer, board: BoardSettings) -> HttpResponse:
    form = forms.OpinionForm(request.POST, criteria=list(Criterion.objects.filter(edition=row.edition)))
    version, hand_in = autosave.posted_version(request), request.POST.get("do") == "hand_in"
    current = services.opinion_of(reviewer, row)

    def page(status: int = 200, **more: Any) -> HttpResponse:
        found = {"reviewer": reviewer, "opinion": services.opinion_of(reviewer, row), "form": form, **more}
        return _page(request, row, REVIEWER, board, status=status, **found)

    if not form.is_valid():
        return autosave.invalid(request, section="opinion", version=current.version, form=form, page=page)
    try:
        saved = services.save_opinion(
            reviewer=reviewer,
            nomination=row,
            values=form.values(),
            version=version,
            by=request.user,
            hand_in=hand_in,
        )
    except services.ChangedMeanwhile as error:
        theirs = forms.OpinionForm.initial_of(error.current)
        conflict = autosave.differences(form, theirs=theirs, mine=form.cleaned_data)
        return autosave.conflicted(
            request,
            section="opinion",
            version=error.current.version,
            conflict=conflict,
            page=lambda status: page(status, conflict=conflict),
        )
    except services.NotAllowed as error:
        form.add_error("vote", str(error))
        return autosave.invalid(request, section="opinion", version=current.version, form=form, page=page)
    message = _("Handed in. You can change it until the board is closed.") if hand_in else ""
    url = reverse("selection:student", args=[row.pk])
    return autosave.saved(
        request, section="opinion", version=saved.version, next_url=url, form=form, message=message
    )


def _page(
    request: HttpRequest,
    row: Nomination,
    role: str,
    board: BoardSettings,
    *,
    reviewer: Reviewer | None = None,
    opinion: Opinion | None = None,
    form: Any = None,
    conflict: Any = (),
    status: int = 200,
) -> HttpResponse:
    anonymised = board.anonymised and role == REVIEWER
    found = dossier.make(row, reader=request.user, role=role, anonymised=anonymised)
    criteria = list(Criterion.objects.filter(edition=row.edition))
    labels = {one.pk: one.label for one in criteria}
    if form is None and opinion is not None and not board.closed_at:
        form = forms.OpinionForm(initial=forms.OpinionForm.initial_of(opinion), criteria=criteria)
    context = {
        "dossier": found,
        "nomination": row,
        "board": board,
        "role": role,
        "opinion": opinion,
        "form": form,
        "version": opinion.version if opinion else 0,
        "saved_at": opinion.saved_at if opinion and opinion.pk else None,
        "conflict": conflict,
        "own_points": _points(opinion, labels) if opinion else [],
        "others": _others(row, board, reviewer, opinion, labels),
        "may_see_others": role == ORGANISER or board.others == Others.AFTER_OWN,
        **_around(request, row, reviewer),
        "panels": panels.render("dossier", request, row),
        "breadcrumbs": _crumbs(role, found.title),
    }
    return render(request, "selection/student.html", context, status=status)


def _around(request: HttpRequest, row: Nomination, reviewer: Reviewer | None) -> dict[str, Any]:
    if reviewer is None:
        return {}
    found = queries.around(request.user, reviewer, row.pk)
    return {"near": found, "progress": found}


def _others(
    row: Nomination,
    board: BoardSettings,
    reviewer: Reviewer | None,
    opinion: Opinion | None,
    labels: dict[int, str],
) -> list[dict[str, Any]]:
    """Return what the others think, as far as this reader may see it now; organisers see everything."""
    own_first = board.others == Others.AFTER_OWN and opinion is not None and opinion.submitted_at is not None
    if reviewer is not None and not own_first:
        return []
    return [
        {
            "who": one.reviewer.name,
            "vote": one.get_vote_display(),
            "points": _points(one, labels),
            "comment": one.comment or "",
            "falls_away": one.falls_away,
        }
        for one in queries.others_of(row, without=reviewer)
    ]


def _points(one: Opinion, labels: dict[int, str]) -> list[str]:
    known = ((key, given) for key, given in one.scores.items() if key.isdecimal() and int(key) in labels)
    return [f"{labels[int(key)]}: {given}" for key, given in known]


def _closed(request: HttpRequest, row: Nomination, opinion: Opinion, board: BoardSettings) -> HttpResponse:
    """The page instead of a dossier that a conflict of interest closes."""
    title = dossier.title_of(row, anonymised=board.anonymised)
    reviewer = opinion.reviewer
    context = {
        "title": title,
        "nomination": row,
        "declared": opinion.conflict,
        "board": board,
        **_around(request, row, reviewer),
        "breadcrumbs": _crumbs(REVIEWER, title),
    }
    return render(request, "selection/closed.html", context)


def _crumbs(role: str, title: str) -> list[dict[str, Any]]:
    if role == ORGANISER:
        return [{"label": _("Result of the board"), "url": reverse("selection:result")}, {"label": title}]
    return [{"label": _("Students to read"), "url": reverse("selection:reading")}, {"label": title}]


@access("reviewer")
def conflict(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that one must not read a student, or take that back."""
    row, _role, reviewer, board = _student_or_404(request, pk)
    if reviewer is None:
        raise Http404
    url = reverse("selection:student", args=[pk])
    declared = services.opinion_of(reviewer, row).conflict
    if confirmed(request):
        act = services.withdraw_conflict if declared else services.declare_conflict
        try:
            act(reviewer=reviewer, nomination=row, by=request.user)
        except services.NotAllowed as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _("The dossier is open again.") if declared else _("Noted. Thank you."))
        return redirect(url)
    title = dossier.title_of(row, anonymised=board.anonymised)
    if declared:
        lines = [_("The dossier opens to you again, and you can give your opinion.")]
        return confirm(
            request, _("No conflict of interest: %(name)s") % {"name": title}, lines, _("Open it again"), url
        )
    lines = [_("The dossier closes for you. What you wrote about this student is deleted and not counted.")]
    heading = _("Conflict of interest: %(name)s") % {"name": title}
    return confirm(
        request,
        heading,
        lines,
        _("I have a conflict of interest"),
        url,
        lead=_("You know the student or their family, teach them, or have another interest in the decision."),
        undo=_("You can take it back until the board is closed."),
    )


# ---------------------------------------------------------------- AS PAPER


@access("reviewer", "organiser")
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """One dossier as a PDF."""
    row, role, reviewer, board = _student_or_404(request, pk)
    if reviewer is not None and not rules.open_to(request.user).filter(pk=pk).exists():
        raise Http404
    anonymised = board.anonymised and role == REVIEWER
    found = dossier.make(row, reader=request.user, role=role, anonymised=anonymised, where="file")
    made = services.paper([found], edition=row.edition, reader=request.user, role=role)
    return _pdf(made, f"dossier-{pk}.pdf")


def _pdf(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store, private"
    return response


@access("reviewer", "organiser")
@require_POST
def all_papers(request: HttpRequest) -> HttpResponse:
    """Begin to set all dossiers as one PDF."""
    edition, role = _edition_of(request)
    job = services.start_bundle(edition=edition, role=role, by=request.user)
    return redirect("desk:job", job.pk)


def _edition_of(request: HttpRequest) -> tuple[Edition, str]:
    if roles.holds(request.user, REVIEWER) and request.POST.get("as") != ORGANISER:
        return queries.reviewer_of(request)[1], REVIEWER
    return programme.organised_edition(request), ORGANISER


@access("reviewer", "organiser")
@require_safe
def bundle(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF that was set in the background, for whoever asked for it."""
    rows = Bundle.objects.select_related("owner", "edition__board")
    row = rows.filter(pk=pk, owner_id=request.user.pk).first()
    if row is None:
        raise Http404
    if not services.still_open(row):
        messages.info(request, _("Something has changed since. Please have the file made again."))
        return redirect("selection:reading" if row.role == REVIEWER else "selection:result")
    return _pdf(services.content(row), "dossiers.pdf")
