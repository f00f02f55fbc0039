"""How a contact came about, which way it went, and who promised something."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """How one spoke."""

    NOTE = "note", _("note")
    PHONE = "phone", _("phone call")
    MAIL = "mail", _("e-mail")
    LETTER = "letter", _("letter")
    MEETING = "meeting", _("meeting")
    MESSAGE = "message", _("short message")


class Direction(models.TextChoices):
    """Who began."""

    IN = "in", _("to us")
    OUT = "out", _("from us")


class Promise(models.TextChoices):
    """Who owes the other something."""

    US = "us", _("we promised")
    THEM = "them", _("they promised")


class Turn(models.TextChoices):
    """Whose turn it is with a line of the morning list, the most urgent first."""

    NOW = "now", _("Cannot wait")
    US = "us", _("Waits for us")
    THEM = "them", _("Waits for others")
    NEWS = "news", _("New")
