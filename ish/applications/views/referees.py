"""The referee's page, by a link of their own; and the letter, for those who may read it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import roles
from accounts.links import BadLink
from ish.applications import forms, referee_services, seat, services
from ish.applications.models import Reference
from ish.applications.states import RefereeState
from ish.applications.views import showing
from ish.applications.views.links import ended
from ish.desk.access import access
from ish.desk.guests import welcome
from ish.documents import services as papers
from ish.documents.states import READABLE
from ish.documents.views.papers import attachment
from ish.nominations.models import Nomination
from ish.people import deadlines
from ish.privacy import services as privacy

READERS = frozenset({"organiser", "reviewer"})


@access.public
@require_http_methods(["GET", "HEAD", "POST"])
def reference(request: HttpRequest, signed: str) -> HttpResponse:
    """Write about a student, choose a file, or decline."""
    try:
        row, nomination = seat.reference_by_link(signed)
    except BadLink as error:
        return ended(request, signed=signed, expired=error.expired)
    except seat.Over:
        return ended(request, over=True)
    # Where the referee is nobody knows; mostly where their student is.
    welcome(request, language=row.language, time_zone=nomination.participation.person.time_zone)
    if request.method == "POST":
        return _answered(request, row, nomination)
    return _page(request, row, nomination, forms.LetterForm(prefix="letter"))


def _answered(request: HttpRequest, row: Reference, nomination: Nomination) -> HttpResponse:
    form = forms.LetterForm(None, prefix="letter")
    try:
        if request.POST.get("do") == "decline":
            referee_services.decline(reference=row, nomination=nomination)
            messages.success(request, _("Thank you for telling us. The student will ask somebody else."))
            return redirect(request.path)
        form = forms.LetterForm(request.POST, request.FILES, prefix="letter")
        if form.is_valid():
            file = form.cleaned_data.get("file")
            referee_services.write(
                reference=row,
                nomination=nomination,
                letter=form.cleaned_data["letter"],
                data=file.read() if file else b"",
                name=file.name if file else "",
            )
            messages.success(request, _("Thank you. Your letter has arrived."))
            return redirect(request.path)
    except papers.Refused as error:
        form.add_error("file", str(error))
    except services.NotAllowed as error:
        if not form.is_bound:
            messages.info(request, str(error))
            return redirect(request.path)
        form.add_error(None, str(error))
    except services.TooLate:
        messages.warning(request, _("The time for letters is over."))
        return redirect(request.path)
    return _page(request, row, nomination, form)


def _page(
    request: HttpRequest, row: Reference, nomination: Nomination, form: forms.LetterForm
) -> HttpResponse:
    context = {
        "reference": row,
        "student": nomination.participation.person.full_name,
        "body": nomination.body,
        "edition": nomination.edition,
        "form": form if seat.is_open(nomination) else None,
        **showing.until(nomination, place=deadlines.zone_name(nomination.participation.person.time_zone)),
        "arrived": row.state == RefereeState.ARRIVED,
        "declined": row.state == RefereeState.DECLINED,
        "has_file": row.file_id is not None,
    }
    return render(request, "applications/reference.html", context)


# ---------------------------------------------------------------- THOSE WHO READ IT


def _readable_or_404(request: HttpRequest, pk: int) -> tuple[Reference, str]:
    """Return a reference and the role by which the user may read it; raises `Http404`."""
    rows = Reference.objects.select_related("participation__person", "participation__edition", "file")
    row = rows.filter(pk=pk).first()
    allowed = READERS & roles.through(request.user, row.participation) if row else set()
    if row is None or not allowed:
        raise Http404
    return row, min(allowed)


@access.any_user
@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """What a referee wrote, for organisers and the board; the look is written down."""
    row, role = _readable_or_404(request, pk)
    shown = privacy.reveal(row, reader=request.user, role=role, where="page")
    person = row.participation.person
    context = {
        "reference": row,
        "letter": shown.get("letter") or "",
        "referee": shown.get("name"),
        "relation": shown.get("relation"),
        "source": shown.get("source"),
        "file": row.file if row.file and row.file.path and row.file.scan in READABLE else None,
        "person": person,
        "breadcrumbs": [
            {"label": person.full_name, "url": reverse("people:person", args=[person.pk])}
            if role == "organiser"
            else {"label": person.full_name},
            {"label": _("Recommendation")},
        ],
    }
    return render(request, "applications/letter.html", context)


@access.any_user
@require_safe
def letter_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file a referee chose, for organisers and the board; the look is written down."""
    row, role = _readable_or_404(request, pk)
    if row.file is None or not row.file.path or row.file.scan not in READABLE:
        raise Http404
    shown = privacy.reveal(row.file, reader=request.user, role=role, where="file", reason=_("Recommendation"))
    return attachment(row.file, name=str(shown.get("name") or ""))
