"""Brothers and sisters: students with the same parent or guardian are shown together, and never taken for one."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from ish.nominations import queries
from ish.nominations.models import Nomination
from ish.people.models import Guardian

MOST = 10


def panel(request: HttpRequest, nomination: Nomination) -> str | None:
    """On a student's page: who has the same parent or guardian, as far as the reader sees them."""
    person = nomination.participation.person_id
    own = {row.email.casefold() for row in Guardian.objects.filter(person=person) if row.email}
    if not own:
        return None
    same = Guardian.objects.none()
    for address in sorted(own)[:MOST]:
        same |= Guardian.objects.filter(email__iexact=address)
    role = queries.role_for(request.user, nomination)
    rows = queries.seen(request.user, role).filter(
        edition=nomination.edition_id, participation__person__in=same.values("person")
    )
    found = list(rows.exclude(pk=nomination.pk).order_by("pk")[:MOST])
    if not found:
        return None
    context = {"rows": found, "title": _("Same parent or guardian")}
    return render_to_string("nominations/panels/family.html", context, request=request)
