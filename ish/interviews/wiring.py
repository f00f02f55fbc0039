"""What this app tells the registries at the start: who sees what, to-dos, mails, what follows a decision, panels."""

from typing import Any

from auditlog.registry import auditlog
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import roles
from ish.contacts import morning as morning_list
from ish.desk.registry import Entry, navigation
from ish.desk.registry import panels as slots
from ish.interviews import carrying, mails, morning, panels, queries, requirements, rules, services
from ish.interviews.models import Interview, InterviewSettings, PanelMember, Slot
from ish.people import consequences
from ish.privacy import history
from ish.privacy import registry as privacy
from ish.programme import queries as programme
from ish.programme.rules import organises
from ish.programme.states import Stage
from ish.selection.rules import ORGANISER, REVIEWER


def connect() -> None:
    """Fill the registries."""
    mails.register()
    carrying.register()
    requirements.register()
    morning_list.register("interviews", morning.lines, order=50)
    consequences.register("interviews", preview=services.preview, apply=services.on_change)
    privacy.on_erase(
        "interviews", services.forget, erase="interview", many=services.forget_many, by_edition=True
    )
    roles.add_sees(ORGANISER, "interviews.slot", lambda user: organises(user, "edition"))
    roles.add_sees(ORGANISER, "interviews.interview", lambda user: organises(user, "nomination__edition"))
    roles.add_sees(REVIEWER, "interviews.interview", rules.on_panel)
    for model in (Interview, InterviewSettings, PanelMember, Slot):
        if not auditlog.contains(model):
            history.keep(model)
    _hang_into_the_frame()


def _asking(request: HttpRequest) -> QuerySet[Any] | None:
    edition = programme.edition_as(request, ORGANISER)
    return queries.waiting(edition) if edition else None


def _hang_into_the_frame() -> None:
    stage = Stage.NOMINATIONS
    navigation.add(
        Entry(
            ORGANISER,
            32,
            _("Interviews"),
            "interviews:list",
            "calendar-event",
            counted=_asking,
            stage=stage,
            part="selection",
        )
    )
    navigation.add(Entry(REVIEWER, 12, _("My interviews"), "interviews:mine", "calendar-event", stage=stage))
    slots.add("desk.organiser", panels.organiser_panel, order=33)
    slots.add("desk.reviewer", panels.panel_member, order=15)
    slots.add("desk.participant", panels.participant_panel, order=14)
    slots.add("nomination", panels.nomination_panel, order=21)
    slots.add("dossier", panels.dossier_panel, order=10)
    slots.add("application", panels.application_panel, order=10)
