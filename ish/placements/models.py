"""Institutes, lab projects, hosts; wishes; plans and the placements in them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ish.people.models import Participation
from ish.placements.states import PlanState, Preset, ProjectState, Source, StepKind
from ish.profiles.models import ProofKind
from ish.programme.models import Edition


class Institute(models.Model):
    """A research institute that hosts people."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    short_name = models.CharField(_("short name"), max_length=40, unique=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    access_note = models.CharField(_("how to get in"), max_length=500, blank=True)
    hospital = models.BooleanField(
        _("hospital"), default=False, help_text=_("Proof of measles protection is asked for (IfSG s.20).")
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class LabProject(models.Model):
    """A project in a laboratory in one edition, with its seats and its rules."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="lab_projects")
    institute = models.ForeignKey(
        Institute, models.PROTECT, related_name="projects", verbose_name=_("institute")
    )
    title = models.CharField(_("title"), max_length=200)
    abstract = models.TextField(_("what it is about, in plain words"), max_length=3000, blank=True)
    fields = models.CharField(_("fields of science"), max_length=200, blank=True)
    capacity = models.PositiveSmallIntegerField(_("places"), default=2)
    min_age = models.PositiveSmallIntegerField(_("minimum age"), null=True, blank=True)
    languages = models.JSONField(
        _("working languages"), default=list, blank=True, help_text="BCP 47; one shared is enough."
    )
    computer_only = models.BooleanField(_("computer only"), default=False)
    safety_note = models.CharField(_("safety note"), max_length=300, blank=True)
    state = models.CharField(
        _("state"), max_length=8, choices=ProjectState.choices, default=ProjectState.OPEN
    )

    class Meta:
        ordering = ["institute__name", "title"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "institute", "title"], name="placements_project_once"),
            models.CheckConstraint(
                condition=Q(state__in=ProjectState.values), name="placements_project_known_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institute.short_name}: {self.title}"


class HostRequirement(models.Model):
    """A paper that a laboratory wants to see of everybody who comes, and how many days before their first day there."""

    project = models.ForeignKey(LabProject, models.CASCADE, related_name="requirements")
    document = models.CharField(_("paper"), max_length=20, choices=ProofKind.choices)
    lead_days = models.PositiveSmallIntegerField(_("days before the first day in the lab"), default=14)

    class Meta:
        ordering = ["project", "document"]
        constraints = [
            models.UniqueConstraint(fields=["project", "document"], name="placements_requirement_once"),
            models.CheckConstraint(
                condition=Q(document__in=ProofKind.values), name="placements_requirement_known_paper"
            ),
        ]

    def __str__(self) -> str:
        return f"requirement:{self.pk}"


class Host(models.Model):
    """A lab supervisor of a project. `user` is empty until they accept an invitation; they need no account to be one."""

    project = models.ForeignKey(LabProject, models.CASCADE, related_name="hosts", verbose_name=_("project"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="host_rows"
    )
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail address"))
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["project", "email"], name="placements_host_once")]

    def __str__(self) -> str:
        return f"host:{self.pk}"


class WishList(models.Model):
    """A participant's ranked wishes; unless unticked it ends in "any suitable lab"."""

    participation = models.OneToOneField(Participation, models.CASCADE, related_name="wish_list")
    any_suitable = models.BooleanField(_("any suitable lab after these"), default=True)
    note = models.CharField(_("anything the organisers should know"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=0)
    submitted_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"wish list:{self.pk}"


class Wish(models.Model):
    """One wish: a project at a rank (1 is the dearest)."""

    wish_list = models.ForeignKey(WishList, models.CASCADE, related_name="wishes")
    project = models.ForeignKey(LabProject, models.CASCADE, related_name="wishes")
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["wish_list", "project"], name="placements_wish_project_once"),
            models.UniqueConstraint(fields=["wish_list", "rank"], name="placements_wish_rank_once"),
        ]

    def __str__(self) -> str:
        return f"wish:{self.pk}"


class Plan(models.Model):
    """A plan of who goes to which lab: filled by the engine or by hand, rehearsed, published. Inputs, seed, engine version and
    certificate of the last run are stored, so that it can be replayed."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="plans")
    title = models.CharField(_("title"), max_length=120)
    state = models.CharField(_("state"), max_length=10, choices=PlanState.choices, default=PlanState.DRAFT)
    preset = models.CharField(_("aim"), max_length=10, choices=Preset.choices, default=Preset.BALANCED)
    same_body_max = models.PositiveSmallIntegerField(
        _("at most so many of one partner in a lab"), null=True, blank=True, default=1
    )
    seed = models.CharField(max_length=64, blank=True)
    engine_version = models.CharField(max_length=20, blank=True)
    instance = models.JSONField(
        default=dict, blank=True, help_text="Input of the last run; keys only, no names."
    )
    outcome = models.JSONField(
        default=dict, blank=True, help_text="Result of the last run with its certificate."
    )
    solved_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Somebody was taken out of the last run: it can no longer be replayed.",
    )
    published_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=PlanState.values), name="placements_plan_known_state"
            ),
            models.UniqueConstraint(
                fields=["edition"],
                condition=Q(state=PlanState.PUBLISHED),
                name="placements_one_published_plan",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Placement(models.Model):
    """A participation in a project in a plan, from a day to a day: two halves are two rows."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="placements")
    participation = models.ForeignKey(Participation, models.CASCADE, related_name="placements")
    project = models.ForeignKey(LabProject, models.PROTECT, related_name="placements")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    pinned = models.BooleanField(_("pinned"), default=False)
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.HAND)
    reason = models.CharField(
        _("reason"), max_length=300, blank=True, help_text="Why a rule was overridden, when one was."
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "participation", "starts_on"], name="placements_one_lab_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="placements_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"placement:{self.pk}"


class PlanStep(models.Model):
    """What somebody did in a plan: one row a move, one row a proposal or publication however many people it places."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=StepKind.choices)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    participation = models.ForeignKey(
        Participation, models.CASCADE, null=True, blank=True, related_name="plan_steps"
    )
    old = models.ForeignKey(LabProject, models.SET_NULL, null=True, blank=True, related_name="+")
    new = models.ForeignKey(LabProject, models.SET_NULL, null=True, blank=True, related_name="+")
    people = models.PositiveIntegerField(
        null=True, blank=True, help_text="How many a proposal or publication places."
    )

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["plan", "-at"], name="placements_step_of_plan")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=StepKind.values), name="placements_step_known_kind")
        ]

    def __str__(self) -> str:
        return f"plan step:{self.pk}"
