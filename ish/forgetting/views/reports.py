"""The evidence: what was erased when, what stays and why, and the scan for what should be gone."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ish import clock
from ish.desk import exports
from ish.desk.access import access
from ish.desk.confirm import confirm, confirmed, number
from ish.forgetting import paper, services, showing
from ish.forgetting.models import Report
from ish.forgetting.views.overview import crumbs, lead_only
from ish.jobs import services as jobs


@access("organiser", "officer")
@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """One report."""
    row = get_object_or_404(Report, pk=pk)
    return render(
        request, "forgetting/report.html", {**_facts(row), "breadcrumbs": crumbs((_title(row), ""))}
    )


def _title(row: Report) -> str:
    return _("Report %(n)s") % {"n": row.pk}


def _facts(row: Report) -> dict[str, Any]:
    runs = list(row.runs.select_related("by"))
    scan = row.scans.first()
    return {
        "report": row,
        "heading": _title(row),
        "runs": [run for run in runs if run.emptied or run.error][:40],
        "empty_runs": sum(not run.emptied and not run.error for run in runs),
        "emptied": showing.emptied(showing.totals(runs)),
        "scan": scan,
        "found": showing.found(scan) if scan else [],
        "looked_at": showing.looked_at(scan) if scan else "",
        "unread": showing.unread(scan) if scan else "",
        "unsearchable": showing.unsearchable(row),
        "stays": paper.what_stays(row, clock.today()),
    }


@access("organiser", "officer")
@require_safe
def report_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a tagged PDF."""
    row = get_object_or_404(Report, pk=pk)
    pdf = paper.report(row, language=get_language() or "en", day=clock.today())
    headers = {
        "Content-Disposition": f'attachment; filename="{exports.file_name(f"erased-{row.pk}")}.pdf"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@access("organiser")
@require_POST
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """Look for every erased value, in the background."""
    lead_only(request)
    row = get_object_or_404(Report, pk=pk, is_open=True)
    job = jobs.start(kind="forgetting.scan", owner=request.user, args={"report": row.pk})
    return redirect("desk:job", job.pk)


@access("organiser")
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a report: the hashes of what was erased are destroyed."""
    lead_only(request)
    row = get_object_or_404(Report, pk=pk)
    back = reverse("forgetting:report", args=[row.pk])
    if not row.is_open:
        messages.info(request, _("This report is closed already."))
        return redirect(back)
    if confirmed(request):
        services.close(report=row, by=request.user)
        messages.success(
            request, _("Closed. What could have told one erased value from another is destroyed.")
        )
        return redirect(back)
    last = row.scans.first()
    warnings = [] if last is not None and not last.faults else [_("No scan has come out clean yet.")]
    sentences = [
        _("The key and the hashes of the erased values are destroyed: nobody can look for them any more."),
        _("The counts, what stays and what the scan found remain."),
    ]
    return confirm(
        request, _("Close this report?"), sentences, _("Close it"), back, danger=True, warnings=warnings,
        undo=_("This cannot be undone, by anybody."),
    )  # fmt: skip


@access("organiser")
@require_http_methods(["GET", "HEAD", "POST"])
def run(request: HttpRequest) -> HttpResponse:
    """Erase now what is due today, after a look at the numbers."""
    lead_only(request)
    back = reverse("forgetting:overview")
    if confirmed(request):
        job = jobs.start(kind="forgetting.run", owner=request.user, args={})
        return redirect("desk:job", job.pk)
    found = services.preview(day=clock.today())
    words = ngettext("row would be emptied", "rows would be emptied", found.total)
    sentences = [
        f"{one['what']} – {one['class']}: {one['count']}" for one in showing.emptied(found.rows)
    ] or [_("Nothing is due today.")]
    return confirm(
        request, _("Erase now what is due?"), sentences, _("Erase"), back, danger=True,
        numbers=[number(found.total, words, "problem" if found.total else "")],
        undo=_("This cannot be undone, by anybody."),
    )  # fmt: skip
