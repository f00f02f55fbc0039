"""The contact log: an entry a contact, with what is to follow from it; and when somebody last looked at the morning list."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ish.contacts.states import Direction, Kind, Promise
from ish.privacy.fields import EncryptedTextField
from ish.programme.models import Edition

LONGEST = 20_000
"""Characters of a text: a long mail with what it answers."""


class Entry(models.Model):
    """Something that was said or written, about the row that `about` names ("people.person:12"). `person_id` is whose it is for
    erasure, when it is about a person. It is open while something is to follow and nobody has done it."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="contact_entries")
    about = models.CharField(max_length=80)
    person_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.NOTE)
    direction = models.CharField(_("direction"), max_length=3, choices=Direction.choices, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now)
    ours = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who of us"),
    )
    with_whom = EncryptedTextField(_("with whom"), null=True, blank=True, max_length=300)
    subject = EncryptedTextField(_("subject"), null=True, blank=True, max_length=300)
    text = EncryptedTextField(_("text"), null=True, blank=True, max_length=LONGEST)
    promised_by = models.CharField(_("promise"), max_length=4, choices=Promise.choices, blank=True)
    next_step = EncryptedTextField(_("what is to follow"), null=True, blank=True, max_length=200)
    follow_up_on = models.DateField(_("follow up on"), null=True, blank=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who follows it up"),
    )
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    corrects = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="corrections")
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("entry of the contact log")
        verbose_name_plural = _("entries of the contact log")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["edition", "-at"]),
            models.Index(fields=["about"]),
            models.Index(
                fields=["edition", "follow_up_on"], condition=Q(done_at=None), name="contacts_to_do"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="contacts_known_kind"),
            models.CheckConstraint(
                condition=Q(direction__in=["", *Direction.values]), name="contacts_known_direction"
            ),
            models.CheckConstraint(
                condition=Q(promised_by__in=["", *Promise.values]), name="contacts_known_promise"
            ),
        ]

    def __str__(self) -> str:
        return f"contact entry:{self.pk}"


class MorningLook(models.Model):
    """When an organiser looked at the morning list of an edition: last, and last on a day before that one (`since`), so that what
    is new stays new until the evening."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="morning_looks")
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="+")
    looked_at = models.DateTimeField()
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "edition"], name="contacts_look_once"),
        ]

    def __str__(self) -> str:
        return f"morning look:{self.pk}"
