"""The board of a plan: who is in which lab; moves by form, keyboard or drag, with warnings before a rule is broken."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ish.desk.access import access
from ish.people.models import Participation
from ish.placements import board as boards
from ish.placements import explaining, queries, services, showing
from ish.placements.forms import AimForm
from ish.placements.models import LabProject, Plan
from ish.placements.states import PlanState
from ish.placements.views.reading import number, plan_or_404

CHOICES = 12


@dataclass
class Answer:
    """What came of a move: said in a sentence, or a question that has to be answered first."""

    said: str = ""
    problem: str = ""
    ask: dict[str, Any] | None = None
    focus: str = ""
    status: int = 200


@access("organiser")
@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The board."""
    row = plan_or_404(request, pk)
    template = "placements/_board.html" if _is_fragment(request) else "placements/plan.html"
    return render(request, template, context(request, row, request.GET))


def _is_fragment(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def context(request: HttpRequest, row: Plan, data: Any, answer: Answer | None = None) -> dict[str, Any]:
    """Return what the board's templates need. `data` (of the address or the form) says which page is shown."""
    words, where = data.get("q", "").split(), _where(data)
    found = boards.board(row, data.get("page"), words, number(data.get("lab")))
    for card in _cards(found):
        card.rank_word = showing.rank_word(card.rank)  # type: ignore[attr-defined]
        card.rank_tone = showing.rank_tone(card.rank)  # type: ignore[attr-defined]
    return {
        "plan": row,
        "edition": row.edition,
        "tone": showing.PLAN_TONES[PlanState(row.state)],
        "draft": row.state == PlanState.DRAFT,
        "board": found,
        "words": " ".join(words),
        "where": where,
        "back": urlencode(where),
        "profile": found.profile,
        "conflicts": _conflicts(row),
        "answer": answer or Answer(),
        "aim": AimForm(initial={"preset": row.preset, "same_body_max": row.same_body_max}),
        "breadcrumbs": [
            {"label": _("Lab places"), "url": reverse("placements:plans")},
            {"label": row.title},
        ],
    }


def _where(data: Any) -> dict[str, str]:
    """Return what says where on the board somebody is: the page, the lab alone, the name looked for."""
    return {name: text for name in ("page", "q", "lab") if (text := data.get(name))}


def _cards(found: boards.Board) -> list[boards.Card]:
    return [card for column in found.columns for card in column.cards]


def _conflicts(row: Plan) -> list[str]:
    """Return the conflicts among pins that still stand after the last proposal met some."""
    if row.state != PlanState.DRAFT or not row.outcome.get("conflicts"):
        return []
    return explaining.standing_conflicts(row)


# ---------------------------------------------------------------- MOVES


@access("organiser")
@require_safe
def labs(request: HttpRequest, pk: int) -> HttpResponse:
    """Labs to move somebody to, found by words: a page of its own, and in a card what the page has at its heart."""
    row = plan_or_404(request, pk)
    if row.state != PlanState.DRAFT:
        raise Http404
    person = _person_or_404(row, request.GET.get("who"))
    words = request.GET.get("find", "").split()
    found = boards.labs_to_choose(row, person, words, CHOICES)
    where = _where(request.GET)
    context = {
        "plan": row,
        "person": person,
        "here": row.placements.filter(participation=person).select_related("project__institute").first(),
        "find": " ".join(words),
        "labs": found[:CHOICES],
        "more": len(found) > CHOICES,
        "where": where,
        "back_url": f"{reverse('placements:plan', args=[row.pk])}?{urlencode(where)}#card-{person.pk}",
        "breadcrumbs": [
            {"label": _("Lab places"), "url": reverse("placements:plans")},
            {"label": row.title, "url": reverse("placements:plan", args=[row.pk])},
            {"label": _("Move")},
        ],
    }
    if not _is_fragment(request):
        return render(request, "placements/labs.html", context)
    only_found = request.headers.get("HX-Target", "").startswith("found-")
    return render(request, "placements/_labs_found.html" if only_found else "placements/_labs.html", context)


@access("organiser")
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Put somebody into another lab, or into none."""
    row = plan_or_404(request, pk)
    person = _person_or_404(row, request.POST.get("participation"))
    project = _project_or_404(request, row)
    version = number(request.POST.get("version"))
    return _answered(request, row, _moved(request, row, person, project, -1 if version is None else version))


def _person_or_404(row: Plan, key: str | None) -> Participation:
    found = queries.to_place(row.edition).filter(pk=number(key) or 0).first()
    if found is None:
        raise Http404
    return found


def _project_or_404(request: HttpRequest, row: Plan) -> LabProject | None:
    """Return the lab to go to; None for "no lab"."""
    text = request.POST.get("project", "")
    if not text:
        return None
    rows = LabProject.objects.filter(edition=row.edition_id).select_related("institute")
    found = rows.filter(pk=number(text) or 0).first()
    if found is None:
        raise Http404
    return found


def _moved(
    request: HttpRequest, row: Plan, person: Participation, project: LabProject | None, version: int
) -> Answer:
    names = {"who": person.person.full_name, "lab": str(project) if project else ""}
    reason = request.POST.get("reason", "")
    try:
        if project is None:
            services.unplace(plan=row, participation=person, by=request.user, version=version)
            said = _("%(who)s has no lab now.") % names
        else:
            services.place(
                plan=row,
                participation=person,
                project=project,
                by=request.user,
                reason=reason,
                version=version,
            )
            said = _("%(who)s is now in “%(lab)s”.") % names
    except services.Warned as warned:
        return Answer(ask=_question(row, person, project, warned.warnings, reason=True), focus="id_reason")
    except services.ChangedMeanwhile:
        row.refresh_from_db()
        told = _(
            "Somebody else has changed this plan since you opened it. Below it is as it stands now; your move is not made yet."
        )
        asked = _question(row, person, project, [told], reason=False)
        return Answer(ask=asked, focus="board-ask", status=409)
    except services.NotAllowed as refused:
        return Answer(problem=str(refused), focus="board-answer", status=409)
    return Answer(said=said, focus=f"card-{person.pk}")


def _question(
    row: Plan, person: Participation, project: LabProject | None, warnings: list[Any], *, reason: bool
) -> dict[str, Any]:
    return {"plan": row, "person": person, "project": project, "warnings": warnings, "needs_reason": reason}


@access("organiser")
@require_POST
def pin(request: HttpRequest, pk: int) -> HttpResponse:
    """Hold somebody where they are when the engine proposes again, or let them go."""
    row = plan_or_404(request, pk)
    person = _person_or_404(row, request.POST.get("participation"))
    pinned = request.POST.get("pinned") == "1"
    version = number(request.POST.get("version"))
    name = person.person.full_name
    try:
        services.pin(
            plan=row,
            participation=person,
            pinned=pinned,
            by=request.user,
            version=-1 if version is None else version,
        )
    except (services.NotAllowed, services.ChangedMeanwhile) as refused:
        return _answered(request, row, Answer(problem=str(refused), focus="board-answer", status=409))
    said = (
        _("%(who)s stays in this lab when you ask for a proposal.")
        if pinned
        else _("%(who)s may be moved again.")
    )
    return _answered(request, row, Answer(said=said % {"who": name}, focus=f"card-{person.pk}"))


def _answered(request: HttpRequest, row: Plan, answer: Answer) -> HttpResponse:
    """Answer a script with the board anew, a plain form with a redirect or the whole page."""
    if not _is_fragment(request) and answer.said:
        messages.success(request, answer.said)
        back = urlencode(_where(request.POST))
        return redirect(f"{reverse('placements:plan', args=[row.pk])}?{back}#{answer.focus}")
    if row.pk and Plan.objects.filter(pk=row.pk).exists():
        row.refresh_from_db()
    template = "placements/_board.html" if _is_fragment(request) else "placements/plan.html"
    shown = context(request, row, request.POST, answer)
    return render(request, template, shown, status=answer.status)
