"""Files that people handed in, the papers they belong to, and the versions of these."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ish.documents.states import DocumentState, Scan
from ish.people.models import Participation
from ish.privacy.fields import EncryptedTextField


class StoredFile(models.Model):
    """A file, sealed on disk. `path` is empty once the file is gone; the row stays, so that counts remain true."""

    participation = models.ForeignKey(Participation, models.PROTECT, related_name="files")
    path = models.CharField(max_length=120, blank=True)
    name = EncryptedTextField(_("name of the file"), null=True, blank=True)
    content_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(
        max_length=64, blank=True, help_text="Of the open content; empty once the file is gone."
    )
    scan = models.CharField(_("virus scan"), max_length=8, choices=Scan.choices, default=Scan.NONE)
    scanned_at = models.DateTimeField(null=True, blank=True)
    uploaded_at = models.DateTimeField(default=timezone.now)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes = [models.Index(fields=["scan"], condition=Q(scan=Scan.WAITING), name="documents_to_scan")]
        constraints = [
            models.UniqueConstraint(fields=["path"], condition=~Q(path=""), name="documents_one_row_a_file"),
            models.CheckConstraint(condition=Q(scan__in=Scan.values), name="documents_known_scan"),
        ]

    def __str__(self) -> str:
        return f"file:{self.pk}"


class Document(models.Model):
    """A paper of one kind that a participation hands in. Its state moves by `documents.services.move` alone."""

    participation = models.ForeignKey(Participation, models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=40)
    state = models.CharField(
        _("state"), max_length=10, choices=DocumentState.choices, default=DocumentState.MISSING
    )
    reason = models.TextField(_("what is wrong"), blank=True, max_length=1000)
    again_by = models.DateField(
        _("again by"), null=True, blank=True, help_text="The last day for a better version, once sent back."
    )
    moved_at = models.DateTimeField(default=timezone.now)
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        constraints = [
            models.UniqueConstraint(fields=["participation", "kind"], name="documents_document_once"),
            models.CheckConstraint(condition=Q(state__in=DocumentState.values), name="documents_known_state"),
        ]

    def __str__(self) -> str:
        return f"document:{self.pk}"


class Version(models.Model):
    """One file of a paper: the newest counts; older ones stay until the paper is accepted or the person is erased."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="version")
    source = models.CharField(
        _("how we got it"), max_length=300, blank=True, help_text="When recorded for somebody else."
    )

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="documents_version_once"),
        ]

    def __str__(self) -> str:
        return f"version:{self.pk}"
