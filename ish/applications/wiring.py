"""What this app tells the registries at the start: requirements, kinds of paper, mails, panels, navigation."""

from auditlog.registry import auditlog
from django.utils.translation import gettext_lazy as _

from ish.applications import (
    carrying,
    looking_back,
    mails,
    morning,
    panels,
    referee_services,
    requirements,
    seat,
    services,
)
from ish.applications.models import Application, Options, Reference
from ish.contacts import morning as morning_list
from ish.desk.registry import Entry, navigation
from ish.desk.registry import panels as slots
from ish.documents import kinds
from ish.nominations import correcting_mails
from ish.people import consequences
from ish.privacy import history
from ish.programme.states import Stage


def connect() -> None:
    """Fill the registries."""
    mails.register()
    requirements.register()
    carrying.register()
    looking_back.register()
    morning_list.register("applications", morning.lines, order=40)
    consequences.register("application_links", apply=services.on_change)
    for part in ("cv", "transcript"):
        kinds.register(
            kinds.Kind(
                part,
                requirements.LABELS[part],
                requirements.HELPS[part],
                reads=frozenset({"participant", "organiser", "reviewer"}),
                after=services.after_paper,
                again=seat.paper_again,
            )
        )
    kinds.register(
        kinds.Kind(
            referee_services.LETTER,
            _("Recommendation"),
            actor="referee",
            reads=frozenset({"organiser", "reviewer"}),
        )
    )
    for model in (Application, Options, Reference):
        if not auditlog.contains(model):
            history.keep(model)
    slots.add("person", panels.person_panel, order=20)
    slots.add("application", panels.correction_panel, order=60)
    correcting_mails.set_guest_page(seat.correcting_link)
    slots.add("desk.participant", panels.desk_panel, order=15)
    slots.add("nomination", panels.nomination_panel, order=10)
    stage = Stage.NOMINATIONS
    navigation.inside("organiser", "people:list", "applications:")
    navigation.add(
        Entry(
            "organiser",
            46,
            _("What students hand in"),
            "applications:options",
            "card-list",
            stage=stage,
            part="edition",
        )
    )
