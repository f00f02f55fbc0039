"""Who would be under 15 on arrival: a student comes so young only by an exception that somebody has decided by name.

The exception is written down as what is not needed of one person: with its reason, who decided, and when. Nothing is blocked.
"""

from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ish.people import ages, requirements, rules
from ish.people.requirements import Requirement
from ish.people.states import HOLDS_PLACE, Actor, Capacity
from ish.programme.states import PhaseCode

CODE = "under_15"


def _applies(at: date) -> Q:
    return Q(capacity=Capacity.PARTICIPANT, state__in=HOLDS_PLACE) & rules.younger(ages.CHILD)


def register() -> None:
    """Tell the registry of the spine."""
    requirements.register(
        Requirement(
            code=CODE,
            label=_("Under 15 on arrival: decide on an exception"),
            help=_(
                "The rules for children at work hold (JArbSchG s. 2). If the student may come all the same, say why under"
                " “Not needed”: it is kept with your name and the day."
            ),
            actor=Actor.ORGANISER,
            phase=PhaseCode.ACCEPTANCE,
            applies=_applies,
            satisfied=lambda at: Q(pk__in=[]),
            link=lambda row: reverse("people:person", args=[row.person_id]),
        )
    )
