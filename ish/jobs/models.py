"""A piece of work that outlives the request that asked for it: a row first, a task only as its doorbell."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ish.jobs.states import State


class Job(models.Model):
    """Work in the background: its kind (a registered handler), its arguments, how far it is, what came of it."""

    kind = models.CharField(max_length=60)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="jobs"
    )
    args = models.JSONField(default=dict, help_text="Keys and options only; no personal values.")
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict, blank=True)
    error = models.CharField(max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    beat_at = models.DateTimeField(null=True, blank=True, help_text="Last sign of life of the worker.")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "beat_at"])]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="jobs_job_known_state"),
        ]

    def __str__(self) -> str:
        return f"job:{self.pk}"
