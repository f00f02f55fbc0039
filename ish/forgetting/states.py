"""States and choices of forgetting."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Working(models.TextChoices):
    """How far a run or a scan is."""

    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class Trigger(models.TextChoices):
    """Why a run began."""

    NIGHT = "night", _("every night")
    COMMAND = "command", _("by command")
    PAGE = "page", _("by an organiser")


class Anchor(models.TextChoices):
    """From which day a rule counts."""

    DEPARTURE = "departure", _("departure, or leaving the season")
    STAY = "stay", _("the last day of the school")
    DECISION = "decision", _("the day the decision was told")
    ACTIVE_TO = "active_to", _("the last day of the role")


class ArchiveAnswer(models.TextChoices):
    """What the archive said."""

    NOTHING = "nothing", _("takes nothing")
    PART = "part", _("takes a part")
    ALL = "all", _("takes everything")
    NO_ARCHIVE = "none", _("no archive is in charge")


class Table(models.TextChoices):
    """By what the anonymous numbers of an edition are counted."""

    TOTAL = "total", _("Took part")
    PARTNER = "partner", _("By partner")
    REGION = "region", _("By part of the world")
    AGE = "age", _("By age on the first day")
    SEX = "sex", _("By sex as in the passport")
    FIELD = "field", _("By field")
    LAB = "lab", _("By institute")


class Finding(models.TextChoices):
    """What an erased value that was found means."""

    FAULT = "fault", _("should not be there")
    KEPT = "kept", _("kept by another rule")
    NAMESAKE = "namesake", _("a fact of somebody else")


RUNNING_TOO_LONG = 6 * 3600
"""Seconds without a sign of life after which a run counts as interrupted."""
