"""What privacy keeps of its own: who looked at whom, and what was erased."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from ish.privacy.fields import EncryptedTextField


class Look(models.Model):
    """Somebody saw sensitive facts of a person: who, whose, which fields, why, when. One row per person, in exports too."""

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="looks")
    role = models.CharField(max_length=40, blank=True)
    person_id = models.BigIntegerField(db_index=True, help_text="Key of people.Person (a floor above).")
    fields = models.JSONField(default=list, help_text="Names of fields, never values.")
    reason = EncryptedTextField(null=True, blank=True, max_length=300)
    where = models.CharField(max_length=60, blank=True, help_text="page, export, mail …")
    at = models.DateTimeField(default=timezone.now)
    act = models.CharField(
        max_length=32,
        blank=True,
        db_index=True,
        help_text="Looks with the same mark were one act: one list, one file.",
    )

    people = models.PositiveIntegerField(
        null=True, help_text="How many people that act was about; empty: not known."
    )

    class Meta:
        indexes = [
            models.Index(fields=["person_id", "-at"]),
            models.Index(fields=["-at"], name="privacy_look_newest"),
        ]

    def __str__(self) -> str:
        return f"look:{self.pk}"


class Erasure(models.Model):
    """An erasure of one person's facts: asked by whom and why, and counts of what was emptied. No personal value."""

    person_id = models.BigIntegerField(db_index=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)
    report = models.JSONField(default=dict, help_text="Counts per model and store; what stays and why.")

    def __str__(self) -> str:
        return f"erasure:{self.pk}"


class Erased(models.Model):
    """The time of a class of facts was over for somebody (in an edition, or for all that belongs to none): their fields of this
    class were emptied. So pages can say "erased on" instead of "not given"."""

    person_id = models.BigIntegerField()
    edition_id = models.BigIntegerField(null=True, blank=True)
    code = models.CharField(max_length=20, help_text="The class of keeping.")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person_id", "code"], name="privacy_erased_of")]

    def __str__(self) -> str:
        return f"erased:{self.pk}"


class Book(models.Model):
    """The mark of this database in the journal of erasures: only what was erased in it is replayed after a restore."""

    mark = models.UUIDField(default=uuid.uuid4, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"book:{self.pk}"
