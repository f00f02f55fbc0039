"""What organisers say themselves in the privacy notice, and their sign that it was checked."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import roles
from ish.desk.access import access
from ish.profiles import notice, services
from ish.profiles.notice_forms import NoticeTextForm
from ish.programme.models import Edition
from ish.programme.queries import organised_edition


@access("organiser")
@require_http_methods(["GET", "HEAD", "POST"])
def notice_text(request: HttpRequest) -> HttpResponse:
    """The words about partners outside the European Union, and the day on which the notice was checked."""
    edition = organised_edition(request)
    form = NoticeTextForm(request.POST or None, initial=NoticeTextForm.initial_of(edition))
    if request.method == "POST" and form.is_valid() and _saved(request, form, edition):
        return redirect("desk:home")
    context = {
        "form": form,
        "edition": edition,
        "checked": notice.is_checked(edition),
        "breadcrumbs": [{"label": _("Privacy notice")}],
        **notice.facts(edition),
    }
    return render(request, "profiles/notice_text.html", context)


def _saved(request: HttpRequest, form: NoticeTextForm, edition: Edition) -> bool:
    """Save a valid form; what was typed stays when somebody else was faster."""
    wished = form.cleaned_data["checked_on"]
    try:
        row = services.save_notice_text(
            edition=edition,
            words=form.words,
            checked_on=wished,
            version=form.cleaned_data["version"],
            by=request.user,
        )
    except services.ChangedMeanwhile as error:
        text = _("Somebody else has changed this in the meantime. Saving again keeps what you see here.")
        form.add_error(None, text)
        form.data = {**request.POST.dict(), "version": str(error.version)}
        return False
    if wished and not row.checked_on:
        messages.warning(request, _("Saved. The words have changed, so the notice has to be checked again."))
    else:
        messages.success(request, _("Saved."))
    return True


def desk_panel(request: HttpRequest, edition: Edition | None) -> str | None:
    """On the organisers' desk, as long as nobody has checked the notice of the edition."""
    if edition is None or notice.is_checked(edition):
        return None
    context = {
        "tone": "waiting",
        "title": _("The privacy notice has not been checked"),
        "text": _(
            "Students read it as it stands. Have your data protection officer check it before names come in."
        ),
        "url": reverse("profiles:notice_text"),
        "url_label": _("Read, change, and note the check"),
    }
    return render_to_string("components/notice.html", context, request=request)


def privacy_panel(request: HttpRequest, obj: Any = None) -> str | None:
    """The way to the words, for organisers under the public notice."""
    if not roles.holds(request.user, "organiser"):
        return None
    context = {"url": reverse("profiles:notice_text"), "url_label": _("For organisers: change this notice")}
    return render_to_string("components/notice.html", context, request=request)
