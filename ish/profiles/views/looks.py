"""Who looked at the sealed facts and the papers of a person: one page, for the person and for those who organise their school."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ish.desk.access import access
from ish.desk.lists import list_page
from ish.people import queries as people
from ish.people.models import Person
from ish.privacy import registry
from ish.privacy.models import Look
from ish.privacy.services import looks_of, readable
from ish.profiles.tables import LookTable, LookTableWithoutReasons


@access("organiser", "participant")
@require_safe
def looks(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Every look at passport, health facts, papers and letters of the person `pk` by somebody else: who, when, at what, why."""
    # By these two roles and by no other that shows the person: what was looked at says what there is to look at.
    person = people.person_as(request.user, pk, "participant", "organiser")
    own = person.user_id == request.user.pk
    context = {
        "heading": _("Who looked at your data") if own else _("Who looked"),
        "lead": _(
            "Each time somebody else opened your passport or health details, a paper you handed in, or a letter about you."
        )
        if own
        else _(
            "Each time somebody else opened their passport or health details, a paper they handed in, or a letter about them."
        ),
        "lead_more": _("The data protection officer finds these looks by the number %(n)s.")
        % {"n": person.pk},
        "breadcrumbs": _crumbs(person, own),
    }
    context["lead"] = f"{context['lead']} {context.pop('lead_more')}"
    table = LookTable if own or _reads_why(request.user) else LookTableWithoutReasons
    return list_page(request, table, looks_of(person.pk), context=context)


def _reads_why(user: Any) -> bool:
    return "reason" in readable(Look, "organiser", registry.parts_of(user, None))


def _crumbs(person: Person, own: bool) -> list[dict[str, Any]]:
    if own:
        return [
            {"label": _("Your profile"), "url": reverse("profiles:mine")},
            {"label": _("Who looked at your data")},
        ]
    return [
        {"label": _("People"), "url": reverse("people:list")},
        {"label": person.full_name or _("(erased)"), "url": reverse("people:person", args=[person.pk])},
        {"label": _("Who looked")},
    ]
