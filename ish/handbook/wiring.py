"""What this app tells the registries at the start: who writes the handbook, who reads it, what the next edition takes over."""

from typing import Any

from auditlog.registry import auditlog
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import roles
from ish.desk.registry import Entry, navigation
from ish.handbook import queries, registry, services
from ish.handbook.models import Page
from ish.handbook.queries import ORGANISER
from ish.handbook.states import EVERYBODY
from ish.privacy import history
from ish.programme import carrying, checklist
from ish.programme.carrying import Carrier
from ish.programme.checklist import Evidence, Point
from ish.programme.models import Edition
from ish.programme.rules import organises


def connect() -> None:
    """Fill the registries."""
    roles.add_sees(ORGANISER, "handbook.page", lambda user: organises(user, "edition"))
    registry.add(ORGANISER, lambda user, edition: set(EVERYBODY))
    if not auditlog.contains(Page):
        history.keep(Page)
    navigation.add(Entry(ORGANISER, 83, gettext_lazy("Handbook"), "handbook:manage", "book", part="edition"))
    navigation.inside(ORGANISER, "handbook:manage", "handbook:")
    navigation.add(Entry("participant", 60, gettext_lazy("Handbook"), "handbook:contents", "book"))
    _tell_the_next_edition()


def _tell_the_next_edition() -> None:
    carrying.register(
        Carrier(
            "handbook",
            gettext_lazy("The handbook and the house rules, to be looked at again page by page"),
            count=lambda old: Page.objects.filter(edition=old).count(),
            carry=_carry,
            order=60,
        )
    )
    checklist.register(
        Point(
            "handbook",
            gettext_lazy("The handbook and the house rules are right"),
            _looked_at,
            lambda edition: reverse("handbook:manage"),
            order=70,
        )
    )


def _carry(old: Edition, new: Edition, by: Any) -> int:
    return services.carry(old, new, by)


def _looked_at(edition: Edition) -> Evidence:
    pages = Page.objects.filter(edition=edition).count()
    if not pages:
        return Evidence(_("There is no handbook yet."), False)
    again = queries.unchecked(edition).count()
    if again:
        words = ngettext("%(n)s page has to be looked at.", "%(n)s pages have to be looked at.", again)
        return Evidence(words % {"n": again}, False)
    if queries.rules_of(edition) is None:
        return Evidence(_("There are no house rules yet."), False)
    return Evidence(ngettext("%(n)s page.", "%(n)s pages.", pages) % {"n": pages}, True)
