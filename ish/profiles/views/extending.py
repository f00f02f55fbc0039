"""More time for one person: an organiser gives it and takes it back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ish.desk.access import access
from ish.people import queries as people
from ish.people.models import Participation
from ish.profiles import extending_services as services
from ish.profiles import rules
from ish.profiles.changing_forms import ALL, ExtendForm
from ish.profiles.models import FreezeExtension


@access("organiser")
@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody more time; `pk` is the participation's."""
    participation = people.participation_as(request.user, pk, "organiser")[0]
    form = ExtendForm(request.POST or None, initial={"code": request.GET.get("section", ALL)})
    if request.method == "POST" and form.is_valid() and _extended(request, form, participation):
        return redirect("people:person", participation.person_id)
    name = participation.person.full_name
    context = {
        "participation": participation,
        "name": name,
        "form": form,
        "last": rules.asking_ends(participation),
        "breadcrumbs": [
            {"label": _("People"), "url": reverse("people:list")},
            {"label": name, "url": reverse("people:person", args=[participation.person_id])},
            {"label": _("More time")},
        ],
    }
    return render(request, "profiles/extend.html", context)


def _extended(request: HttpRequest, form: ExtendForm, participation: Participation) -> bool:
    try:
        told = form.cleaned_data
        services.extend(
            participation=participation,
            section="" if told["code"] == ALL else told["code"],
            until=told["until"],
            reason=told["reason"],
            by=request.user,
        )
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(request, _("They have more time now."))
    return True


@require_POST
@access("organiser")
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the time back that was given."""
    row = FreezeExtension.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    participation = people.participation_as(request.user, row.participation_id, "organiser")[0]
    services.end(extension=row)
    messages.success(request, _("Taken back. What was changed meanwhile stays."))
    return redirect("people:person", participation.person_id)
