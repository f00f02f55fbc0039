"""What people ask about their own data: a copy of it, requests with a clock, and times in which it is kept but not used."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ish.people.models import Guardian, Person
from ish.privacy.fields import EncryptedTextField
from ish.rights.states import AskedBy, CopyRole, CopyState, Outcome, RequestKind, RequestState

USER = settings.AUTH_USER_MODEL


class Copy(models.Model):
    """A copy of everything about a person, as an archive. Sealed on disk (`path`) until it is fetched or its time is over; the
    row stays: who asked, when, how we knew them, how often it was fetched. Its state moves by `rights.services.move_copy` alone.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="copies")
    role = models.CharField(_("for"), max_length=12, choices=CopyRole.choices, default=CopyRole.PARTICIPANT)
    guardian = models.ForeignKey(
        Guardian,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="For whom, if for a parent.",
    )
    language = models.CharField(max_length=12, default="en")
    state = models.CharField(_("state"), max_length=8, choices=CopyState.choices, default=CopyState.MAKING)
    asked_by = models.ForeignKey(USER, models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    handed = models.BooleanField(
        default=False, help_text="Fetched and handed over by the organiser who asked."
    )
    identity = EncryptedTextField(_("how we know who asked"), null=True, blank=True, max_length=300)
    job_id = models.BigIntegerField(null=True, blank=True)
    path = models.CharField(max_length=120, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    contains = models.JSONField(default=list, blank=True, help_text="Names of fields, never values.")
    ready_at = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)
    fetched = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("copy of somebody's data")
        verbose_name_plural = _("copies of somebody's data")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CopyState.values), name="rights_copy_known_state"),
            models.CheckConstraint(condition=Q(role__in=CopyRole.values), name="rights_copy_known_role"),
            # Two clicks make one: nulls would count as different, so that parents have a constraint of their own.
            models.UniqueConstraint(
                fields=["person", "role"],
                condition=Q(state="making", guardian=None),
                name="rights_one_copy_in_making",
            ),
            models.UniqueConstraint(
                fields=["person", "guardian"],
                condition=Q(state="making", guardian__isnull=False),
                name="rights_one_copy_in_making_for_each_parent",
            ),
        ]
        indexes = [models.Index(fields=["state", "until"], name="rights_copy_sweep")]

    def __str__(self) -> str:
        return f"copy:{self.pk}"


class Request(models.Model):
    """Somebody asks that their data be erased, restricted, or no longer used for something (GDPR Art. 17, 18, 21). It has to be
    answered by `due`; its state moves by `rights.services.move_request` alone."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="data_requests")
    kind = models.CharField(_("what"), max_length=12, choices=RequestKind.choices)
    state = models.CharField(
        _("state"), max_length=10, choices=RequestState.choices, default=RequestState.RECEIVED
    )
    text = EncryptedTextField(_("in their words"), null=True, blank=True, max_length=4000)
    source = EncryptedTextField(_("how it reached us"), null=True, blank=True, max_length=300)
    received_on = models.DateField(_("received on"))
    due = models.DateField(_("answer by"))
    recorded_by = models.ForeignKey(USER, models.SET_NULL, null=True, blank=True, related_name="+")
    extended_at = models.DateTimeField(null=True, blank=True)
    extension_reason = EncryptedTextField(_("why it takes longer"), null=True, blank=True, max_length=1000)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices, blank=True)
    answer = EncryptedTextField(_("what was done"), null=True, blank=True, max_length=4000)
    stays = EncryptedTextField(_("what stays, and why"), null=True, blank=True, max_length=4000)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(USER, models.SET_NULL, null=True, blank=True, related_name="+")
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("request about one's data")
        verbose_name_plural = _("requests about one's data")
        ordering = ["due", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=RequestKind.values), name="rights_known_request"),
            models.CheckConstraint(
                condition=Q(state__in=RequestState.values), name="rights_request_known_state"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", *Outcome.values]), name="rights_request_known_outcome"
            ),
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(state="received"), name="rights_one_open_request"
            ),
        ]
        indexes = [models.Index(fields=["state", "due"], name="rights_request_due")]

    def __str__(self) -> str:
        return f"request:{self.pk}"

    def days_left(self, today: date) -> int:
        """Return how many days are left to answer; below zero: so many too many."""
        return (self.due - today).days


class Restriction(models.Model):
    """A time in which somebody's data is kept and not used (GDPR Art. 18). The person is told before it ends; what stops while
    it lasts is decided at one door, `privacy.restricting`."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="restrictions")
    asked_by = models.CharField(_("who asked"), max_length=10, choices=AskedBy.choices)
    why = EncryptedTextField(_("why"), null=True, blank=True, max_length=1000)
    since = models.DateTimeField(_("since"), default=timezone.now)
    set_by = models.ForeignKey(USER, models.SET_NULL, null=True, blank=True, related_name="+")
    review_on = models.DateField(_("to be looked at again on"), null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    told_how = EncryptedTextField(_("how they were told"), null=True, blank=True, max_length=300)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(USER, models.SET_NULL, null=True, blank=True, related_name="+")
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("restriction of use")
        verbose_name_plural = _("restrictions of use")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(asked_by__in=AskedBy.values), name="rights_known_asker"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(lifted_at=None), name="rights_one_restriction"
            ),
        ]

    def __str__(self) -> str:
        return f"restriction:{self.pk}"
