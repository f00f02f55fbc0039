"""What an invitation to an interview leaves to do: for the student a time, for the school a word on how it went."""

from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import links
from ish.applications import seat
from ish.interviews.states import OPEN, Stand
from ish.nominations.states import Receiver
from ish.people import requirements
from ish.people.models import Participation
from ish.people.requirements import Requirement
from ish.people.states import Actor, State
from ish.programme.states import PhaseCode

GRACE = 30
"""So many days after names are due: interviews are held once the students are known."""
_LIVE = Q(state=State.PROSPECTIVE, nomination__receiver_state=Receiver.INTERVIEW)


def _to_choose(at: date) -> Q:
    return _LIVE & Q(nomination__interview__state__in=OPEN)


def _chosen(at: date) -> Q:
    return Q(nomination__interview__state=Stand.BOOKED)


def _held(at: date) -> Q:
    morning = datetime.combine(at + timedelta(days=1), time.min, timezone.get_default_timezone())
    return _LIVE & Q(
        nomination__interview__state=Stand.BOOKED, nomination__interview__slot__starts_at__lt=morning
    )


def _written(at: date) -> Q:
    return ~Q(nomination__interview__outcome="")


def _own(row: Participation) -> str:
    return reverse("interviews:own", args=[row.pk])


def _by_link(row: Participation) -> str:
    return links.absolute(reverse("interviews:page", args=[seat.sign(row)]))


def _theirs(row: Participation) -> str:
    return reverse("interviews:of", args=[row.pk])


def register() -> None:
    """Tell the registry."""
    requirements.register(
        Requirement(
            code="interview_time",
            label=_("Choose a time for the interview"),
            help=_("The school would like to speak with you. Choose a time that suits you."),
            actor=Actor.PARTICIPANT,
            phase=PhaseCode.NOMINATIONS,
            applies=_to_choose,
            satisfied=_chosen,
            link=_own,
            guest_link=_by_link,
            grace=GRACE,
        )
    )
    requirements.register(
        Requirement(
            code="interview_outcome",
            label=_("Write down how the interview went"),
            help=_("Whoever sat on the panel can do it, or an organiser."),
            actor=Actor.ORGANISER,
            phase=PhaseCode.NOMINATIONS,
            applies=_held,
            satisfied=_written,
            link=_theirs,
            grace=GRACE,
        )
    )
