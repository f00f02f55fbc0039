"""What an edition asks of students before it decides, fields of interest, and where a reference stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Ask(models.TextChoices):
    """Whether something is asked."""

    OFF = "off", _("not asked for")
    OPTIONAL = "optional", _("optional")
    REQUIRED = "required", _("needed")


class Field(models.TextChoices):
    """A field of science a student is interested in, before any lab has agreed to take somebody."""

    BIOLOGY = "biology", _("biology")
    MOLECULAR_BIOLOGY = "molecular_biology", _("molecular biology")
    MEDICINE = "medicine", _("medicine")
    CHEMISTRY = "chemistry", _("chemistry")
    PHYSICS = "physics", _("physics")
    ASTRONOMY = "astronomy", _("astronomy")
    INFORMATICS = "informatics", _("informatics")
    MATHEMATICS = "mathematics", _("mathematics")
    PLANT_SCIENCE = "plant_science", _("plant science")
    PHARMACY = "pharmacy", _("pharmacy")


MOST_FIELDS = 3
GRACE = 10
"""So many days students have after the day on which their partner's names are due, and after they were handed in."""


class Judged(models.TextChoices):
    """What an organiser said of a motivation; nothing yet is the empty text."""

    ACCEPTED = "accepted", _("accepted")
    SENT_BACK = "sent_back", _("sent back")


NEXT_JUDGED: dict[str, frozenset[str]] = {
    # What is written anew has not been judged.
    "": frozenset({Judged.ACCEPTED, Judged.SENT_BACK}),
    Judged.ACCEPTED: frozenset({"", Judged.SENT_BACK}),
    # Sent back again: more time is given.
    Judged.SENT_BACK: frozenset({"", Judged.ACCEPTED, Judged.SENT_BACK}),
}


class RefereeState(models.TextChoices):
    """Where a reference stands."""

    ASKED = "asked", _("asked")
    ARRIVED = "arrived", _("arrived")
    DECLINED = "declined", _("declined")
    REPLACED = "replaced", _("replaced by somebody else")


NEXT: dict[str, frozenset[str]] = {
    # Arrived again: the referee corrects their letter while there is time. Asked again: it was sent back, or more time is given.
    RefereeState.ASKED: frozenset(
        {RefereeState.ARRIVED, RefereeState.DECLINED, RefereeState.REPLACED, RefereeState.ASKED}
    ),
    RefereeState.ARRIVED: frozenset({RefereeState.ARRIVED, RefereeState.ASKED}),
    RefereeState.DECLINED: frozenset({RefereeState.ARRIVED, RefereeState.REPLACED}),
    RefereeState.REPLACED: frozenset(),
}
