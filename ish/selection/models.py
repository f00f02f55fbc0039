"""The advisory board of an edition: its rules, its reviewers, who reads whom, what they think, and the result."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ish.nominations.models import Nomination
from ish.privacy.fields import EncryptedTextField
from ish.programme.models import Edition
from ish.selection.states import Others, Vote


class BoardSettings(models.Model):
    """How the board of an edition reads. An edition without a row has the defaults."""

    edition = models.OneToOneField(Edition, models.CASCADE, related_name="board")
    readers_each = models.PositiveSmallIntegerField(
        _("reviewers for each student"),
        default=0,
        validators=[MaxValueValidator(20)],
        help_text=_(
            "0: everyone reads everyone. With any other number, share the students out on the page of the board."
        ),
    )
    anonymised = models.BooleanField(
        _("anonymised view"),
        default=False,
        help_text=_(
            "Reviewers see no name, partner, school, papers or letters: what students write may still give hints."
        ),
    )
    others = models.CharField(
        _("reviewers see the opinions of others"),
        max_length=10,
        choices=Others.choices,
        default=Others.AFTER_OWN,
    )
    due_on = models.DateField(_("opinions due by"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(others__in=Others.values), name="selection_known_others"),
        ]

    def __str__(self) -> str:
        return f"board settings:{self.pk}"


class Criterion(models.Model):
    """A line of the rubric: points from 1 to 5, counted with a weight."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="criteria")
    label = models.CharField(_("criterion"), max_length=120)
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=1, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "label"], name="selection_criterion_once"),
        ]

    def __str__(self) -> str:
        return self.label


class Reviewer(models.Model):
    """Somebody who reads students of one edition, from a day to a day. `user` is empty until they accept."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="reviewers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="reviewer_rows"
    )
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail address"))
    active_from = models.DateField(_("from"), null=True, blank=True)
    active_to = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "email"], name="selection_reviewer_once"),
        ]

    def __str__(self) -> str:
        return f"reviewer:{self.pk}"


class Assignment(models.Model):
    """A student whom a reviewer was given to read, where not everyone reads everyone."""

    reviewer = models.ForeignKey(Reviewer, models.CASCADE, related_name="assignments")
    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="assignments")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reviewer", "nomination"], name="selection_assignment_once"),
        ]

    def __str__(self) -> str:
        return f"assignment:{self.pk}"


class Opinion(models.Model):
    """What one reviewer thinks of one student: a draft until `submitted_at`. With a conflict of interest it holds nothing else
    and is not counted. `scores` are points by criterion."""

    reviewer = models.ForeignKey(Reviewer, models.PROTECT, related_name="opinions")
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="opinions")
    vote = models.CharField(_("your opinion"), max_length=6, choices=Vote.choices, blank=True)
    scores = models.JSONField(_("points"), default=dict, blank=True)
    comment = EncryptedTextField(_("comment"), null=True, blank=True, max_length=5000)
    conflict = models.BooleanField(_("conflict of interest"), default=False)
    submitted_at = models.DateTimeField(null=True, blank=True)
    saved_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=0)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("opinion")
        verbose_name_plural = _("opinions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["reviewer", "nomination"], name="selection_opinion_once"),
            models.CheckConstraint(condition=Q(vote__in=["", *Vote.values]), name="selection_known_vote"),
            models.CheckConstraint(
                condition=Q(conflict=False) | Q(vote="", submitted_at__isnull=True),
                name="selection_conflict_says_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"opinion:{self.pk}"


class Result(models.Model):
    """The last count of an edition: by which rule, with which seed, of how many opinions. Final once the board is closed."""

    edition = models.OneToOneField(Edition, models.CASCADE, related_name="board_result")
    seed = models.CharField(max_length=40)
    rule = models.JSONField(default=list, help_text="What decides, in this order.")
    weights = models.JSONField(default=dict, help_text="{criterion: weight} as they were counted.")
    opinions = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField(default=timezone.now)
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"result:{self.pk}"


class Standing(models.Model):
    """One line of a result."""

    result = models.ForeignKey(Result, models.CASCADE, related_name="standings")
    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="standings")
    place = models.PositiveIntegerField(_("position"))
    yes = models.PositiveSmallIntegerField(_("yes"), default=0)
    no = models.PositiveSmallIntegerField(_("no"), default=0)
    unsure = models.PositiveSmallIntegerField(_("unsure"), default=0)
    mean = models.DecimalField(_("weighted mean"), max_digits=4, decimal_places=2, null=True)
    low = models.DecimalField(_("lowest"), max_digits=4, decimal_places=2, null=True)
    high = models.DecimalField(_("highest"), max_digits=4, decimal_places=2, null=True)
    deviation = models.DecimalField(_("standard deviation"), max_digits=4, decimal_places=2, null=True)
    drawn = models.BooleanField(_("by draw"), default=False)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["result", "nomination"], name="selection_standing_once"),
        ]

    def __str__(self) -> str:
        return f"standing:{self.pk}"

    @property
    def read(self) -> int:
        """How many opinions count."""
        return self.yes + self.no + self.unsure


class Bundle(models.Model):
    """All dossiers of one reader as one PDF, for reading offline: sealed, for its owner alone, erased within a day."""

    edition = models.ForeignKey(Edition, models.CASCADE)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="dossier_bundles")
    role = models.CharField(max_length=20, default="reviewer")
    students = models.JSONField(default=list, help_text="Keys of the nominations in it.")
    anonymised = models.BooleanField(default=False)
    data = EncryptedTextField(null=True, help_text="base64 of the PDF.")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["made_at"])]

    def __str__(self) -> str:
        return f"bundle:{self.pk}"
