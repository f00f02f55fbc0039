"""Corrections of what was handed in: proposed by partner, student or organiser; decided by organisers, side by side."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import roles
from ish.desk.access import access
from ish.desk.tables import NOT_SHOWN
from ish.nominations import correcting_queries as reads
from ish.nominations import correcting_rules as rules
from ish.nominations import queries
from ish.nominations.correcting_forms import AnswerForm, CorrectionForm
from ish.nominations.models import Correction, Nomination
from ish.nominations.rules import COORDINATOR, ORGANISER
from ish.nominations.services import correcting
from ish.nominations.states import CorrectionState
from ish.nominations.views import difference
from ish.people import queries as people
from ish.programme import queries as programme

ON_A_PAGE = 25


# ---------------------------------------------------------------- PROPOSE


@access("coordinator", "organiser")
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what was handed in of a student, for the partner or the school."""
    row = queries.nomination_or_404(request.user, pk)
    back = reverse("nominations:student", args=[row.pk])
    return _correct(request, row, queries.role_for(request.user, row), back)


@access("participant")
def correct_own(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what the school knows of oneself; `pk` is the participation's."""
    participation = people.participation_or_404(request.user, pk, role="participant")
    rows = Nomination.objects.select_related(*queries.WITH_PERSON, "participation__person__user")
    row = rows.filter(participation=participation).first()
    if row is None:
        raise Http404
    return _correct(request, row, rules.PARTICIPANT, reverse("nominations:correct_own", args=[pk]))


def by_link(request: HttpRequest, row: Nomination, *, here: str, back: str) -> HttpResponse:
    """The same for a student without an account, whose signed link the caller has opened; `here` is the address of this page."""
    if request.method == "POST" and (key := request.POST.get("take_back", "")):
        known = (one for one in reads.of(row) if str(one.pk) == key and one.role == rules.PARTICIPANT)
        if (correction := next(known, None)) is None:
            raise Http404
        return _taken_back(request, correction, here, by=None)
    return _correct(request, row, rules.PARTICIPANT, back, here=here)


def _correct(request: HttpRequest, row: Nomination, role: str, back: str, *, here: str = "") -> HttpResponse:
    """The page; `here` for who has come by a link, and is nobody's account."""
    own, by = role == rules.PARTICIPANT, None if here else request.user
    if not rules.may_correct(row) and not own:
        messages.info(request, _("There is nothing to correct: change it, or look at where it stands."))
        return redirect(back)
    known = reads.of(row)
    form = _form(request, row, role, known) if rules.may_correct(row) else None
    sent = form is not None and request.method == "POST" and form.is_valid()
    if sent and form is not None and _proposed(request, form, row, role, by):
        return redirect(here or back)
    name = row.participation.person.full_name
    heading = _("Correct what we know about you") if own else _("Correct: %(name)s") % {"name": name}
    context = {
        "form": form,
        "nomination": row,
        "own": own,
        "organiser": role == ORGANISER,
        "heading": heading,
        "back": reverse("desk:home") if own and not here else back,
        "retract_at": here,
        "cards": difference.cards(known, user=by, role=role),
        "breadcrumbs": [{"label": heading}]
        if own
        else [{"label": name, "url": back}, {"label": _("Correct")}],
    }
    return render(request, "nominations/correct.html", context)


def _form(request: HttpRequest, row: Nomination, role: str, known: list[Correction]) -> CorrectionForm:
    """Return the form as it would be if all that waits were accepted (organisers decide on that elsewhere): who puts back what is
    there now takes the proposal away."""
    now = rules.as_it_is(row, queries.guardian_of(row))
    waits = {} if role == ORGANISER else reads.waiting_in(known)
    form = CorrectionForm(request.POST or None, names=rules.offered(row, role), now={**now, **waits})
    for name in waits:
        if name in form.fields:
            words = difference.words(name, now[name]) or NOT_SHOWN
            form.fields[name].help_text = _("This waits for the school. Until then: %(now)s") % {"now": words}
    return form


def _proposed(request: HttpRequest, form: CorrectionForm, row: Nomination, role: str, by: Any) -> bool:
    """Propose what was changed in a valid form; put on the form why not."""
    try:
        made = correcting.propose(
            nomination=row, values=form.changes, by=by, role=role, note=form.cleaned_data["note"]
        )
    except ValidationError as error:
        form.take(error)
        return False
    except (correcting.NotCorrectable, TypeError) as error:
        messages.warning(request, str(error))
        return True
    if made is None and form.changes:
        messages.success(request, _("Thank you. What was proposed is taken away again."))
    elif made is None:
        messages.info(request, _("Nothing was changed."))
    elif made.state == CorrectionState.PROPOSED:
        messages.success(
            request, _("Thank you. The school looks at it; you get a message when it has been decided.")
        )
    else:
        messages.success(request, _("Corrected."))
    return True


@require_POST
@access("participant", "coordinator", "organiser")
def retract(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what one has proposed oneself."""
    row = Correction.objects.select_related("nomination__participation").filter(pk=pk).first()
    if row is None or (row.proposed_by_id != request.user.pk and row.role != rules.PARTICIPANT):
        raise Http404
    nomination = row.nomination
    if row.role == rules.PARTICIPANT:
        people.participation_or_404(request.user, nomination.participation_id, role="participant")
        back = reverse("nominations:correct_own", args=[nomination.participation_id])
    else:
        row.nomination = queries.nomination_or_404(request.user, nomination.pk)
        back = reverse("nominations:student", args=[nomination.pk])
    return _taken_back(request, row, back, by=request.user)


def _taken_back(request: HttpRequest, row: Correction, back: str, *, by: Any) -> HttpResponse:
    try:
        correcting.retract(correction=row, by=by)
    except correcting.Settled as error:
        messages.info(request, str(error))
    else:
        messages.success(request, _("Taken back."))
    return redirect(back)


# ---------------------------------------------------------------- DECIDE


@access("organiser")
@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """What waits for an organiser, old and new side by side."""
    edition = programme.organised_edition(request)
    seen = roles.visible_to(Nomination.objects.filter(edition=edition), request.user, role=ORGANISER)
    found = Paginator(reads.waiting(edition).filter(nomination__in=seen.values("pk")), ON_A_PAGE)
    page = found.get_page(request.GET.get("page"))
    context = {
        "edition": edition,
        "cards": difference.cards(list(page), user=request.user, role=ORGANISER),
        "page": page,
        "pages": list(found.get_elided_page_range(page.number)),
        "query": "",
        "breadcrumbs": [{"label": _("Corrections")}],
    }
    return render(request, "nominations/corrections.html", context)


@access("organiser")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide on one proposal: all of it or single fields."""
    row = reads.correction_or_404(request.user, pk, ORGANISER)
    if row.state != CorrectionState.PROPOSED or not rules.may_correct(row.nomination):
        messages.info(request, _("This correction has been settled."))
        return redirect("nominations:student", row.nomination_id)
    form = AnswerForm(request.POST or None)
    form.fields["fields_chosen"].choices = [(name, name) for name in row.changes or {}]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid() and _decided(request, form, row):
        return redirect("nominations:corrections")
    (card,) = difference.cards([row], user=request.user, role=ORGANISER, now=correcting.now_of(row))
    student = row.nomination.participation.person.full_name
    context = {
        "correction": row,
        "nomination": row.nomination,
        "name": student,
        "card": card,
        "moved": any(line["moved"] for line in card["lines"]),
        "chosen": request.POST.getlist("fields_chosen")
        if request.method == "POST"
        else list(row.changes or {}),
        "consequences": correcting.preview(row),
        "seen": correcting.mark_of(row),
        "form": form,
        "breadcrumbs": [
            {"label": _("Corrections"), "url": reverse("nominations:corrections")},
            {"label": student},
        ],
    }
    return render(request, "nominations/correction.html", context)


def _decided(request: HttpRequest, form: AnswerForm, row: Correction) -> bool:
    """Do what was chosen; say on the page why not."""
    fields, answer = form.cleaned_data["fields_chosen"], form.cleaned_data["answer"]
    if not fields:
        form.add_error(None, _("Tick at least one line."))
        return False
    what: dict[str, Any] = {"correction": row, "fields": fields, "by": request.user, "answer": answer}
    try:
        if request.POST.get("do") == "refuse":
            correcting.refuse(**what)
        else:
            correcting.approve(**what, seen=request.POST.get("seen", ""))
    except (correcting.Moved, ValueError) as error:
        form.add_error("answer" if isinstance(error, ValueError) else None, str(error))
        return False
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    except (correcting.Settled, correcting.NotCorrectable) as error:
        messages.warning(request, str(error))
        return True
    refused = request.POST.get("do") == "refuse"
    messages.success(request, _("Not accepted; the answer goes out.") if refused else _("Accepted."))
    return True


# ---------------------------------------------------------------- ON OTHER PAGES


def student_panel(request: HttpRequest, nomination: Nomination) -> str | None:
    """On a student's page: what was corrected, by whom, and what became of it."""
    role = queries.role_for(request.user, nomination)
    rows = reads.of(nomination)
    if not rows:
        return None
    context = {
        "cards": difference.cards(rows, user=request.user, role=role),
        "decides": role == ORGANISER and rules.may_correct(nomination),
        "coordinates": role == COORDINATOR,
    }
    return render_to_string("nominations/panels/corrections.html", context, request=request)


def own_panel(request: HttpRequest, edition: Any) -> str | None:
    """On a student's desk: the way to correct what the school knows of them."""
    row = people.participation_in(request, edition)
    if row is None or not row.is_participant:
        return None
    waits = Count("corrections", filter=Q(corrections__state=CorrectionState.PROPOSED))
    nomination = Nomination.objects.filter(participation=row).annotate(waits=waits).first()
    if nomination is None:
        return None
    nomination.participation, nomination.edition = row, row.edition
    if not rules.may_correct(nomination):
        return None
    context = {"participation": row, "waits": nomination.waits}
    return render_to_string("nominations/panels/own_correction.html", context, request=request)
