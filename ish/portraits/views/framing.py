"""One page to choose a picture, frame it and say what it may be used for; and the picture itself."""

from typing import Any

import structlog
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ish.desk.access import access
from ish.documents import storage
from ish.people import queries as people
from ish.people.models import Participation
from ish.portraits import forms, queries, rules, services

log = structlog.get_logger(__name__)


@access("participant", "organiser")
@require_http_methods(["GET", "HEAD", "POST"])
def portrait(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose, frame, allow, take away: for oneself, or by an organiser for somebody."""
    row, role = people.participation_as(request.user, pk, *rules.FRAMING)
    if role == "participant" and not rules.is_asked(row, rules.today(row)) and queries.of(row) is None:
        raise Http404
    work = {"give": _give, "frame": _frame, "allow": _allow, "remove": _remove}
    done = work.get(request.POST.get("do", ""))
    if request.method == "POST" and done is not None:
        return done(request, row, role)
    return _page(request, row, role)


@access("participant", "organiser", "host", "companion")
@require_safe
def image(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """The portrait as it was framed; the whole picture only for who frames it. Never kept by the browser."""
    row = queries.portrait_or_404(request.user, pk, whole=part == "whole")
    file: Any = row.original if part == "whole" else row.framed
    try:
        data = storage.read(file.path if file else "")
    except storage.Gone:
        log.error("picture is gone", portrait=row.pk)
        raise Http404 from None
    return HttpResponse(
        data,
        content_type="image/jpeg",
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store, private"},
    )


# ---------------------------------------------------------------- WHAT IS DONE


def _give(request: HttpRequest, row: Participation, role: str) -> HttpResponse:
    form = forms.PictureForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, row, role, picture_form=form)
    try:
        services.give(participation=row, data=form.cleaned_data["file"].read(), by=request.user)
    except services.Refused as error:
        form.add_error("file", str(error))
        return _page(request, row, role, picture_form=form)
    messages.success(request, _("Here is your picture. Now choose what shows, and what it may be used for."))
    return redirect("portraits:portrait", row.pk)


def _frame(request: HttpRequest, row: Participation, role: str) -> HttpResponse:
    form = forms.FrameForm(request.POST)
    if not form.is_valid():
        return _page(request, row, role, frame_form=form)
    version = form.cleaned_data["version"]
    try:
        services.frame(participation=row, frame=form.frame, version=version, by=request.user)
    except services.ChangedMeanwhile:
        messages.warning(request, _("The picture was changed in the meantime. This is how it is now."))
    except services.Refused as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Saved."))
    return redirect("portraits:portrait", row.pk)


def _allow(request: HttpRequest, row: Participation, role: str) -> HttpResponse:
    form = forms.UsesForm(request.POST, on_behalf=role == "organiser")
    if not form.is_valid():
        return _page(request, row, role, uses_form=form)
    try:
        services.allow(participation=row, by=request.user, **form.cleaned_data)
    except services.Refused as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Saved."))
    return redirect("portraits:portrait", row.pk)


def _remove(request: HttpRequest, row: Participation, role: str) -> HttpResponse:
    services.take_away(participation=row, by=request.user)
    messages.success(request, _("The picture is deleted. Nobody sees it any more."))
    return redirect("portraits:portrait", row.pk)


# ---------------------------------------------------------------- THE PAGE


def _page(
    request: HttpRequest,
    row: Participation,
    role: str,
    picture_form: forms.PictureForm | None = None,
    frame_form: forms.FrameForm | None = None,
    uses_form: forms.UsesForm | None = None,
) -> HttpResponse:
    known = queries.of(row)
    context: dict[str, Any] = {
        "participation": row,
        "person": row.person,
        "role": role,
        "picture_form": picture_form or forms.PictureForm(),
        "portrait": known,
        "breadcrumbs": _crumbs(row, role),
    }
    if known is not None:
        frame = {"x": known.x, "y": known.y, "zoom": known.zoom, "version": known.version}
        behalf = role == "organiser"
        allowed = {"uses": known.uses, "source": known.source}
        context |= {
            "frame_form": frame_form or forms.FrameForm(initial=frame),
            "uses_form": uses_form or forms.UsesForm(initial=allowed, on_behalf=behalf),
            "waits": rules.waits_for_guardian(known),
            "minor": rules.needs_guardian(row),
        }
    return render(request, "portraits/portrait.html", context)


def _crumbs(row: Participation, role: str) -> list[dict[str, Any]]:
    title = {"label": _("Picture")}
    if role == "organiser":
        page = reverse("people:person", args=[row.person_id])
        return [
            {"label": _("People"), "url": reverse("people:list")},
            {"label": row.person.full_name, "url": page},
            title,
        ]
    return [title]
