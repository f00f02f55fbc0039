"""Print, sign, upload: the blank form, the signed one, and what organisers make of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ish.consents import paper_queries, printing, seat, services
from ish.consents import paper_services as papers
from ish.consents.forms import ReasonForm, RecordForm
from ish.consents.models import Paper
from ish.consents.seat import Seat
from ish.consents.seat_forms import UploadForm
from ish.consents.views.paper_records import as_pdf, pages_of, speaking
from ish.consents.views.seat import by_link, student_of
from ish.desk.access import access
from ish.documents import services as documents
from ish.documents.views.papers import attachment
from ish.people import queries as people
from ish.people.models import Guardian, Participation
from ish.privacy import services as privacy


def _signer(request: HttpRequest, pk: int, signer: int) -> tuple[Participation, Guardian | None, str]:
    """Return the participation, whose form it is, and the reader's role; raises `Http404`."""
    row, role = people.participation_as(request.user, pk, "participant", "organiser")
    guardian = row.person.guardians.filter(pk=signer).first() if signer else None
    if (signer and guardian is None) or not seat.is_living(row):
        raise Http404
    return row, guardian, role


def _pdf(row: Participation, guardian: Guardian | None, student: str, language: str) -> HttpResponse:
    signer = guardian.name if guardian else student
    made = printing.form(seat=Seat(row, guardian), student=student, signer=signer, language=language)
    return as_pdf(made, f"{row.edition}-{_('Consents')}")


@access.public
@require_safe
def form(request: HttpRequest, signed: str) -> HttpResponse:
    """A guardian's blank form, in the language of their page."""
    found = by_link(request, signed)
    if isinstance(found, HttpResponse):
        return found
    return _pdf(found.participation, found.guardian, student_of(request, found), speaking())


@access("participant", "organiser")
@require_safe
def blank(request: HttpRequest, pk: int, signer: int) -> HttpResponse:
    """The blank form of a guardian, or (0) of the student: to print for somebody who reads no mail."""
    row, guardian, role = _signer(request, pk, signer)
    known = privacy.reveal(row.person, reader=request.user, role=role, where="file")
    name = " ".join(part for part in (known.get("given_names"), known.get("family_name")) if part)
    # Taken to a guardian, it is in the guardian's language.
    language = printing.language_of(Seat(row, guardian).language) if guardian else speaking()
    return _pdf(row, guardian, name, language)


@access.public
@require_POST
def upload(request: HttpRequest, signed: str) -> HttpResponse:
    """A guardian hands in their signed form."""
    found = by_link(request, signed)
    if isinstance(found, HttpResponse):
        return found
    _take(request, found.participation, found.guardian, "guardian")
    return redirect(found.url)


@access("participant", "organiser")
@require_POST
def bring(request: HttpRequest, pk: int, signer: int) -> HttpResponse:
    """The student, or an organiser, hands in the signed form of a guardian (0: the student's own)."""
    row, guardian, role = _signer(request, pk, signer)
    _take(request, row, guardian, role, by=request.user)
    return redirect("consents:own" if role == "participant" else "consents:person", pk)


def _take(
    request: HttpRequest, row: Participation, guardian: Guardian | None, role: str, by: Any = None
) -> None:
    given = UploadForm(request.POST, request.FILES)
    if not given.is_valid():
        messages.error(request, _("Choose the photo or the scan of the signed form first."))
        return
    file = given.cleaned_data["file"]
    try:
        papers.hand_in(
            participation=row,
            guardian=guardian,
            data=file.read(),
            name=file.name,
            brought_by=role,
            by=by,
            code=given.cleaned_data["code"],
        )
    except (documents.Refused, papers.NotNow) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("It has arrived. Your answers count once we have entered them."))


# ---------------------------------------------------------------- ORGANISERS


def _paper(request: HttpRequest, pk: int) -> Paper:
    rows = Paper.objects.select_related("participation__person__user", "participation__edition__programme")
    found = rows.select_related("file", "guardian").filter(pk=pk).first()
    if found is None:
        raise Http404
    found.participation = people.participation_or_404(request.user, found.participation_id, role="organiser")
    return found


@access("organiser")
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed form as it came; the look is written down."""
    row = _paper(request, pk)
    reason = str(papers.KIND.label)
    shown = privacy.reveal(row.file, reader=request.user, role="organiser", where="file", reason=reason)
    return attachment(row.file, name=str(shown.get("name") or ""))


@access("organiser")
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the answers of a signed form, or say why it cannot be used."""
    paper = _paper(request, pk)
    row, back = paper.participation, reverse("consents:person", args=[paper.participation_id])
    if request.method == "POST" and request.POST.get("do") == "code":
        return _code(request, paper)
    items, gone = paper_queries.items_of(paper)
    who = paper.guardian.name if paper.guardian else row.person.full_name
    refusing = request.POST.get("do") == "refuse"
    form = RecordForm(
        None if refusing else request.POST or None, items=items, initial={"name": who}, on_paper=True
    )
    reason = ReasonForm(request.POST if refusing else None)
    try:
        if refusing and reason.is_valid():
            papers.refuse(paper=paper, reason=reason.cleaned_data["reason"], by=request.user)
            messages.success(request, _("Noted. Ask them for a better one."))
            return redirect(back)
        if request.method == "POST" and not refusing and form.is_valid():
            said = {name: form.cleaned_data[name] for name in ("name", "signed_on")}
            made = papers.transcribe(paper=paper, choices=form.choices, by=request.user, **said)
            messages.success(request, _("Answers entered: %(n)s.") % {"n": len(made)})
            return redirect(back)
    except (papers.NotNow, services.NotAsked, services.TextChanged) as error:
        messages.error(request, str(error))
        return redirect(back)
    context = {
        "form": form,
        "reason": reason,
        "paper": paper,
        "items": items,
        "gone": gone,
        "pages": pages_of(paper),
        "who": who,
        "row": row,
        "back": back,
        "breadcrumbs": [
            {"label": _("People"), "url": reverse("people:list")},
            {"label": _("Consents"), "url": back},
            {"label": _("Signed form")},
        ],
    }
    return render(request, "consents/read.html", context)


def _code(request: HttpRequest, paper: Paper) -> HttpResponse:
    """Take the code that the organiser reads on the scan: the texts become those that were printed."""
    try:
        papers.note_code(paper=paper, code=request.POST.get("code", ""))
    except papers.NotNow as error:
        messages.error(request, str(error))
    return redirect("consents:read", paper.pk)


@access("organiser")
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Lead from the code on a form to the person it belongs to."""
    found = papers.by_code(request.GET.get("code", ""))
    if found is None:
        messages.error(
            request,
            _("We know no such code. It stands at the foot of every page of the form."),
        )
        return redirect("consents:matrix")
    row = people.participation_or_404(request.user, found[0], role="organiser")
    return redirect("consents:record", row.pk, found[1])
