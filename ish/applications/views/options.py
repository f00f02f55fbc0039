"""What an edition asks of students before it decides."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ish.applications import forms, services
from ish.applications.models import Options
from ish.desk.access import access
from ish.programme import queries as programme


@access("organiser")
def options(request: HttpRequest) -> HttpResponse:
    """Choose which parts are asked, and which of them are needed."""
    edition = programme.organised_edition(request)
    row = Options.objects.filter(edition=edition).first() or Options(edition=edition)
    form = forms.OptionsForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        services.set_options(edition=edition, values=form.cleaned_data, by=request.user)
        messages.success(request, _("Saved. Students see it at once."))
        return redirect("applications:options")
    context = {"form": form, "edition": edition, "breadcrumbs": [{"label": _("What students hand in")}]}
    return render(request, "applications/options.html", context)
