"""What of consents goes over into the next edition: what is asked, in which words. Nobody's answers."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ish.consents import purpose_services
from ish.consents.models import Purpose
from ish.programme import carrying, checklist
from ish.programme.carrying import Carrier
from ish.programme.checklist import Evidence, Point
from ish.programme.models import Edition
from ish.programme.states import Stage


def _asked(edition: Edition) -> Evidence:
    count = Purpose.objects.filter(edition=edition, active=True).count()
    if count or not edition.has_stage(Stage.PROFILES):
        return Evidence(_("Consents that are asked: %(n)s.") % {"n": count}, True)
    return Evidence(_("No consent is asked in this edition yet."), False)


def register() -> None:
    """Tell the registries of the next edition."""
    carrying.register(
        Carrier(
            "consents",
            gettext_lazy("Which consents are asked, with their words"),
            count=lambda old: Purpose.objects.filter(edition=old).count(),
            carry=purpose_services.carry,
            order=25,
        )
    )
    checklist.register(
        Point(
            "consents",
            gettext_lazy("What guardians and students are asked to agree to"),
            _asked,
            lambda edition: reverse("consents:purposes"),
            order=65,
        )
    )
