"""What a picture may be used for: each use is allowed by itself, and none is ticked beforehand (KunstUrhG s.22)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Use(models.TextChoices):
    """A purpose of a portrait inside the school."""

    BADGE = "badge", _("on my badge")
    MEETING = "meeting", _("for the people who meet me when I arrive")
    LAB = "lab", _("for my lab supervisor")


READER_OF = {Use.MEETING: "companion", Use.LAB: "host"}
"""Who, beside the person and the organisers, looks at a portrait for which use."""
