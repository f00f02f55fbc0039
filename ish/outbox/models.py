"""A mail is a row before it is a message."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ish.outbox.states import State
from ish.privacy.fields import EncryptedTextField


class Message(models.Model):
    """One message to one address: written in the transaction of its cause, sent by the worker, kept as an answer to "what did
    you write to me, and why". `about` names the subject row ("people.participation:12"); `person_id` whose message it is for
    erasure. Bodies hold no live links: those are minted when the message is rendered for sending."""

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200, unique=True, help_text="The same cause never writes twice.")
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.QUEUED)
    to_email = models.EmailField(max_length=254)
    to_name = models.CharField(max_length=200, blank=True)
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    language = models.CharField(max_length=12, default="en")
    time_zone = models.CharField(max_length=64, default="Europe/Berlin")
    edition_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    person_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    about = models.CharField(max_length=80, blank=True)
    context = models.JSONField(
        default=dict, help_text="Keys and plain words for the template; no sensitive values."
    )
    reason = models.CharField(max_length=300, blank=True, help_text="Why this message was written, in words.")
    batch = models.CharField(max_length=80, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    body_text = models.TextField(blank=True)
    body_html = models.TextField(blank=True)
    edited = models.BooleanField(default=False)
    secret_body = EncryptedTextField(
        null=True, blank=True, help_text="Sign-in mails: emptied on sending or expiry."
    )
    transient = models.BooleanField(
        default=False, help_text="Sign-in mail: no hold, no quiet hours, no resending."
    )
    not_before = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    message_id = models.CharField(max_length=120, unique=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    rung_at = models.DateTimeField(
        null=True, blank=True, help_text="Last doorbell; the sweep rings again later."
    )
    claim = models.CharField(
        max_length=32, blank=True, default="", help_text="Which deliverer has it; a lost claim marks nothing."
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who last edited, released, discarded or retried it.",
    )
    handled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "not_before"]),
            models.Index(fields=["edition_id", "-created_at"]),
            models.Index(fields=["claim"], name="outbox_message_claim"),
            models.Index(fields=["to_email"], name="outbox_message_to_email"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=State.values), name="outbox_message_known_state"
            ),
        ]

    def __str__(self) -> str:
        return f"message:{self.pk}"
