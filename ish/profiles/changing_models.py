"""Changes that somebody asked for after their day, and the days that an organiser gave one person beyond the others."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ish.people.models import Guardian, Participation
from ish.privacy.fields import EncryptedJSONField
from ish.profiles.states import Care, ChangeState

_COLUMNS = {Care.OPEN: "changes", Care.PASSPORT: "passport_changes", Care.HEALTH: "health_changes"}


class ChangeRequest(models.Model):
    """Somebody asks to have facts changed that they can no longer change, or never could, by themselves.

    `section` is the code of a section of the profile; "" for a row elsewhere, which `about` names ("people.participation:7").
    What was said is sealed, in the one column whose declaration fits (`care`), in plain values: {"fields": {name: [as it was, as
    wanted]}, "reason": …, "answer": …}. One waits at most for each asker, section and care: what is asked again goes into it.
    """

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="change_requests")
    section = models.CharField(max_length=20, blank=True)
    about = models.CharField(max_length=80, blank=True)
    care = models.CharField(max_length=8, choices=Care.choices, default=Care.OPEN)
    changes = EncryptedJSONField(_("what was asked"), null=True, blank=True)
    passport_changes = EncryptedJSONField(_("what was asked about travel papers"), null=True, blank=True)
    health_changes = EncryptedJSONField(_("what was asked about health"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ChangeState.choices, default=ChangeState.WAITING
    )
    role = models.CharField(max_length=12, help_text="In which role it was asked.")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    guardian = models.ForeignKey(Guardian, models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("change asked for")
        verbose_name_plural = _("changes asked for")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ChangeState.values), name="profiles_known_change_state"
            ),
            models.UniqueConstraint(
                fields=["participation", "section", "care"],
                condition=Q(state=ChangeState.WAITING, role="participant", about=""),
                name="profiles_one_change_waits",
            ),
            models.UniqueConstraint(
                fields=["participation", "section", "care", "guardian"],
                condition=Q(state=ChangeState.WAITING, guardian__isnull=False, about=""),
                name="profiles_one_change_waits_of_a_parent",
            ),
        ]

    def __str__(self) -> str:
        return f"change request:{self.pk}"

    @property
    def column(self) -> str:
        """The column that holds what was said."""
        return _COLUMNS[Care(self.care)]

    @property
    def said(self) -> dict[str, Any]:
        """What was said; empty once it was erased."""
        return getattr(self, self.column) or {}

    @property
    def fields(self) -> dict[str, list[Any]]:
        """As it was and as wanted, by name of the fact."""
        return self.said.get("fields") or {}

    def say(self, **what: Any) -> None:
        """Put `fields`, `reason` or `answer` into what was said; the caller saves `column`."""
        setattr(self, self.column, {**self.said, **what})


class FreezeExtension(models.Model):
    """One person may change a section (or all of them, `section` "") by themselves until a later day than the others."""

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="freeze_extensions")
    section = models.CharField(max_length=20, blank=True)
    until = models.DateField(_("until"))
    reason = models.CharField(_("why"), max_length=300, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("more time")
        verbose_name_plural = _("more time")
        ordering = ["-until", "-pk"]

    def __str__(self) -> str:
        return f"freeze extension:{self.pk}"
