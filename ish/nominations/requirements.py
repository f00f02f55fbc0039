"""What a partner can owe the school about a student, and the partner's own date."""

from datetime import date

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ish.nominations.states import Sender
from ish.people import partners, requirements
from ish.people.models import Participation
from ish.people.requirements import Requirement
from ish.people.states import OPEN, Actor
from ish.programme.models import Quota
from ish.programme.states import PhaseCode


def _named(*states: str) -> Q:
    return Q(state__in=OPEN, nomination__sender_state__in=states)


def _link(row: Participation) -> str:
    return reverse("nominations:of", args=[row.pk])


def _submit_applies(at: date) -> Q:
    return _named(*(state for state in Sender.values if state != Sender.WITHDRAWN))


def _submit_satisfied(at: date) -> Q:
    return Q(nomination__sender_state__in=[state for state in Sender.values if state != Sender.DRAFT])


def _correct_applies(at: date) -> Q:
    return _named(Sender.SENT_BACK, Sender.RESUBMITTED)


def _correct_satisfied(at: date) -> Q:
    return Q(nomination__sender_state=Sender.RESUBMITTED)


def register() -> None:
    """Tell the registry what coordinators may have to do, and where the partner's own date stands."""
    requirements.register(
        Requirement(
            code="submit_nomination",
            label=_("Hand in the nomination"),
            help=_("It is still a draft. The school can look at it, but decides only on what is handed in."),
            actor=Actor.COORDINATOR,
            phase=PhaseCode.NOMINATIONS,
            applies=_submit_applies,
            satisfied=_submit_satisfied,
            link=_link,
        )
    )
    requirements.register(
        Requirement(
            code="correct_nomination",
            label=_("Correct the nomination"),
            help=_("The school has sent it back with a question."),
            actor=Actor.COORDINATOR,
            phase=PhaseCode.NOMINATIONS,
            applies=_correct_applies,
            satisfied=_correct_satisfied,
            link=_link,
        )
    )
    own = Quota.objects.filter(edition=OuterRef("edition"), body=OuterRef("nomination__body"))
    requirements.own_date(Subquery(own.values("nominations_by")[:1]))
    partners.set_path("nomination__body")
