"""When interviews can be, who sits on the panel, and one interview for each student invited."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ish.interviews.states import Outcome, Stand
from ish.nominations.models import Nomination
from ish.privacy.fields import EncryptedTextField
from ish.programme.models import Edition

KEEP_DAYS = 30


class InterviewSettings(models.Model):
    """How long notes of interviews are kept. An edition without a row has the default."""

    edition = models.OneToOneField(Edition, models.CASCADE, related_name="interview_settings")
    keep_notes_days = models.PositiveSmallIntegerField(
        _("days to keep notes"),
        default=KEEP_DAYS,
        validators=[MinValueValidator(1), MaxValueValidator(KEEP_DAYS)],
        help_text=_(
            "So many days after a student was told the decision, notes and what they wrote are erased."
        ),
    )

    def __str__(self) -> str:
        return f"interview settings:{self.pk}"


class Slot(models.Model):
    """A time at which one interview can be, with the place where it is or the link to the video call."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="interview_slots")
    starts_at = models.DateTimeField(_("begins"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    video_link = models.URLField(_("link to the video call"), max_length=500, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["edition", "starts_at"])]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gt=0), name="interviews_slot_takes_time"),
        ]

    def __str__(self) -> str:
        return f"slot:{self.pk}"

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)


class PanelMember(models.Model):
    """Somebody who sits on the panel of a slot."""

    slot = models.ForeignKey(Slot, models.CASCADE, related_name="panel")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="interview_panels")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["slot", "user"], name="interviews_member_once"),
        ]

    def __str__(self) -> str:
        return f"panel member:{self.pk}"


class Interview(models.Model):
    """The interview of one student: invited, at a time, and how it went. `uid` and `sequence` are those of the entry in people's
    calendars; `over_at` says when nothing more can come of it, because the school has decided or the student has left."""

    nomination = models.OneToOneField(Nomination, models.PROTECT, related_name="interview")
    state = models.CharField(_("state"), max_length=10, choices=Stand.choices, default=Stand.INVITED)
    slot = models.OneToOneField(Slot, models.PROTECT, null=True, blank=True, related_name="interview")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    said = EncryptedTextField(_("what the student said"), null=True, blank=True, max_length=1000)
    asked_other_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices, blank=True)
    notes = EncryptedTextField(_("notes"), null=True, blank=True, max_length=5000)
    outcome_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    outcome_at = models.DateTimeField(null=True, blank=True)
    over_at = models.DateTimeField(null=True, blank=True)
    notes_erased_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("interview")
        verbose_name_plural = _("interviews")
        ordering = ["pk"]
        indexes = [models.Index(fields=["over_at"])]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=Stand.values), name="interviews_known_state"),
            models.CheckConstraint(
                condition=Q(outcome__in=["", *Outcome.values]), name="interviews_known_outcome"
            ),
            models.CheckConstraint(
                condition=Q(state=Stand.BOOKED, slot__isnull=False)
                | (~Q(state=Stand.BOOKED) & Q(slot__isnull=True)),
                name="interviews_booked_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"interview:{self.pk}"
