"""Facts of a section on the organisers' page of a person, shown only when asked for: that is a look, and it is written down."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ish.desk.access import access
from ish.people import queries as people
from ish.profiles import rules, sections, showing


@access("organiser")
@require_POST
def facts(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Show the facts of one section with the reason given: into the panel, or (without script) as a page."""
    participation = people.participation_or_404(request.user, pk, role="organiser")
    try:
        section = sections.get(code)
    except KeyError:
        raise Http404 from None
    at = rules.today(participation)
    standing = rules.standing(participation, section, user=request.user, role="organiser", at=at)
    if not standing.shown:
        raise Http404
    known = showing.Known(
        participation,
        section,
        reader=request.user,
        role="organiser",
        where="person page",
        reason=request.POST.get("reason", "").strip()[:300],
    )
    fragment = request.headers.get("HX-Request") == "true"
    context = {
        "participation": participation,
        "section": section,
        "facts": known.facts() + known.guardian_facts(),
        "anything": known.anything(),
        "logged": section.code in sections.SEALED,
        "breadcrumbs": [
            {"label": _("People"), "url": reverse("people:list")},
            {
                "label": participation.person.full_name,
                "url": reverse("people:person", args=[participation.person_id]),
            },
            {"label": section.title},
        ],
    }
    return render(request, "profiles/facts_fragment.html" if fragment else "profiles/facts.html", context)
