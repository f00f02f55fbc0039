"""What can be missing of consents, and whose turn it is. A no is an answer: who gave it is not asked again, organisers are."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ish.consents import conditions
from ish.consents.states import Kind
from ish.people import requirements
from ish.people.models import Participation
from ish.people.requirements import Requirement
from ish.people.states import COMING, Actor
from ish.programme.states import PhaseCode, Stage

MEDICAL = {"kinds": (Kind.MEDICAL, Kind.HEALTH)}
OTHERS = {"without": (Kind.MEDICAL, Kind.HEALTH)}
DAYS = 14
"""So many days after the offer a consent may take, whatever the date of its phase."""
BY_LAW = _(
    "The law asks for some of these: data, health facts, photos, treatment, supervision. "
    "Consents that it does not ask for stand in the list by themselves; "
    "everything else is lifted for one person at a time, with a reason."
)
CODES = ("guardian_medical", "guardian_consents", "own_consents", "consent_refused")


def refused(at: date) -> Q:
    """Somebody whose word counts does not agree to something needed, and it was not waived."""
    return conditions.against(at, purpose__needed=True)


def _applies(asks: Any, **kinds: Any) -> Any:
    return lambda at: asks(at, **kinds) & Q(state__in=COMING)


def _person(row: Participation) -> str:
    return reverse("consents:person", args=[row.pk])


def register() -> None:
    """Tell the registry of the spine."""
    common: dict[str, Any] = {
        "phase": PhaseCode.DOCUMENTS,
        "stage": Stage.PROFILES,
        "days_after_offer": DAYS,
    }
    for code, label, words, kinds in (
        (
            "guardian_medical",
            _("Guardians answer on medical care"),
            _("Treatment in an emergency and passing on health facts. They have a page of their own."),
            MEDICAL,
        ),
        (
            "guardian_consents",
            _("Guardians answer the other consents"),
            _("Supervision, free time and whatever else is needed. They have a page of their own."),
            OTHERS,
        ),
    ):
        requirements.register(
            Requirement(
                code=code,
                label=label,
                help=words,
                actor=Actor.GUARDIAN,
                applies=_applies(conditions.asks_guardians, **kinds),
                satisfied=lambda at, kinds=kinds: conditions.guardians_answered(at, **kinds),  # type: ignore[misc]
                link=_person,
                by_law=BY_LAW,
                **common,
            )
        )
    requirements.register(
        Requirement(
            code="own_consents",
            label=_("Your consents"),
            help=_("What you agree to yourself, each by itself. A no is an answer, too."),
            actor=Actor.PARTICIPANT,
            applies=_applies(conditions.asks_student),
            satisfied=lambda at: conditions.student_answered(at),
            link=lambda row: reverse("consents:own", args=[row.pk]),
            by_law=BY_LAW,
            **common,
        )
    )
    requirements.register(
        Requirement(
            code="consent_refused",
            label=_("A needed consent is refused"),
            help=_("Somebody said no, withdrew, or two disagree: talk to them, and decide what it means."),
            actor=Actor.ORGANISER,
            applies=lambda at: Q(state__in=COMING) & refused(at),
            satisfied=lambda at: Q(pk__in=[]),
            link=_person,
            by_law=_("Decide for each person by themselves."),
            **common,
        )
    )
