"""The record of processing activities: a page, a paper in two languages, a few words to edit, when it was checked."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ish import clock
from ish.desk import exports
from ish.desk.access import access
from ish.oversight import activities, forms, queries, services
from ish.papers import setting

LANGUAGES = ("en", "de")


@access("organiser", "officer")
@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """The whole record, as it would be printed."""
    edition = queries.edition_or_404(request)
    found = queries.record_of(edition)
    context = {
        "programme": edition.programme,
        "record": found,
        "head": [
            {"label": label, "value": linebreaksbr(value)} for label, value in activities.head(edition, found)
        ],
        "activities": activities.activities(edition),
        "security": activities.security(found),
        "checked": activities.checked_in_words(found),
        "up_to_date": found.checked_on is not None and found.checked_version == found.version,
        "papers": LANGUAGES,
        "breadcrumbs": [{"label": _("Record of processing")}],
    }
    return render(request, "oversight/record.html", context)


@access("organiser", "officer")
@require_safe
def paper(request: HttpRequest, language: str) -> HttpResponse:
    """The record as a tagged PDF."""
    if language not in LANGUAGES:
        raise Http404
    edition = queries.edition_or_404(request)
    found = queries.record_of(edition)
    with translation.override(language):
        title = f"{_('Record of processing activities')} – {edition.programme.short_name}"
        pdf = setting.typeset(
            "record",
            activities.paper(edition, found),
            language=language,
            title=title,
            footer=edition.programme.name,
            names=setting.Names.NONE,
            version=str(found.version),
        )
    name = exports.file_name(f"record-{edition.programme.short_name}-{language}")
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@access("organiser", "officer")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    """The few words that nobody can compute."""
    edition = queries.edition_or_404(request)
    found = queries.record_of(edition)
    form = forms.RecordForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_record(
                programme=edition.programme,
                words=form.words,
                version=form.cleaned_data["seen"],
                by=request.user,
            )
        except services.ChangedMeanwhile:
            text = _("Somebody else has changed this in the meantime. Saving again keeps what you see here.")
            form.add_error(None, text)
            now = queries.record_of(edition).version
            form.data = {**request.POST.dict(), "seen": str(now)}
        else:
            messages.success(request, _("Saved."))
            return redirect("oversight:record")
    crumbs = [{"label": _("Record of processing"), "url": reverse("oversight:record")}, {"label": _("Edit")}]
    context = {
        "form": form,
        "heading": _("Words of the record"),
        "lead": _(
            "Everything else in the record is computed. What you leave empty is proposed by the program."
        ),
        "back": reverse("oversight:record"),
        "breadcrumbs": crumbs,
    }
    return render(request, "programme/form.html", context)


@access("organiser", "officer")
@require_POST
def checked(request: HttpRequest) -> HttpResponse:
    """Note that the record was read and found right today."""
    edition = queries.edition_or_404(request)
    seen = request.POST.get("version", "")
    if seen.isdigit() and services.check_record(
        programme=edition.programme, version=int(seen[:9]), by=request.user, on=clock.today(edition.time_zone)
    ):
        messages.success(request, _("Noted: checked today."))
    else:
        messages.warning(request, _("The record has changed in the meantime. Please read it again."))
    return redirect("oversight:record")
