"""Papers that were seen: organisers note which, when and until when; the paper itself is not kept."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ish.desk.access import access
from ish.people import queries as people
from ish.people import requirements
from ish.people.models import Participation
from ish.privacy import registry as privacy
from ish.privacy.services import readable
from ish.profiles import proofs, rules, services
from ish.profiles.models import Proof, ProofKind
from ish.profiles.proof_forms import ProofForm


def may_note(user: Any, participation: Participation) -> bool:
    """Say whether the organiser's part of the work reads and notes papers."""
    return "seen_on" in readable(Proof, "organiser", privacy.parts_of(user, participation.edition_id))


@access("organiser")
@require_http_methods(["GET", "HEAD", "POST"])
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a paper that was seen; "forget" takes a note back."""
    participation = people.participation_or_404(request.user, pk, role="organiser")
    if not may_note(request.user, participation):
        raise Http404
    back = reverse("people:person", args=[participation.person_id])
    if request.method == "POST" and request.POST.get("forget") in ProofKind.values:
        services.forget_proof(participation=participation, kind=request.POST["forget"])
        messages.success(request, _("Taken back."))
        return redirect(back)
    kind = request.GET.get("kind", "")
    form = ProofForm(request.POST or None, initial={"kind": kind} if kind in ProofKind.values else {})
    if request.method == "POST" and form.is_valid() and _noted(request, participation, form):
        return redirect(back)
    context = {
        "form": form,
        "participation": participation,
        "back": back,
        "breadcrumbs": [
            {"label": _("People"), "url": reverse("people:list")},
            {"label": participation.person.full_name, "url": back},
            {"label": _("A paper was seen")},
        ],
    }
    return render(request, "profiles/proof.html", context)


def _noted(request: HttpRequest, participation: Participation, form: ProofForm) -> bool:
    try:
        services.note_proof(participation=participation, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error) if not hasattr(error, "error_dict") else form.add_error(
            "valid_until", error.messages
        )
        return False
    messages.success(request, _("Noted. The paper itself is not kept."))
    return True


def person_panel(request: HttpRequest, participation: Participation) -> str | None:
    """What was seen, and what is still to be shown, on the organisers' page of a person."""
    papers = proofs.of(participation, requirements.at_hand(participation, rules.today(participation)))
    if not papers or not may_note(request.user, participation):
        return None
    context = {"participation": participation, "papers": papers}
    return render_to_string("profiles/panels/proofs.html", context, request=request)
