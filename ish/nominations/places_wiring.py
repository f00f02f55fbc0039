"""What corrections and free places tell the registries at the start."""

from django.utils.translation import gettext_lazy as _

from ish.desk.registry import Entry, navigation, panels
from ish.nominations import correcting_mails, correcting_queries, places_mails, vacancy_queries
from ish.nominations.rules import ORGANISER
from ish.nominations.services import corrected, correcting, places
from ish.nominations.views import correcting as correction_pages
from ish.nominations.views import family
from ish.nominations.views import places as place_pages
from ish.people import consequences, partners
from ish.programme.states import Stage


def connect() -> None:
    """Fill the registries."""
    correcting_mails.register()
    places_mails.register()
    partners.set_new_address(correcting.propose_address)
    consequences.register("nominations.corrections", preview=corrected.foresee, apply=corrected.follow)
    consequences.register("nominations.places", preview=places.foresee, apply=places.follow)
    _hang_into_the_frame()


def _hang_into_the_frame() -> None:
    navigation.add(
        Entry(
            ORGANISER,
            33,
            _("Free places"),
            "nominations:free",
            "person-plus",
            counted=vacancy_queries.counted,
            stage=Stage.NOMINATIONS,
            part="selection",
        )
    )
    navigation.add(
        Entry(
            ORGANISER,
            34,
            _("Corrections"),
            "nominations:corrections",
            "pencil",
            counted=correcting_queries.counted,
            stage=Stage.NOMINATIONS,
            part="selection",
        )
    )
    panels.add("desk.participant", correction_pages.own_panel, order=60)
    panels.add("desk.organiser", place_pages.organiser_panel, order=20)
    panels.add("nomination", family.panel, order=15)
    panels.add("nomination", place_pages.student_panel, order=20)
    panels.add("nomination", correction_pages.student_panel, order=30)
