"""A partner's list as a file: upload, preview, confirm; the template to fill in."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ish import clock
from ish.desk.access import access
from ish.desk.exports import XLSX, file_name
from ish.nominations import forms, queries, rules, services
from ish.nominations.models import ImportStash, Nomination
from ish.nominations.reading import Problem, Unreadable, message, write_template
from ish.nominations.rules import COORDINATOR
from ish.nominations.services.importing import IN_THE_REQUEST
from ish.programme.models import NominatingBody

SHOWN = 100


@access("coordinator", "organiser")
@require_safe
def template(request: HttpRequest, pk: int) -> HttpResponse:
    """The list to fill in, in the reader's language."""
    queries.body_or_404(request, pk)
    data = write_template(language=get_language() or "en", translate=gettext)
    response = HttpResponse(data, content_type=XLSX)
    name = f"{file_name(_('students'))}.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


def _crumbs(body: NominatingBody, role: str, label: str) -> list[dict[str, str]]:
    if role == COORDINATOR:
        first = {"label": _("Your students"), "url": reverse("nominations:mine")}
    else:
        first = {"label": body.name, "url": reverse("nominations:body", args=[body.pk])}
    return [first, {"label": label}]


@access("coordinator", "organiser")
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a file; nothing is written before the preview is confirmed."""
    body, edition, role = queries.body_or_404(request, pk)
    if not rules.may_name(edition, role, at=clock.today(edition.time_zone)):
        messages.info(
            request, _("Students cannot be named at the moment. Please write to us if one is missing.")
        )
        return redirect("nominations:body", body.pk)
    form = forms.UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        stash = services.stash_list(
            edition=edition, body=body, owner=request.user, file_name=file.name, data=file.read()
        )
        return redirect("nominations:preview", stash.pk)
    context = {
        "form": form,
        "body": body,
        "edition": edition,
        "breadcrumbs": _crumbs(body, role, _("Upload a list")),
    }
    return render(request, "nominations/upload.html", context)


@access("coordinator", "organiser")
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What the list would do, and the confirmation. The file is read again each time."""
    stash, role = queries.stash_or_404(request.user, pk)
    if stash.confirmed_at or (stash.result.get("job") and stash.data is None):
        return _finished(request, stash)
    try:
        found = services.preview(stash)
    except Unreadable as error:
        return _unreadable(request, stash, role, error)
    posted = request.POST if request.method == "POST" else None
    form = forms.ConfirmForm(posted, role=role, faulty=bool(found.faulty), changed=bool(found.changed))
    if request.method == "POST" and form.is_valid() and not found.blocking:
        if found.faulty and not form.cleaned_data.get("leave_out"):
            form.add_error("leave_out", _("Tick this, or correct the rows in your file and upload it again."))
        else:
            return _confirmed(request, stash, form, len(found.fresh) + len(found.changed))
    return render(request, "nominations/preview.html", _context(stash, role, found, form))


def _confirmed(request: HttpRequest, stash: ImportStash, form: forms.ConfirmForm, count: int) -> HttpResponse:
    said = form.cleaned_data
    options: dict[str, Any] = {
        "leave_out": bool(said.get("leave_out")),
        "update": bool(said.get("update")),
        "on_behalf": said.get("on_behalf", ""),
    }
    if count > IN_THE_REQUEST or stash.result.get("job"):
        job = services.start_import(stash=stash, by=request.user, **options)
        return redirect("desk:job", job.pk)
    try:
        done = services.import_rows(stash=stash, by=request.user, **options)
    except (services.Faulty, Unreadable):
        messages.warning(request, _("The list has changed in the meantime. Please look at it again."))
        return redirect("nominations:preview", stash.pk)
    messages.success(request, done.in_words())
    return redirect("nominations:body", stash.body_id)


def _finished(request: HttpRequest, stash: ImportStash) -> HttpResponse:
    """A list that was taken already: taken once, however often it is confirmed."""
    messages.info(
        request, _("This list was taken already. %(what)s") % {"what": services.outcome_of(stash).in_words()}
    )
    return redirect("nominations:body", stash.body_id)


def _unreadable(request: HttpRequest, stash: ImportStash, role: str, error: Unreadable) -> HttpResponse:
    context = {
        "stash": stash,
        "body": stash.body,
        "text": message(error, translate=gettext),
        "breadcrumbs": _crumbs(stash.body, role, _("Upload a list")),
    }
    return render(request, "nominations/unreadable.html", context)


def _line(problem: Problem) -> dict[str, Any]:
    """Return one problem with its place as the sheet shows it."""
    return {
        "row": problem.row,
        "column": problem.column,
        "heading": problem.heading,
        "raw": problem.raw,
        "text": message(_readable(problem), translate=gettext),
    }


def _readable(problem: Problem) -> Problem:
    """Return the problem with its day as the reader's language writes days."""
    if "on" not in problem.params:
        return problem
    day = formats.date_format(date.fromisoformat(str(problem.params["on"])), "DATE_FORMAT")
    return replace(problem, params={**problem.params, "on": day})


def _context(
    stash: ImportStash, role: str, found: services.Preview, form: forms.ConfirmForm
) -> dict[str, Any]:
    known = [pk for _row, pk in found.already[:SHOWN]]
    states = {n.pk: n for n in Nomination.objects.filter(pk__in=known)}
    day = stash.edition.arrival_day
    return {
        "stash": stash,
        "body": stash.body,
        "edition": stash.edition,
        "role": role,
        "form": form,
        "found": found,
        "fresh": [_student(row, day) for row in found.fresh[:SHOWN]],
        "more_fresh": max(0, len(found.fresh) - SHOWN),
        "already": [(row, states.get(pk)) for row, pk in found.already[:SHOWN]],
        "changed": [(row, one.nomination, one.labels) for row, one in found.changed[:SHOWN]],
        "more_changed": max(0, len(found.changed) - SHOWN),
        "blocking": [_line(problem) for problem in found.blocking],
        "errors": [_line(problem) for problem in found.errors[:SHOWN]],
        "more_errors": max(0, len(found.errors) - SHOWN),
        "warnings": [_line(problem) for problem in found.warnings[:SHOWN]],
        "unknown": [column.heading for column in found.reading.unknown_columns if column.heading],
        "may_confirm": bool(found.fresh or found.changed) and not found.blocking,
        "breadcrumbs": _crumbs(stash.body, role, _("Check the list")),
    }


def _student(row: Any, day: Any) -> dict[str, Any]:
    values = row.values
    rank = f"{'R' if values.reserve else ''}{values.rank or ''}"
    born = values.birth_date
    minor = born is not None and born > rules.adult_if_born_by(day)
    return {
        "number": row.number,
        "rank": rank,
        "values": values,
        "minor": minor,
        "no_guardian": minor and not (values.guardian_name or values.guardian_email),
    }
