"""What the season's question, the forecast and the funnel tell the registries at the start."""

from typing import Any

from auditlog.registry import auditlog
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import roles
from ish.contacts import morning as morning_list
from ish.desk.registry import Entry, Hit, called, navigation, panels, search
from ish.nominations import answered_mails, asking_mails, carrying, looking_back, morning, nudging_mails
from ish.nominations.models import Coordinator, SeasonReply
from ish.nominations.rules import COORDINATOR, ORGANISER
from ish.nominations.views import funnel
from ish.privacy import history
from ish.programme.rules import organises
from ish.programme.states import Stage


def connect() -> None:
    """Fill the registries."""
    asking_mails.register()
    answered_mails.register()
    nudging_mails.register()
    carrying.register()
    looking_back.register()
    morning_list.register("nominations", morning.lines, order=10)
    roles.add_sees(ORGANISER, "nominations.seasonreply", lambda user: organises(user, "edition"))
    if not auditlog.contains(SeasonReply):
        history.keep(SeasonReply)
    _hang_into_the_frame()


def _find_coordinators(user: Any, words: list[str], limit: int) -> list[Hit]:
    """Return coordinators by name or address: for organisers all, for coordinators those of their own partners."""
    rows = roles.visible_to(Coordinator.objects.select_related("body"), user).order_by("name", "pk")
    organises_any = roles.holds(user, ORGANISER)
    return [
        Hit(
            row.name,
            row.body.name,
            reverse("programme:body", args=[row.body_id])
            if organises_any
            else reverse("nominations:deputies"),
        )
        for row in called(rows, words, limit, "name", "email")
    ]


def _hang_into_the_frame() -> None:
    search.add(_("Coordinators"), _find_coordinators)
    panels.add("places", funnel.places_panel)
    panels.add("decisions", funnel.decisions_panel, order=90)
    panels.add("body", funnel.body_panel, order=20)
    navigation.add(
        Entry(
            ORGANISER,
            38,
            _("Ask the partners"),
            "nominations:asking",
            "question-circle",
            stage=Stage.NOMINATIONS,
            part="selection",
        )
    )
    navigation.add(
        Entry(
            COORDINATOR,
            20,
            _("Who acts for you"),
            "nominations:deputies",
            "person-badge",
            stage=Stage.NOMINATIONS,
        )
    )
