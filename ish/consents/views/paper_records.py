"""What one signer signed as a PDF, the signed form for whoever signed it, and its pages as pictures for organisers. A look of an
organiser is written down."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import structlog
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ish import clock
from ish.consents import paper_services, printing, queries, seat
from ish.consents.models import Paper
from ish.consents.seat import Seat
from ish.consents.views.seat import by_link, student_of
from ish.desk import exports
from ish.desk.access import access
from ish.documents import storage
from ish.documents.states import READABLE
from ish.documents.views.papers import attachment
from ish.papers import appending
from ish.people import queries as people
from ish.privacy import services as privacy

log = structlog.get_logger(__name__)
ONE_LOOK = timedelta(minutes=10)
"""Pages of a form turned one after the other are one look."""


def as_pdf(data: bytes, name: str) -> HttpResponse:
    """Return a paper of ours to be saved, kept by no browser."""
    headers = {
        "Content-Disposition": f'attachment; filename="{exports.file_name(name)}.pdf"',
        "Cache-Control": "no-store, private",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(data, content_type="application/pdf", headers=headers)


def speaking() -> str:
    """Return the language of the page as papers take it."""
    return printing.language_of(translation.get_language() or "")


# ---------------------------------------------------------------- THE RECORD


@access.public
@require_safe
def record(request: HttpRequest, signed: str) -> HttpResponse:
    """All that this guardian answered, as a PDF."""
    found = by_link(request, signed)
    return found if isinstance(found, HttpResponse) else _own(request, found)


@access("participant")
@require_safe
def own_record(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for a student who has signed in."""
    return _own(request, seat.of_user(request.user, pk))


def _own(request: HttpRequest, found: Seat) -> HttpResponse:
    rows = queries.history(found.participation, found.guardian)
    known = privacy.reveal_own(rows, person_id=found.participation.person_id, role=found.role)
    return _record(found, {one.obj.pk: one for one in known}, student_of(request, found))


@access("organiser")
@require_safe
def signer_record(request: HttpRequest, pk: int, signer: int) -> HttpResponse:
    """The same of one signer (0: the student) for organisers; that it was taken is written down."""
    row = people.participation_or_404(request.user, pk, role="organiser")
    guardian = row.person.guardians.filter(pk=signer).first() if signer else None
    if (signer and guardian is None) or not seat.is_living(row):
        raise Http404
    rows = queries.history(row, guardian)
    known = privacy.reveal_each(rows, reader=request.user, role="organiser", where="file")
    privacy.note_look(
        reader=request.user,
        role="organiser",
        person_id=row.person_id,
        fields=["documents.storedfile.name"],
        reason=_("Record of consents"),
        where="file",
    )
    return _record(Seat(row, guardian), {one.obj.pk: one for one in known}, row.person.full_name)


def _record(found: Seat, names: Mapping[int, Mapping[str, Any]], student: str) -> HttpResponse:
    signer = found.guardian.name if found.guardian else student
    made = printing.record(seat=found, names=names, student=student, signer=signer, language=speaking())
    return as_pdf(made, f"{found.participation.edition}-{_('Consents')}")


# ---------------------------------------------------------------- THE SIGNED FORM


@access.public
@require_safe
def paper(request: HttpRequest, signed: str, paper: int) -> HttpResponse:
    """A form that this guardian signed."""
    found = by_link(request, signed)
    return found if isinstance(found, HttpResponse) else _paper(found, paper)


@access("participant")
@require_safe
def own_paper(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    """A form that the student signed: never a guardian's, whoever brought it."""
    return _paper(seat.of_user(request.user, pk), paper)


def _paper(found: Seat, pk: int) -> HttpResponse:
    rows = Paper.objects.select_related("file").filter(participation=found.participation)
    row = rows.filter(pk=pk, guardian=found.guardian).first()
    if row is None or not _opens(row):
        raise Http404
    return attachment(row.file, name=row.file.name or _("Signed form"))


def _opens(row: Paper) -> bool:
    return bool(row.file.path) and row.file.scan in READABLE


def pages_of(row: Paper) -> list[str]:
    """Return the addresses of the pictures of a form's pages; none when the file cannot be shown."""
    if not _opens(row):
        return []
    try:
        count = appending.count(appending.pages_of(storage.read(row.file.path), row.file.content_type))
    except (appending.CannotAppend, storage.Gone):
        return []
    return [reverse("consents:paper_page", args=[row.pk, number]) for number in range(1, count + 1)]


@access("organiser")
@require_safe
def page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One page of a signed form as a picture, drawn by us: nothing in the file runs. The look is written down."""
    row = Paper.objects.select_related("file").filter(pk=pk).first()
    if row is None or not _opens(row):
        raise Http404
    row.participation = people.participation_or_404(request.user, row.participation_id, role="organiser")
    _note(request, row)
    try:
        whole = appending.pages_of(storage.read(row.file.path), row.file.content_type)
        if not 1 <= number <= appending.count(whole):
            raise Http404
        drawn = appending.picture(whole, number)
    except (appending.CannotAppend, storage.Gone):
        log.warning("signed form cannot be shown", paper=row.pk)
        raise Http404 from None
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store, private"}
    return HttpResponse(drawn, content_type="image/png", headers=headers)


def _note(request: HttpRequest, row: Paper) -> None:
    reason = str(paper_services.KIND.label)
    rows = privacy.looks_of(row.participation.person_id).filter(reader=request.user.pk, where="file")
    lately = rows.filter(at__gt=clock.now() - ONE_LOOK)
    if reason not in lately.values_list("reason", flat=True):  # sealed: compared here, not in the database
        privacy.reveal(row.file, reader=request.user, role="organiser", where="file", reason=reason)
