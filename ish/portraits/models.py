"""A picture that a person has given us for one stay: as it came, as they framed it, and what they allow it to be used for."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ish.documents.models import StoredFile
from ish.people.models import Participation


class Portrait(models.Model):
    """The picture of one participation. Without `framed` there is none (any more); the row stays and says since when nothing is
    allowed."""

    participation = models.OneToOneField(Participation, models.CASCADE, related_name="portrait")
    original = models.ForeignKey(StoredFile, models.SET_NULL, null=True, blank=True, related_name="whole_of")
    framed = models.ForeignKey(StoredFile, models.SET_NULL, null=True, blank=True, related_name="framed_of")
    x = models.PositiveSmallIntegerField(default=500, help_text="Middle of the frame, in thousandths.")
    y = models.PositiveSmallIntegerField(default=400, help_text="Middle of the frame, in thousandths.")
    zoom = models.PositiveSmallIntegerField(default=100, help_text="Per cent; 100: as much as fits.")
    uses = models.JSONField(_("what it may be used for"), default=list, blank=True)
    source = models.CharField(
        _("how we know"), max_length=300, blank=True, help_text="When recorded for somebody else."
    )
    allowed_at = models.DateTimeField(null=True, blank=True)
    allowed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=0)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return f"portrait:{self.pk}"
