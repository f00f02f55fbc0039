"""A correction of anything we hold about somebody and that they cannot write themselves (GDPR Art. 16)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ish.desk.access import access
from ish.people.models import Participation, Person
from ish.privacy import catalogue
from ish.privacy import services as privacy
from ish.profiles import changing_services as services
from ish.profiles import deciding_services, holdings
from ish.profiles.changing_forms import WrongForm


@access("participant")
@require_http_methods(["GET", "HEAD", "POST"])
def wrong(request: HttpRequest, label: str, pk: int) -> HttpResponse:
    """Say what is wrong in one row of "everything we hold about you"."""
    person = Person.objects.filter(user=request.user.pk, participations__isnull=False).first()
    row = _row(person, label, pk) if person else None
    if person is None or row is None:
        raise Http404
    facts = _facts(row, request.user)
    if not facts:
        raise Http404
    form = WrongForm(request.POST or None, facts=facts)
    if request.method == "POST" and form.is_valid() and _asked(request, form, row):
        return redirect("profiles:data")
    context = {
        "title": str(row._meta.verbose_name),
        "form": form,
        "breadcrumbs": [
            {"label": _("Everything we hold about you"), "url": reverse("profiles:data")},
            {"label": _("Something is wrong")},
        ],
    }
    return render(request, "profiles/wrong.html", context)


def _row(person: Person, label: str, pk: int) -> Model | None:
    """Return the row if it is about this person and of a kind that can be corrected."""
    if label not in catalogue.every() or not holdings.correctable(label):
        return None
    policy = catalogue.declared(label)
    lookup = policy.lookup()
    rows = policy.model._default_manager.filter(pk=pk)
    row = rows.filter(**{lookup: person.pk}).first() if lookup else None
    return None if row is None or holdings.guardians_alone({label: [row]}, person) else row


def _facts(row: Model, user: Any) -> list[dict[str, Any]]:
    """Return what the person reads of the row."""
    try:
        known = privacy.reveal(row, reader=user, role="participant", where="own data")
    except privacy.Hidden:
        return []
    return holdings.facts_of(known)


def _participation(row: Model, user: Any) -> Participation:
    """Return the participation the row belongs to, else the person's newest."""
    anchored = privacy.anchor(row)
    if isinstance(anchored, Participation):
        return anchored
    found = Participation.objects.filter(person__user=user.pk).order_by("-edition__arrival_day").first()
    if found is None:
        raise Http404
    return found


def _asked(request: HttpRequest, form: WrongForm, row: Model) -> bool:
    name = form.cleaned_data["name"]
    try:
        services.ask_elsewhere(
            participation=_participation(row, request.user),
            label=row._meta.label_lower,
            key=row.pk,
            name=name,
            now=deciding_services.words(row, name),
            wanted=form.cleaned_data["wanted"],
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(request, _("Thank you. We look at it; you get a message when it has been decided."))
    return True
