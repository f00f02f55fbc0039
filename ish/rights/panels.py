"""What other pages show of people's rights: a person's page how it stands, and their own page the way to a copy."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, get_language_info

from ish import clock
from ish.consents import custody
from ish.consents.seat import Seat
from ish.people.models import Participation, Person
from ish.rights import queries, rules, services
from ish.rights.models import Request
from ish.rights.states import CopyState
from ish.rights.tables import standing


def person_panel(request: HttpRequest, participation: Participation) -> str | None:
    """On the organisers' page of a person: what they asked, whether the use of their data is restricted, and the way there."""
    person = participation.person
    if person.erased_at is not None:
        return None
    context = {
        "person": person,
        "restriction": queries.restriction_of(person) if person.restricted_at else None,
        "requests": [one(row) for row in Request.objects.filter(person=person).order_by("state", "due")[:3]],
    }
    return render_to_string("rights/panels/person.html", context, request=request)


def one(row: Request) -> dict[str, Any]:
    """Return a request with how it stands."""
    tone, words = standing(row, clock.today())
    return {"row": row, "tone": tone, "words": words}


def own_panel(request: HttpRequest, person: Person) -> str:
    """On "everything we hold about you": the copy to take along."""
    return render_to_string("rights/panels/own.html", copies(person), request=request)


def seat_panel(request: HttpRequest, found: Seat) -> str | None:
    """At a guardian's own page: the copy of what is kept, for who has custody of a student under 18."""
    if found.guardian is None or not custody.decides(found.guardian, found.participation):
        return None
    rows = list(queries.copies_of(found.participation.person).filter(guardian=found.guardian)[:10])
    ready = next((row for row in rows if rules.may_fetch(row, at=timezone.now())), None)
    language = services.language_of(found.guardian, found.participation.person)
    own = language == (get_language() or "").partition("-")[0]
    context = {
        "making": any(row.state == CopyState.MAKING for row in rows),
        "ready": ready,
        "lies_until": clock.seen(ready.until) if ready and ready.until else None,
        "language": "" if own else str(get_language_info(language)["name_local"]),
        "start_url": reverse("rights:seat_copy", args=[found.signed]),
        "file_url": reverse("rights:seat_file", args=[found.signed, ready.pk]) if ready else "",
    }
    return render_to_string("rights/seat_copy.html", context, request=request)


def copies(person: Person) -> dict[str, Any]:
    """Return the copy that is being made, and the one that lies ready, of those that the person fetches themself."""
    rows = list(queries.copies_of(person).filter(role="participant", handed=False)[:10])
    ready = next((row for row in rows if row.state == CopyState.READY), None)
    return {
        "making": next((row for row in rows if row.state == CopyState.MAKING), None),
        "ready": ready,
        "made_at": clock.seen(ready.ready_at) if ready and ready.ready_at else None,
        "lies_until": clock.seen(ready.until) if ready and ready.until else None,
    }
