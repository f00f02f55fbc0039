"""Directions, means of travel and bookings."""

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
