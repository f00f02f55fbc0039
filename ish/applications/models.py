"""What an edition asks of students before it decides; what a student has added; who writes a reference, and the letter."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ish.applications.states import Ask, Judged, RefereeState
from ish.documents.models import StoredFile
from ish.people.models import Participation
from ish.privacy.fields import EncryptedTextField
from ish.programme.models import Edition


class Options(models.Model):
    """Which parts of an application an edition asks for. An edition without a row asks as the defaults say."""

    edition = models.OneToOneField(Edition, models.CASCADE, related_name="application_options")
    motivation = models.CharField(_("motivation"), max_length=8, choices=Ask.choices, default=Ask.REQUIRED)
    cv = models.CharField(_("CV"), max_length=8, choices=Ask.choices, default=Ask.OPTIONAL)
    transcript = models.CharField(_("transcript"), max_length=8, choices=Ask.choices, default=Ask.OPTIONAL)
    reference = models.CharField(_("recommendation"), max_length=8, choices=Ask.choices, default=Ask.OPTIONAL)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(motivation__in=Ask.values)
                & Q(cv__in=Ask.values)
                & Q(transcript__in=Ask.values)
                & Q(reference__in=Ask.values),
                name="applications_known_asks",
            )
        ]

    def __str__(self) -> str:
        return f"application options:{self.pk}"


class Application(models.Model):
    """A student's own part before the school decides; papers stand in documents. What a partner wrote stands in the nomination:
    partners read that, and not this. Links carry `serial`: with the next one, older links are dead."""

    participation = models.OneToOneField(Participation, models.PROTECT, related_name="application")
    motivation = EncryptedTextField(_("motivation"), null=True, blank=True, max_length=5000)
    judged = models.CharField(_("state of the motivation"), max_length=10, choices=Judged.choices, blank=True)
    reason = models.CharField(_("what is wrong with it"), max_length=1000, blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)
    again_by = models.DateField(
        _("again by"), null=True, blank=True, help_text="The last day to write it again, once sent back."
    )
    fields = models.JSONField(_("fields of interest"), default=list, blank=True)
    serial = models.PositiveIntegerField(default=0)
    source = models.CharField(
        _("how we know"), max_length=300, blank=True, help_text="When an organiser wrote for the student."
    )
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints = [
            models.CheckConstraint(
                condition=Q(judged__in=["", *Judged.values]), name="applications_known_judged"
            )
        ]

    def __str__(self) -> str:
        return f"application:{self.pk}"


class Reference(models.Model):
    """Somebody who was asked to write about a student, and what they wrote. The student reads none of it."""

    participation = models.ForeignKey(Participation, models.PROTECT, related_name="references")
    name = models.CharField(_("name of the referee"), max_length=200)
    email = models.EmailField(_("their e-mail address"), blank=True)
    relation = models.CharField(_("how they know you"), max_length=200, blank=True)
    language = models.CharField(_("language we write in"), max_length=12, default="en")
    state = models.CharField(
        _("state"), max_length=10, choices=RefereeState.choices, default=RefereeState.ASKED
    )
    letter = EncryptedTextField(_("letter"), null=True, blank=True, max_length=20_000)
    file = models.OneToOneField(StoredFile, models.PROTECT, null=True, blank=True, related_name="reference")
    source = models.CharField(
        _("how we got it"), max_length=300, blank=True, help_text="When an organiser entered the letter."
    )
    reason = models.CharField(_("why it was sent back"), max_length=1000, blank=True)
    again_by = models.DateField(
        _("again by"), null=True, blank=True, help_text="The last day for another letter, once sent back."
    )
    asked_at = models.DateTimeField(default=timezone.now)
    reminded_at = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation"],
                condition=~Q(state=RefereeState.REPLACED),
                name="applications_one_referee",
            ),
            models.CheckConstraint(
                condition=Q(state__in=RefereeState.values), name="applications_known_referee_state"
            ),
        ]

    def __str__(self) -> str:
        return f"reference:{self.pk}"
