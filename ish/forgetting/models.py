"""Rules of keeping, legal holds, the offer to the archive, runs and the evidence of them, and numbers that stay."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ish.forgetting.states import Anchor, ArchiveAnswer, Table, Trigger, Working
from ish.people.models import Person
from ish.privacy.fields import EncryptedTextField
from ish.programme.models import Edition

_USER = settings.AUTH_USER_MODEL


class Rule(models.Model):
    """Until when a class of facts is kept, from a day on, in one edition or (no edition) in all that have no rule of their own.

    A rule is never changed: a newer one takes its place, so that it can be said which held when."""

    code = models.CharField(_("what"), max_length=20)
    edition = models.ForeignKey(Edition, models.CASCADE, null=True, blank=True, related_name="keeping_rules")
    anchor = models.CharField(_("counted from"), max_length=12, choices=Anchor.choices)
    days = models.PositiveIntegerField(_("days"), default=0)
    months = models.PositiveIntegerField(_("months"), default=0)
    valid_from = models.DateField(_("holds from"))
    source = models.CharField(
        _("source"), max_length=300, blank=True, help_text=_("A law, a decision, a letter.")
    )
    reason = models.CharField(_("reason"), max_length=300)
    set_by = models.ForeignKey(_USER, models.SET_NULL, null=True, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["code", "-valid_from", "-pk"]
        verbose_name = _("rule of keeping")
        constraints = [
            models.CheckConstraint(condition=Q(anchor__in=Anchor.values), name="forgetting_known_anchor")
        ]

    def __str__(self) -> str:
        return f"rule:{self.pk}"


class LegalHold(models.Model):
    """Nothing about this person is erased: by whom, why, until when (no day: until somebody ends it, with a reason)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="legal_holds")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    made_by = models.ForeignKey(_USER, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(_USER, models.SET_NULL, null=True, related_name="+")
    ended_reason = models.CharField(_("why it ends"), max_length=300, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("legal hold")

    def __str__(self) -> str:
        return f"hold:{self.pk}"


class ArchiveOffer(models.Model):
    """An edition is offered to the archive before it is erased; what it said, and the decision that follows, by name."""

    edition = models.OneToOneField(Edition, models.CASCADE, related_name="archive_offer")
    archive = models.CharField(_("archive"), max_length=200, blank=True)
    offered_on = models.DateField(_("offered on"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=8, choices=ArchiveAnswer.choices, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    note = models.CharField(_("what it said, where the letter is"), max_length=300, blank=True)
    remind_on = models.DateField(_("remind us on"), null=True, blank=True)
    decided_on = models.DateField(_("erased from"), null=True, blank=True)
    decided_by = models.ForeignKey(_USER, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("offer to the archive")
        constraints = [
            models.CheckConstraint(
                condition=Q(answer__in=["", *ArchiveAnswer.values]), name="forgetting_known_archive_answer"
            ),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True) | ~Q(answer=""), name="forgetting_decided_after_answer"
            ),
        ]

    def __str__(self) -> str:
        return f"offer:{self.pk}"


class Report(models.Model):
    """The evidence of what was erased. While it is open, keyed hashes of the erased values are kept, so that a scan can look for
    them; closing it destroys the key and the hashes. The counts stay."""

    opened_at = models.DateTimeField(default=timezone.now)
    is_open = models.BooleanField(default=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(_USER, models.SET_NULL, null=True, related_name="+")
    key = EncryptedTextField(null=True, blank=True)
    unsearchable = models.JSONField(default=dict, blank=True, help_text="Field → reason → how many values.")
    stays = models.JSONField(default=list, blank=True, help_text="What stayed and why, when it was closed.")

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_open"], condition=Q(is_open=True), name="forgetting_one_open_report"
            )
        ]

    def __str__(self) -> str:
        return f"report:{self.pk}"


class Run(models.Model):
    """One go through everything that is due on a day."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="runs")
    day = models.DateField()
    state = models.CharField(max_length=8, choices=Working.choices, default=Working.RUNNING)
    trigger = models.CharField(max_length=8, choices=Trigger.choices)
    by = models.ForeignKey(_USER, models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    beat_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    people = models.PositiveIntegerField(
        default=0, help_text="Of how many people the time of something was over."
    )
    emptied = models.JSONField(default=dict, help_text="Model → class → rows; no values.")
    stores = models.JSONField(default=dict, help_text="Other stores → what → how many.")
    waiting = models.JSONField(
        default=dict, help_text="Edition → class → people whose facts wait for the archive."
    )
    held = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=Working.values), name="forgetting_run_state")
        ]

    def __str__(self) -> str:
        return f"run:{self.pk}"


class Trace(models.Model):
    """A keyed hash of an erased value (or of a piece of a long one): enough to know it again, not enough to know it."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="traces")
    person_id = models.BigIntegerField()
    label = models.CharField(max_length=60)
    row_id = models.BigIntegerField()
    field = models.CharField(max_length=60)
    start = models.CharField(max_length=12, help_text="Keyed hash of its first word.")
    size = models.PositiveSmallIntegerField(help_text="How many words.")
    digest = models.CharField(max_length=32)

    class Meta:
        indexes = [models.Index(fields=["report", "digest"], name="forgetting_trace_digest")]

    def __str__(self) -> str:
        return f"trace:{self.pk}"


class Scan(models.Model):
    """A search for every erased value of a report: where it looked, what it found (places and keys, never values)."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="scans")
    state = models.CharField(max_length=8, choices=Working.choices, default=Working.RUNNING)
    by = models.ForeignKey(_USER, models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    values = models.PositiveIntegerField(default=0)
    looked_at = models.JSONField(
        default=dict, help_text="Tables, columns, rows, files, bytes; what could not be read."
    )
    found = models.JSONField(default=list, help_text="Places: table, column, key; never the value.")
    faults = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"scan:{self.pk}"


class Figure(models.Model):
    """A number about an edition that stays for good, and from which nobody can be found: no cell under three."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="figures")
    table = models.CharField(max_length=8, choices=Table.choices)
    label = models.CharField(
        max_length=200, blank=True, help_text="Empty: all that are not shown by themselves."
    )
    number = models.PositiveIntegerField()
    taken_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["edition", "table", "-number", "label"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "table", "label"], name="forgetting_figure_once"),
            models.CheckConstraint(
                condition=Q(number__gte=3) | Q(number=0), name="forgetting_no_small_figure"
            ),
        ]

    def __str__(self) -> str:
        return f"figure:{self.pk}"
