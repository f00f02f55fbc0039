"""Where an invitation to an interview stands, and what came of the conversation."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stand(models.TextChoices):
    """Where an invitation stands. Only what is booked has a time."""

    INVITED = "invited", _("to choose a time")
    BOOKED = "booked", _("time chosen")
    DECLINED = "declined", _("does not want an interview")
    CANCELLED = "cancelled", _("called off")


NEXT: dict[str, frozenset[str]] = {
    Stand.INVITED: frozenset({Stand.BOOKED, Stand.DECLINED, Stand.CANCELLED}),
    Stand.BOOKED: frozenset({Stand.BOOKED, Stand.INVITED, Stand.DECLINED, Stand.CANCELLED}),
    Stand.DECLINED: frozenset({Stand.INVITED, Stand.BOOKED}),
    Stand.CANCELLED: frozenset({Stand.INVITED, Stand.BOOKED}),
}
OPEN = (Stand.INVITED, Stand.BOOKED)


class Outcome(models.TextChoices):
    """What those who spoke with a student advise."""

    RECOMMENDED = "recommended", _("recommended")
    NOT = "not", _("not recommended")
    UNSURE = "unsure", _("unsure")
    MISSED = "missed", _("did not take place")


class Why(models.TextChoices):
    """Why somebody is told that an interview will not be."""

    DECLINED = "declined", _("the student does not want an interview")
    OTHER_TIME = "other_time", _("the student asked for another time")
    MOVED = "moved", _("the time was changed")
    NO_TIME = "no_time", _("we had to take the time back")
    OVER = "over", _("it is no longer needed")
