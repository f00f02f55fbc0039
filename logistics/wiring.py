"""What this app tells the registries at the start."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import roles
from ish.consents import registry as consents
from ish.desk.registry import Entry, navigation, panels
from ish.people import consequences as people_consequences
from ish.people import links
from ish.privacy import history
from ish.programme.states import Stage
from logistics import (
    consequences,
    duty_mails,
    duty_panels,
    duty_queries,
    requirements,
    showing,
    ticket_services,
)
from logistics.models import Duty, Journey


def connect() -> None:
    """Fill the registries."""
    requirements.connect(lambda row, by, method, source: ticket_services.fits(participation=row, by=by))
    ticket_services.connect()
    people_consequences.register("logistics", consequences)
    history.keep(Journey)
    navigation.add(
        Entry("participant", 40, _("Your journey"), "logistics:mine", "airplane", stage=Stage.TRAVEL)
    )
    navigation.add(
        Entry(
            "organiser",
            60,
            _("Arrivals"),
            "logistics:arrivals",
            "airplane",
            stage=Stage.TRAVEL,
            part="travel",
        )
    )
    navigation.add(
        Entry(
            "organiser",
            61,
            _("Departures"),
            "logistics:departures",
            "suitcase",
            stage=Stage.TRAVEL,
            part="travel",
        )
    )
    navigation.add(Entry("organiser", 65, _("Roster"), "logistics:roster", "card-list", part="travel"))
    panels.add("person.more", showing.person_panel, order=60)
    _connect_duties()
    panels.add("desk.organiser", showing.arrivals_panel, order=60)


def _connect_duties() -> None:
    """Tutors and chaperones on duty: a role that lasts as long as the duty does."""
    duty_mails.register()
    consents.set_on_duty(duty_queries.on_duty_for)
    roles.register(
        roles.Role(
            name=duty_queries.ROLE,
            label=_("tutor on duty"),
            holds=duty_queries.holds,
            holders=duty_queries.on_duty,
            wide=True,
            sees={
                "people.participation": duty_queries.looked_after,
                "people.person": lambda user: duty_queries.looked_after(user, "participations"),
                "programme.edition": lambda user: Q(
                    pk__in=duty_queries.on_duty().filter(user=user.pk).values("participation__edition")
                ),
            },
        )
    )
    links.register(duty_queries.ROLE, lambda row: reverse("logistics:card", args=[row.pk]))
    history.keep(Duty)
    navigation.add(Entry("companion", 10, _("People in your care"), "logistics:in_care", "people"))
    navigation.add(Entry("organiser", 66, _("On duty"), "logistics:duties", "shield-check", part="travel"))
    navigation.inside("organiser", "people:list", "logistics:journey", "logistics:card")
    navigation.inside("organiser", "people:list", "logistics:card", "logistics:journey")
    panels.add("person", duty_panels.person_panel, order=32)
    panels.add("desk.companion", duty_panels.desk_panel, order=10)
