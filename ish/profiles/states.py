"""What becomes of a change that somebody asked for, and whose part of the work it concerns."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChangeState(models.TextChoices):
    """Where a request stands."""

    WAITING = "waiting", _("waiting for the organisers")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("not accepted")
    WITHDRAWN = "withdrawn", _("taken back")


class Care(models.TextChoices):
    """With how much care a request is read: by all organisers, by those who do travel, by those who look after health."""

    OPEN = "open", _("all organisers")
    PASSPORT = "passport", _("travel")
    HEALTH = "health", _("health")
