"""The letter or list a partner sent instead of a file: attached once, for several students; for organisers alone."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import roles
from ish.desk.access import access
from ish.documents import services as documents
from ish.documents.models import Version
from ish.documents.states import READABLE
from ish.nominations import queries, rules
from ish.nominations.models import Nomination
from ish.nominations.rules import ORGANISER
from ish.nominations.services import sources
from ish.nominations.source_forms import SourceForm
from ish.privacy import services as privacy
from ish.programme import queries as programme
from ish.programme.models import NominatingBody

SHOWN = 300


@access("organiser")
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach a letter or list to the students it is about."""
    edition = programme.organised_edition(request)
    body = roles.visible_or_404(NominatingBody.objects.all(), request.user, role=ORGANISER, pk=pk)
    rows = queries.seen(request.user, ORGANISER).filter(rules.COUNTED, edition=edition, body=body)
    students = list(rows.order_by(*queries.BY_RANK)[:SHOWN])
    known = {str(one.version.pk): one.version for one in sources.sources_of(edition, body)}
    form = SourceForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        students=students,
        known=[(key, _words(version, request.user)) for key, version in known.items()],
        initial={"students": request.GET.getlist("n")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            count = _attach(form, students, known, request.user)
        except documents.Refused as error:
            form.add_error("file", str(error))
        else:
            text = ngettext("Attached to %(n)s student.", "Attached to %(n)s students.", count)
            messages.success(request, text % {"n": count})
            return redirect("nominations:body", body.pk)
    crumbs = [{"label": body.name, "url": reverse("nominations:body", args=[body.pk])}]
    context = {"form": form, "body": body, "edition": edition, "students": students}
    context["breadcrumbs"] = [*crumbs, {"label": _("Letter or list")}]
    return render(request, "nominations/source.html", context)


def _attach(form: SourceForm, students: list[Nomination], known: dict[str, Version], user: Any) -> int:
    said = form.cleaned_data
    chosen = [row for row in students if str(row.pk) in said["students"]]
    if version := known.get(said.get("known", "")):
        return sources.attach_again(nominations=chosen, version=version, by=user)
    file = said["file"]
    return sources.attach_source(
        nominations=chosen, data=file.read(), name=file.name, source=said["source"], by=user
    )


def _words(version: Version, user: Any) -> str:
    shown = privacy.reveal(version, reader=user, role=ORGANISER, where="page")
    return str(shown.get("source") or _("Letter or list"))


def student_panel(request: HttpRequest, nomination: Nomination) -> str | None:
    """On a student's page, for organisers: the letter or list their name came from, and the way to attach one."""
    if queries.role_for(request.user, nomination) != ORGANISER:
        return None
    versions = sources.versions_of([nomination.participation_id])
    if not versions and not nomination.on_behalf:
        return None
    context = {
        "nomination": nomination,
        "files": [
            {
                "words": _words(version, request.user),
                "url": reverse("documents:file", args=[version.pk]) if version.file.scan in READABLE else "",
                "at": version.file.uploaded_at,
            }
            for version in versions
        ],
    }
    return render_to_string("nominations/panels/source.html", context, request=request)
