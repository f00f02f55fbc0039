"""The data protection officer, and what the record of processing says that cannot be computed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ish.programme.models import Programme


class Officer(models.Model):
    """Somebody who watches over data protection, from a day to a day; sees logs, not contents, of all programmes. `user` is empty
    until the invitation is accepted."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="officer_rows"
    )
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail address"), unique=True)
    active_from = models.DateField(_("from"), null=True, blank=True)
    active_to = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("data protection officer")

    def __str__(self) -> str:
        return f"officer:{self.pk}"


class Record(models.Model):
    """The words of a programme in its record of processing activities (GDPR Art. 30(1)). Everything else in it is computed from
    the declarations. Empty words: what we propose."""

    programme = models.OneToOneField(Programme, models.CASCADE, related_name="record")
    controller = models.TextField(
        _("controller"), blank=True, max_length=1000, help_text=_("Name and address of the public body.")
    )
    representative = models.TextField(
        _("who speaks for it"), blank=True, max_length=1000, help_text=_("Name or office, and address.")
    )
    officer_contact = models.TextField(
        _("data protection officer"), blank=True, max_length=1000, help_text=_("Name or office, and address.")
    )
    purposes = models.TextField(_("purposes, in a few words of your own"), blank=True, max_length=3000)
    recipients = models.TextField(
        _("other recipients"),
        blank=True,
        max_length=3000,
        help_text=_("Who receives data outside this program, for example a hotel or an insurance."),
    )
    transfers = models.TextField(
        _("transfers to third countries, and the safeguards"), blank=True, max_length=5000
    )
    security = models.TextField(
        _("further security measures"),
        blank=True,
        max_length=5000,
        help_text=_("What your house does besides what the program does: server room, backups, training."),
    )
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    checked_on = models.DateField(_("last checked on"), null=True, blank=True)
    checked_version = models.PositiveIntegerField(null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("record of processing")

    def __str__(self) -> str:
        return f"record:{self.pk}"
