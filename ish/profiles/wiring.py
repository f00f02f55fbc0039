"""What this app tells the registries at the start: requirements, mails, panels, navigation, the history of changes."""

from functools import partial
from typing import Any

from auditlog.registry import auditlog
from django.db.models import Model, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import roles
from ish.contacts import morning as morning_list
from ish.desk.registry import Entry, navigation, panels
from ish.nominations.views import difference
from ish.outbox.states import State as Sending
from ish.people import consequences, requirements
from ish.people.models import Person
from ish.people.requirements import Requirement
from ish.people.states import Actor
from ish.privacy import history
from ish.profiles import (
    asked,
    carrying,
    changing_mails,
    changing_queries,
    conditions,
    guardian_mails,
    guest_mails,
    mails,
    morning,
    notes,
    registry,
    sections,
)
from ish.profiles import panels as own_panels
from ish.profiles.models import ChangeRequest, FreezeExtension, Proof
from ish.profiles.sections import HAS_PLACE, Section
from ish.profiles.views import change_cards, changing, notice_text, proofs
from ish.programme.states import PhaseCode, Stage

RESTS_ON = {"health": "health"}
"""Sections that are no task for who does not consent to being asked."""
DAYS = 14
"""So many days after the offer a section may take, whatever the date of its phase."""


def connect() -> None:
    """Fill the registries."""
    mails.register()
    guardian_mails.register()
    guest_mails.register()
    changing_mails.register()
    carrying.register()
    consequences.register("privacy_notice", apply=mails.on_change, apply_many=mails.on_changes)
    consequences.register(
        "guardian_notice", apply=guardian_mails.on_change, apply_many=guardian_mails.on_changes
    )
    consequences.register("guest_notice", apply=guest_mails.on_change, apply_many=guest_mails.on_changes)
    _register_requirements()
    # What was sent to somebody is theirs to read; what is still held for review is not.
    roles.add_sees("participant", "outbox.message", _sent_to)
    kinds: list[type[Model]] = [Proof, ChangeRequest, FreezeExtension]
    for model in [*kinds, *(section.model for section in sections.every())]:
        if not auditlog.contains(model):
            history.keep(model)
    panels.add("person", notes.shared_address_panel, order=29)
    panels.add("person", own_panels.person_panel, order=30)
    panels.add("person", proofs.person_panel, order=32)
    panels.add("person", changing.person_panel, order=31)
    morning_list.register("profiles", morning.lines, order=20)
    navigation.add(
        Entry(
            "organiser",
            26,
            _("Changes asked for"),
            "profiles:changes",
            "pencil",
            counted=changing_queries.counted,
        )
    )
    panels.add("privacy", own_panels.guardians_panel, order=5)
    _tell_what_is_kept()
    panels.add("privacy", own_panels.notice_panel, order=10)
    panels.add("privacy", notice_text.privacy_panel, order=20)
    panels.add("desk.organiser", notice_text.desk_panel, order=5)
    navigation.add(Entry("participant", 20, _("Your profile"), "profiles:mine", "person"))
    navigation.inside("participant", "profiles:mine", "profiles:", "portraits:", "nominations:correct_own")
    navigation.inside("organiser", "people:list", "profiles:", "portraits:")
    navigation.inside("organiser", "programme:edition", "profiles:notice_text")


def _tell_what_is_kept() -> None:
    """Name what models of lower floors and changes that were asked for do not name by themselves."""
    labels = {"subject": _("subject"), "body_text": _("text")}
    registry.tell("outbox.message", registry.Telling(_("messages"), labels))
    labels = {"changes": _("what is proposed"), "note": _("note"), "answer": _("answer")}
    registry.tell(
        "nominations.correction",
        registry.Telling(_("corrections"), labels, words={"changes": difference.in_words}),
    )
    columns = ("changes", "passport_changes", "health_changes")
    words = {name: partial(_asked_for, name) for name in columns}
    registry.tell("profiles.changerequest", registry.Telling(words=words))


def _asked_for(column: str, row: ChangeRequest) -> str:
    return change_cards.in_words(row, getattr(row, column) or {})


def _sent_to(user: Any) -> Q:
    return Q(person_id__in=Person.objects.filter(user_id=user.pk).values("pk"), state=Sending.SENT)


def _register_requirements() -> None:
    requirements.register(
        Requirement(
            code="notice",
            label=_("Read how we use your data"),
            help=_("What we keep about you, who reads it and for how long. A few minutes."),
            actor=Actor.PARTICIPANT,
            phase=PhaseCode.ACCEPTANCE,
            applies=lambda at: Q(state__in=HAS_PLACE),
            satisfied=conditions.notice,
            link=lambda row: reverse("profiles:notice", args=[row.pk]),
            days_after_offer=DAYS,
        )
    )
    helps = {
        "about_me": _("Names, address, how to reach you."),
        "emergency": _("Somebody to call if something happens, with a phone number."),
        "education": _("School or university, and the languages you speak."),
        "passport": _("Number, issuing country and last day of validity."),
        "health": _("Allergies, illnesses, medicines, food. “None” is an answer."),
        "insurance": _("Who pays if you fall ill: insurer, number, from when until when."),
    }
    for section in sections.every():
        if section.code in helps:
            requirements.register(_requirement(section, helps[section.code]))
    requirements.register(_criminal_record())


def _requirement(section: Section, words: sections.Words) -> Requirement:
    return Requirement(
        code=section.code,
        label=section.title,
        help=words,
        actor=Actor.PARTICIPANT,
        phase=section.phase,
        stage=Stage.PROFILES,
        applies=conditions.applies(section.code, section.states, RESTS_ON.get(section.code, "")),
        satisfied=conditions.satisfied(section.code),
        link=lambda row: reverse("profiles:section", args=[row.pk, section.code]),
        days_after_offer=DAYS,
    )


def _criminal_record() -> Requirement:
    """The extended criminal-record certificate of who looks after minors (SGB VIII s. 72a): shown, never handed in."""
    capacities = [capacity for capacity, kinds in asked.PROOFS.items() if "criminal_record" in kinds]
    return Requirement(
        code="criminal_record",
        label=_("Show the extended criminal-record certificate"),
        help=_(
            "Ask for it at your town hall and show it to us. We note that we have seen it; the paper stays with you."
        ),
        actor=Actor.PARTICIPANT,
        phase=PhaseCode.DOCUMENTS,
        applies=lambda at: Q(capacity__in=capacities, state__in=HAS_PLACE),
        satisfied=conditions.shown("criminal_record"),
        link=lambda row: reverse("profiles:profile", args=[row.pk]),
    )
