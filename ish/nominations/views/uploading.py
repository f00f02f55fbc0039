"""A partner's list as a file: upload, preview, confirm; the template to fill in, and the partner's students to correct."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ish import clock
from ish.desk.access import access
from ish.desk.exports import XLSX, file_name
from ish.nominations import forms, queries, rules, services
from ish.nominations.list_forms import LABELS
from ish.nominations.models import ImportStash
from ish.nominations.reading import Unreadable, message
from ish.nominations.reading.template import LANGUAGES
from ish.nominations.rules import COORDINATOR
from ish.nominations.services.importing import IN_THE_REQUEST
from ish.nominations.views import previewing
from ish.programme.models import NominatingBody

SHOWN = 100
MAX_DO = 24


@access("coordinator", "organiser")
@require_safe
def template(request: HttpRequest, pk: int) -> HttpResponse:
    """The list to fill in, in the language asked for, else in the partner's."""
    body, _edition, _role = queries.body_or_404(request, pk)
    data = services.template(body=body, language=request.GET.get("language", ""))
    return _workbook(data, _("students"))


@access("coordinator", "organiser")
@require_safe
def students_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The partner's students as a list, to correct and to upload again."""
    body, edition, role = queries.body_or_404(request, pk)
    data = services.students_list(edition=edition, body=body, reader=request.user, role=role)
    return _workbook(data, f"{body.name} {edition.year}")


def _workbook(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, f"{file_name(name)}.xlsx") or ""
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
        "role": role,
        "languages": [(code, get_language_info(code)["name_local"]) for code in LANGUAGES],
        "breadcrumbs": _crumbs(body, role, _("Upload a list")),
    }
    return render(request, "nominations/upload.html", context)


@access("coordinator", "organiser")
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What the list would do, and the confirmation. The file is read again each time; what it leaves open is asked first."""
    stash, role = queries.stash_or_404(request.user, pk)
    if stash.confirmed_at:
        return _finished(request, stash, role)
    try:
        found = services.preview(stash, role)
    except Unreadable as error:
        return _unreadable(request, stash, role, error)
    if request.method == "GET" and found.reading.questions - {"headings"} and not services.were_asked(stash):
        return redirect("nominations:columns", stash.pk)
    form = _confirm_form(request, role, found)
    if request.method == "POST" and form.is_valid() and not found.blocking:
        if found.faulty and not form.cleaned_data.get("leave_out"):
            form.add_error("leave_out", _("Tick this, or correct the rows above."))
        else:
            return _confirmed(
                request, stash, form, len(found.fresh) + len(found.changed) + len(found.handed_in)
            )
    return render(request, "nominations/preview.html", _context(request, stash, role, found, form))


def _confirm_form(request: HttpRequest, role: str, found: services.Preview) -> forms.ConfirmForm:
    """Return the form; a list of ours that comes back is meant to change who is on it."""
    ours = any(column.field == "key" for column in found.reading.columns)
    return forms.ConfirmForm(
        request.POST if request.method == "POST" else None,
        role=role,
        faulty=bool(found.faulty),
        changed=bool(found.changed or found.handed_in),
        initial={"update": ours},
    )


@access("coordinator", "organiser")
@require_POST
def mend(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Say what cells of a row should hold, leave the row out or take it in again; the list is read anew."""
    stash, _role = queries.stash_or_404(request.user, pk)
    do = request.POST.get("do", "")
    if do in ("leave_out", "take_in"):
        services.leave_row(stash=stash, number=number, out=do == "leave_out")
    elif do == "apart":
        services.tell_apart(stash=stash, number=number)
    elif do == "new" or (do.startswith("same-") and do[5:].isdecimal() and len(do) < MAX_DO):
        services.say_who(stash=stash, number=number, nomination=int(do[5:] or 0))
    else:
        cells = {name: request.POST[name] for name in LABELS if name in request.POST}
        services.mend_row(stash=stash, number=number, cells=cells)
    kept = {name: request.POST[name] for name in ("show", "page") if request.POST.get(name)}
    url = reverse("nominations:preview", args=[stash.pk])
    return redirect(f"{url}?{urlencode(kept)}" if kept else url)


def _confirmed(request: HttpRequest, stash: ImportStash, form: forms.ConfirmForm, count: int) -> HttpResponse:
    said = form.cleaned_data
    options: dict[str, Any] = {
        "leave_out": bool(said.get("leave_out")),
        "update": bool(said.get("update")),
        "on_behalf": said.get("on_behalf", ""),
    }
    try:
        if count > IN_THE_REQUEST or stash.result.get("job"):
            job = services.start_import(stash=stash, by=request.user, **options)
            return redirect("desk:job", job.pk)
        done = services.import_rows(stash=stash, by=request.user, **options)
    except services.Closed as closed:
        messages.warning(request, str(closed))
        return redirect("nominations:body", stash.body_id)
    except (services.Faulty, Unreadable):
        messages.warning(request, _("The list has changed in the meantime. Please look at it again."))
        return redirect("nominations:preview", stash.pk)
    if done.refused:
        return redirect("nominations:preview", stash.pk)
    messages.success(request, done.in_words())
    return redirect("nominations:body", stash.body_id)


def _finished(request: HttpRequest, stash: ImportStash, role: str) -> HttpResponse:
    """A list that was taken already: taken once, however often it is confirmed. Whose corrections were not taken stands here."""
    if stash.refused:
        context = {
            "stash": stash,
            "body": stash.body,
            "text": services.outcome_of(stash).in_words(),
            "refused": services.refused_of(stash),
            "breadcrumbs": _crumbs(stash.body, role, _("What was applied")),
        }
        return render(request, "nominations/applied.html", context)
    messages.info(
        request,
        _("This list was applied already. %(what)s") % {"what": services.outcome_of(stash).in_words()},
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


def _context(
    request: HttpRequest, stash: ImportStash, role: str, found: services.Preview, form: forms.ConfirmForm
) -> dict[str, Any]:
    parts = previewing.parted(found)
    show = request.GET.get("show", "")
    page = previewing.page_of(
        parts,
        show,
        request.GET.get("page"),
        day=stash.edition.arrival_day,
        reader=request.user,
        role=role,
    )
    of_file = [problem for problem in found.reading.problems if problem.severity != "error"]
    return {
        "stash": stash,
        "body": stash.body,
        "edition": stash.edition,
        "role": role,
        "form": form,
        "found": found,
        "summary": previewing.summary(found),
        "tabs": previewing.tabs(parts),
        "show": show,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "query": urlencode({"show": show}) if show else "",
        "groups": previewing.groups(page),
        "ours": any(column.field == "key" for column in found.reading.columns),
        "whole_names": found.reading.names is not None,
        "mended": bool(request.headers.get("HX-Request")),
        "blocking": [previewing.line(problem) for problem in found.blocking],
        "no_headings": "headings" in found.reading.questions,
        "warnings": [previewing.line(problem) for problem in of_file[:SHOWN]],
        "unknown": [column.heading for column in found.reading.unknown_columns if column.heading],
        "may_confirm": bool(found.fresh or found.changed or found.handed_in) and not found.blocking,
        "breadcrumbs": _crumbs(stash.body, role, _("Check the list")),
    }
