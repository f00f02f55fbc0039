"""The student's own part: the same page by signed link, for students who have signed in, and for organisers on their behalf."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.links import BadLink
from ish.applications import forms, referee_services, seat, services
from ish.applications.seat import Seat
from ish.applications.states import Judged
from ish.applications.views import showing
from ish.applications.views.links import ended
from ish.desk import autosave
from ish.desk.access import access
from ish.desk.guests import welcome
from ish.desk.registry import panels
from ish.documents import queries as documents
from ish.documents import services as papers
from ish.documents.views.papers import attachment
from ish.people import queries as people

SECTION = "own-part"
METHODS = ["GET", "HEAD", "POST"]


@access.public
@require_http_methods(METHODS)
def page(request: HttpRequest, signed: str) -> HttpResponse:
    """The student's part, by the link in our mail. Opening it uses nothing up."""
    found = by_link(request, signed)
    return found if isinstance(found, HttpResponse) else _answer(request, found)


@access("participant", "organiser")
@require_http_methods(METHODS)
def own(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for a student who has signed in, and for an organiser who enters for them."""
    return _answer(request, seat.by_user(request.user, pk))


@access("participant")
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Lead a student to their own part; whoever takes part as something else has none."""
    row = people.own_participation(request)
    if row is None or not row.is_participant:
        raise Http404
    return redirect("applications:own", row.pk)


@access.public
@require_safe
def paper(request: HttpRequest, signed: str, part: str) -> HttpResponse:
    """What the student handed in, by their link."""
    found = by_link(request, signed)
    return found if isinstance(found, HttpResponse) else _paper(found, part)


def by_link(request: HttpRequest, signed: str) -> Seat | HttpResponse:
    """Return the seat of a signed link, or the page that says why there is none."""
    try:
        found = seat.by_link(signed)
    except BadLink as error:
        return ended(request, signed=signed, expired=error.expired)
    except seat.Revoked:
        return ended(request)
    except seat.Over:
        return ended(request, over=True)
    person = found.participation.person
    welcome(request, language=person.language, time_zone=person.time_zone)
    return found


def _paper(found: Seat, part: str) -> HttpResponse:
    document = documents.of(found.participation, [part]).get(part) if part in seat.PAPERS else None
    version = documents.newest(document) if document else None
    if version is None or version.file.scan not in ("none", "clean"):
        raise Http404
    return attachment(version.file, name=version.file.name or "")


def _answer(request: HttpRequest, found: Seat) -> HttpResponse:
    if request.method != "POST":
        return _page(request, found)
    act = ACTS.get(request.POST.get("do", ""))
    if act is None:
        raise Http404
    try:
        if not seat.may_write(found):
            raise services.TooLate
        return act(request, found)
    except (services.TooLate, services.NotAsked) as error:
        if autosave.is_autosave(request):
            form = forms.OwnPartForm(request.POST)
            form.add_error(None, str(error))
            return autosave.invalid(
                request, section=SECTION, version=0, form=form, page=lambda status: HttpResponse()
            )
        messages.warning(request, str(error))
        return redirect(found.url)


# ---------------------------------------------------------------- WHAT CAN BE DONE


def _save(request: HttpRequest, found: Seat) -> HttpResponse:
    organiser, version = found.role == "organiser", autosave.posted_version(request)
    form = forms.OwnPartForm(request.POST, organiser=organiser)
    if not form.is_valid():
        return autosave.invalid(
            request,
            section=SECTION,
            version=version,
            form=form,
            page=lambda status: _page(request, found, part=form),
        )
    said = form.cleaned_data
    try:
        row = services.save(
            seat=found,
            motivation=said["motivation"],
            fields=form.chosen,
            mark=version,
            source=said.get("source", ""),
        )
    except services.ChangedMeanwhile as error:
        return _conflicted(request, found, form, error)
    except ValidationError as error:
        form.add_error(None, "; ".join(error.messages))
        return autosave.invalid(
            request,
            section=SECTION,
            version=version,
            form=form,
            page=lambda status: _page(request, found, part=form),
        )
    mark = services.mark_of(row)
    return autosave.saved(request, section=SECTION, version=mark, next_url=found.url, form=form)


def _conflicted(
    request: HttpRequest, found: Seat, form: forms.OwnPartForm, error: services.ChangedMeanwhile
) -> HttpResponse:
    theirs = showing.words_of(error.application.motivation or "", error.application.fields)
    yours = showing.words_of(form.cleaned_data["motivation"], form.chosen)
    by = _("somebody else, or you in another window")
    differing = [
        autosave.Difference(label, yours[label], theirs[label], by)
        for label in theirs
        if yours[label] != theirs[label]
    ]
    mark = services.mark_of(error.application)
    return autosave.conflicted(
        request,
        section=SECTION,
        version=mark,
        conflict=differing,
        page=lambda status: _page(request, found, part=form, conflict=differing, mark=mark, status=status),
    )


def _upload(request: HttpRequest, found: Seat) -> HttpResponse:
    part = request.POST.get("part", "")
    if part not in seat.PAPERS or part not in seat.asked(found.nomination.edition):
        raise Http404
    form = forms.PaperForm(request.POST, request.FILES, organiser=found.role == "organiser", prefix=part)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            services.hand_in(
                seat=found,
                part=part,
                data=file.read(),
                name=file.name,
                source=form.cleaned_data.get("source", ""),
            )
        except papers.Refused as error:
            form.add_error("file", str(error))
        except papers.NotAllowed:
            messages.info(request, _("This paper was accepted already and is not replaced."))
            return redirect(found.url)
        else:
            messages.success(request, _("Handed in. Thank you."))
            return redirect(f"{found.url}#{part}")
    return _page(request, found, forms_by_part={part: form})


def _ask(request: HttpRequest, found: Seat) -> HttpResponse:
    form = forms.RefereeForm(request.POST, prefix="referee")
    if form.is_valid():
        said = form.cleaned_data
        names = ("name", "email", "relation", "language")
        try:
            referee_services.ask(seat=found, **{name: said[name] for name in names})
        except services.NotAllowed as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            form.add_error(None, "; ".join(error.messages))
        else:
            messages.success(request, _("We are writing to %(name)s.") % {"name": said["name"]})
            return redirect(f"{found.url}#reference")
    return _page(request, found, forms_by_part={"reference": form})


def _remind(request: HttpRequest, found: Seat) -> HttpResponse:
    try:
        referee_services.remind(seat=found)
    except services.NotAllowed as error:
        messages.info(request, str(error))
    else:
        messages.success(request, _("We have written to them again."))
    return redirect(f"{found.url}#reference")


def _enter(request: HttpRequest, found: Seat) -> HttpResponse:
    if found.role != "organiser":
        raise Http404
    form = forms.EnterLetterForm(request.POST, request.FILES, prefix="letter")
    if form.is_valid():
        said, file = form.cleaned_data, form.cleaned_data.get("file")
        try:
            referee_services.enter(
                seat=found,
                referee=said["referee"],
                letter=said["letter"],
                source=said["source"],
                data=file.read() if file else b"",
                name=file.name if file else "",
            )
        except papers.Refused as error:
            form.add_error("file", str(error))
        except services.NotAllowed as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The letter is kept."))
            return redirect(f"{found.url}#reference")
    return _page(request, found, forms_by_part={"letter": form})


def _accept(request: HttpRequest, found: Seat) -> HttpResponse:
    if found.role != "organiser":
        raise Http404
    try:
        services.judge(seat=found, to=Judged.ACCEPTED)
    except services.NotAllowed as error:
        messages.info(request, str(error))
    else:
        messages.success(request, _("Accepted."))
    return redirect(f"{found.url}#motivation")


def _send_back(request: HttpRequest, found: Seat) -> HttpResponse:
    form = forms.ReasonForm(request.POST, prefix="judge", span=seat.time_again(found.nomination))

    def write() -> str:
        reason = form.cleaned_data["reason"]
        services.judge(seat=found, to=Judged.SENT_BACK, reason=reason, again_by=form.again_by)
        return _("Sent back to %(name)s.") % {"name": found.participation.person.full_name}

    return _back(request, found, "judge", form, write)


def _letter_back(request: HttpRequest, found: Seat) -> HttpResponse:
    form = forms.ReasonForm(request.POST, prefix="back", span=seat.time_again(found.nomination))

    def write() -> str:
        reason = form.cleaned_data["reason"]
        row = referee_services.send_back_letter(seat=found, reason=reason, again_by=form.again_by)
        return _("Sent back to %(name)s.") % {"name": row.name}

    return _back(request, found, "letter_back", form, write)


def _back(
    request: HttpRequest, found: Seat, key: str, form: forms.ReasonForm, write: Callable[[], str]
) -> HttpResponse:
    """Send something back with the reason of a form; organisers only."""
    if found.role != "organiser":
        raise Http404
    if form.is_valid():
        try:
            messages.success(request, write())
        except services.NotAllowed as error:
            messages.info(request, str(error))
        return redirect(found.url)
    return _page(request, found, forms_by_part={key: form})


Act = Callable[[HttpRequest, Seat], HttpResponse]
ACTS: dict[str, Act] = {
    "save": _save,
    "upload": _upload,
    "ask": _ask,
    "remind": _remind,
    "enter": _enter,
    "accept": _accept,
    "send_back": _send_back,
    "letter_back": _letter_back,
}


# ---------------------------------------------------------------- SHOWING


def _page(
    request: HttpRequest,
    found: Seat,
    *,
    part: forms.OwnPartForm | None = None,
    forms_by_part: dict[str, Any] | None = None,
    conflict: Any = (),
    mark: int | None = None,
    status: int = 200,
) -> HttpResponse:
    row = services.of(found.participation)
    context = showing.page_of(found, row, part=part, given=forms_by_part or {})
    context |= {
        "section": SECTION,
        "conflict": conflict,
        "version": services.mark_of(row) if mark is None else mark,
        "panels": panels.render("application", request, found),
        "breadcrumbs": _crumbs(found),
    }
    return render(request, "applications/part.html", context, status=status)


def _crumbs(found: Seat) -> list[dict[str, Any]]:
    title = {"label": _("Your own part")}
    if found.role != "organiser":
        return [title]
    person = found.participation.person
    return [
        {"label": _("People"), "url": reverse("people:list")},
        {"label": person.full_name, "url": reverse("people:person", args=[person.pk])},
        {"label": _("Application")},
    ]
