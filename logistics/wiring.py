"""What this app tells the registries at the start."""

from django.utils.translation import gettext_lazy as _

from ish.desk.registry import Entry, navigation, panels
from ish.people import consequences as people_consequences
from ish.privacy import history
from ish.programme.states import Stage
from logistics import consequences, requirements, showing
from logistics.models import Journey


def connect() -> None:
    """Fill the registries."""
    requirements.connect()
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
    panels.add("person", showing.person_panel, order=60)
    panels.add("desk.organiser", showing.arrivals_panel, order=60)
