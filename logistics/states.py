"""Directions, means of travel, and why an emergency card is opened."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Direction(models.TextChoices):
    """Which way a journey goes."""

    ARRIVAL = "arrival", _("to Heidelberg")
    DEPARTURE = "departure", _("home")


class Mode(models.TextChoices):
    """By what one travels."""

    FLIGHT = "flight", _("flight")
    TRAIN = "train", _("train")
    BUS = "bus", _("coach")
    CAR = "car", _("car")
    OTHER = "other", _("other")


class Emergency(models.TextChoices):
    """Why an emergency card is opened: one tap says it."""

    ILLNESS = "illness", _("illness")
    ALLERGY = "allergy", _("allergic reaction")
    ACCIDENT = "accident", _("accident")
    MISSING = "missing", _("missing or lost")
    OTHER = "other", _("something else")


class Differs(models.TextChoices):
    """What has changed since somebody gave their ticket."""

    NAME = "name", _("your name")
    BORN = "born", _("your date of birth")
    DOCUMENT = "document", _("your passport or identity card")
