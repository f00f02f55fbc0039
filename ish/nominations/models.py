"""Coordinators, nominations and the stash of an import between preview and confirmation."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ish.nominations.states import CoordinatorKind, Receiver, Sender
from ish.people.models import Participation
from ish.privacy.fields import EncryptedJSONField
from ish.programme.models import Edition, NominatingBody


class Coordinator(models.Model):
    """Somebody who names and follows students for one body, from a day to a day. `user` is empty until they accept."""

    body = models.ForeignKey(
        NominatingBody, models.CASCADE, related_name="coordinators", verbose_name=_("partner")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="coordinator_rows"
    )
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail address"))
    kind = models.CharField(
        _("role"), max_length=8, choices=CoordinatorKind.choices, default=CoordinatorKind.LEAD
    )
    active_from = models.DateField(_("from"), null=True, blank=True)
    active_to = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["body__name", "name"]
        constraints = [
            models.UniqueConstraint(fields=["body", "email"], name="nominations_coordinator_once"),
            models.CheckConstraint(
                condition=Q(kind__in=CoordinatorKind.values), name="nominations_coordinator_known_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"coordinator:{self.pk}"


class Nomination(models.Model):
    """A body's claim on a place for a person, and the school's decision on it. The person never changes: a replacement is a new
    nomination. A decision is first `pending`, then released."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="nominations")
    body = models.ForeignKey(
        NominatingBody, models.PROTECT, related_name="nominations", verbose_name=_("partner")
    )
    participation = models.OneToOneField(Participation, models.PROTECT, related_name="nomination")
    sender_state = models.CharField(
        _("partner's state"), max_length=12, choices=Sender.choices, default=Sender.DRAFT
    )
    receiver_state = models.CharField(
        _("school's state"), max_length=14, choices=Receiver.choices, default=Receiver.WAITING
    )
    rank = models.PositiveSmallIntegerField(_("rank"), null=True, blank=True)
    reserve = models.BooleanField(_("waiting list"), default=False)
    school = models.CharField(_("school or university"), max_length=200, blank=True)
    grade = models.CharField(_("grade or year"), max_length=60, blank=True)
    english_level = models.CharField(_("English (CEFR)"), max_length=2, blank=True)
    interests = models.CharField(_("fields of interest"), max_length=500, blank=True)
    motivation = models.TextField(_("motivation"), blank=True, max_length=5000)
    late = models.BooleanField(_("late"), default=False)
    replaces = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="replaced_by")
    pending = models.CharField(_("pending decision"), max_length=14, choices=Receiver.choices, blank=True)
    pending_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decision_note = models.CharField(
        _("note on the decision"),
        max_length=300,
        blank=True,
        help_text="For instance: beyond the places, on purpose.",
    )
    sent_back_comment = models.TextField(_("what to correct"), blank=True, max_length=2000)
    submitted_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    on_behalf = models.CharField(
        max_length=300, blank=True, help_text="How an organiser knows, when entered for the body."
    )
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")
        ordering = ["body__name", "reserve", "rank", "pk"]
        indexes = [
            models.Index(fields=["edition", "body"]),
            models.Index(fields=["edition", "receiver_state"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(sender_state__in=Sender.values), name="nominations_known_sender_state"
            ),
            models.CheckConstraint(
                condition=Q(receiver_state__in=Receiver.values), name="nominations_known_receiver_state"
            ),
            models.CheckConstraint(
                condition=Q(pending__in=["", *Receiver.values]), name="nominations_known_pending"
            ),
        ]

    def __str__(self) -> str:
        return f"nomination:{self.pk}"


class ImportStash(models.Model):
    """An uploaded list between preview and confirmation: sealed, bound to its uploader, erased within a day."""

    edition = models.ForeignKey(Edition, models.CASCADE)
    body = models.ForeignKey(NominatingBody, models.CASCADE)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="import_stashes")
    file_name = models.CharField(max_length=200)
    data = EncryptedJSONField(
        null=True, help_text="base64 of the file as uploaded; read again at confirmation."
    )
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [models.Index(fields=["created_at"])]

    def __str__(self) -> str:
        return f"stash:{self.pk}"
