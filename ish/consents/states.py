"""What a consent can be about, of whom it is asked, and how it stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a consent is about; the pages group by it."""

    DATA = "data", _("data")
    MEDICAL = "medical", _("medical care")
    HEALTH = "health", _("health facts")
    PHOTO = "photo", _("photos")
    ACTIVITY = "activity", _("activities")
    TRAVEL = "travel", _("ways and evenings")
    SUPERVISION = "supervision", _("supervision")
    CONTACT = "contact", _("afterwards")
    OTHER = "other", _("other")


class Asked(models.TextChoices):
    """Of whom a consent is asked. Whoever is of age answers for themselves alone."""

    GUARDIAN = "guardian", _("guardians, as long as the student is under 18")
    PARTICIPANT = "participant", _("the student")
    BOTH = "both", _("the student, and guardians as long as they are under 18")


class Role(models.TextChoices):
    """Who has answered."""

    PARTICIPANT = "participant", _("student")
    GUARDIAN = "guardian", _("guardian")


class Standing(models.TextChoices):
    """How one consent stands for one person on a day."""

    NOT_ASKED = "not_asked", _("not asked")
    MISSING = "missing", _("missing")
    SUPERSEDED = "superseded", _("asked again")
    AGREED = "agreed", _("agreed")
    REFUSED = "refused", _("refused")
    DISAGREEMENT = "disagreement", _("they disagree")
    WITHDRAWN = "withdrawn", _("withdrawn")
    WAIVED = "waived", _("not needed")


class PaperState(models.TextChoices):
    """How a signed paper stands that was handed in."""

    WAITING = "waiting", _("to be read")
    TRANSCRIBED = "transcribed", _("answers entered")
    UNREADABLE = "unreadable", _("not usable")
