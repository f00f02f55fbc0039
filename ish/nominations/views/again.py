"""A place offered again, to somebody who gave it back or was refused a visa: one person, the places counted as in a release."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import roles
from ish.desk.access import access
from ish.desk.confirm import confirm, confirmed
from ish.nominations import decision_forms, queries, rules, services
from ish.nominations.models import Nomination
from ish.nominations.rules import ORGANISER
from ish.people.services import NotAllowed


@access("organiser")
def offer_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer the place again after a look at the partner's places; `pk` is the participation's."""
    rows = Nomination.objects.select_related(*queries.WITH_PERSON, "participation__person__user")
    row = roles.visible_or_404(rows, request.user, role=ORGANISER, participation=pk)
    person = row.participation.person
    back = reverse("people:person", args=[person.pk])
    if not rules.may_offer_again(row):
        messages.info(request, _("A place is offered with the decisions, where the places are counted."))
        return redirect(back)
    over = services.over_with_one_more(row)
    form = decision_forms.BeyondForm(request.POST if confirmed(request) else None) if over else None
    if confirmed(request) and (form is None or form.is_valid()):
        try:
            services.offer_again(nomination=row, by=request.user, beyond_places=form is not None)
        except (services.OverQuota, NotAllowed):
            messages.warning(request, _("This has changed in the meantime. Look at it again."))
        else:
            messages.success(request, _("The place is offered again."))
        return redirect(back)
    lines = [_("One letter goes to %(name)s.") % {"name": person.full_name}]
    if not person.email:
        lines = [_("Nobody is written to: there is no e-mail address.")]
    if over:
        words = {"body": row.body.name, "n": over.after_release, "places": over.places}
        lines.append(_("%(body)s: %(n)s would hold a place, but %(places)s were agreed.") % words)
    title = _("Offer %(name)s a place again?") % {"name": person.full_name}
    return confirm(request, title, lines, _("Offer a place"), back, form=form, about=row)
