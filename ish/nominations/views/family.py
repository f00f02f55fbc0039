"""Brothers and sisters: students with the same parent or guardian are shown together, and never taken for one."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ish.nominations import address_queries, queries
from ish.nominations.models import Nomination
from ish.nominations.states import Sender
from ish.nominations.views import showing
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


def sharing(one: Nomination, keys: list[int] | None) -> str:
    """Ask, before handing in, for another address where a student of another partner has it; `keys` are those who are handed in,
    None all drafts of the partner of `one`."""
    rows = Nomination.objects.filter(edition=one.edition, body=one.body)
    rows = rows.filter(pk__in=keys) if keys is not None else rows.filter(sender_state=Sender.DRAFT)
    found = address_queries.sharing(rows, one.edition, one.body).select_related(*queries.WITH_PERSON)
    count = found.count()
    if not count:
        return ""
    names = showing.names(list(found.order_by(*queries.BY_RANK)[: showing.NAMED]), of=count)
    return ngettext(
        "The e-mail address of %(names)s belongs to a student whom the school knows already. If that is a brother or sister, "
        "please give one of their own first: each student signs in with it.",
        "The e-mail addresses of %(names)s belong to students whom the school knows already. If they are brothers or sisters, "
        "please give one of their own first: each student signs in with it.",
        count,
    ) % {"names": names}
