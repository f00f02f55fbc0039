"""What is asked in an edition, the words in which it is asked, and what was answered. Answers are only ever added."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ish.consents.states import Asked, Kind, PaperState, Role
from ish.documents.models import StoredFile
from ish.people.models import Guardian, Participation
from ish.people.states import Capacity, Method
from ish.programme.models import Edition


def pack(capacities: list[str]) -> str:
    """Return capacities as one text that SQL can look into."""
    return f",{','.join(capacities)}," if capacities else ""


class Purpose(models.Model):
    """Something that people agree to or not, in one edition. `version` is that of its present texts; `meaning` grows when a new
    text means something else, and then everybody is asked again."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="purposes")
    code = models.SlugField(_("short name"), max_length=40)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.OTHER)
    asked_of = models.CharField(_("asked of"), max_length=12, choices=Asked.choices, default=Asked.BOTH)
    capacities = models.CharField(max_length=120, default=f",{Capacity.PARTICIPANT},")
    needed = models.BooleanField(
        _("an answer is needed"),
        default=False,
        help_text=_("It counts as missing until it is answered, and a no is brought before the organisers."),
    )
    active = models.BooleanField(_("is asked"), default=True)
    order = models.PositiveSmallIntegerField(default=50)
    version = models.PositiveIntegerField(default=1)
    meaning = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="consents_purpose_once"),
            models.UniqueConstraint(
                fields=["edition", "kind"],
                condition=Q(active=True, kind__in=(Kind.DATA, Kind.HEALTH)),
                name="consents_one_that_facts_rest_on",
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="consents_purpose_known_kind"),
            models.CheckConstraint(condition=Q(asked_of__in=Asked.values), name="consents_known_asked"),
        ]

    def __str__(self) -> str:
        return f"purpose:{self.pk}"

    @property
    def capacity_list(self) -> list[str]:
        """The capacities in which people are asked."""
        return [one for one in self.capacities.split(",") if one]


class Text(models.Model):
    """The words of a consent in one language. One language of a version binds, the others are translations; what somebody has
    answered to is never changed."""

    purpose = models.ForeignKey(Purpose, models.CASCADE, related_name="texts")
    version = models.PositiveIntegerField()
    meaning = models.PositiveIntegerField(default=1)
    language = models.CharField(_("language"), max_length=12)
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("what is agreed to"), max_length=6000)
    if_not = models.TextField(_("what follows without it"), max_length=1500, blank=True)
    binding = models.BooleanField(_("binding"), default=False)
    saved_at = models.DateTimeField(default=timezone.now)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("text of a consent")
        verbose_name_plural = _("texts of consents")
        constraints = [
            models.UniqueConstraint(fields=["purpose", "version", "language"], name="consents_text_once"),
            models.UniqueConstraint(
                fields=["purpose", "version"], condition=Q(binding=True), name="consents_one_binding"
            ),
        ]

    def __str__(self) -> str:
        return f"text:{self.pk}"


class Paper(models.Model):
    """A signed form, photographed or scanned: whose it is, who brought it, and whether its answers were entered."""

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="consent_papers")
    role = models.CharField(_("whose"), max_length=12, choices=Role.choices)
    guardian = models.ForeignKey(Guardian, models.RESTRICT, null=True, blank=True, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="consent_papers")
    state = models.CharField(
        _("state"), max_length=12, choices=PaperState.choices, default=PaperState.WAITING
    )
    reason = models.CharField(_("what is wrong"), max_length=300, blank=True)
    brought_by = models.CharField(_("brought by"), max_length=12)
    code = models.CharField(
        max_length=40, blank=True, help_text="Of the form that was printed: it says which words were signed."
    )
    signed_on = models.DateField(_("day written on it"), null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("signed form")
        verbose_name_plural = _("signed forms")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PaperState.values), name="consents_paper_known"),
            models.CheckConstraint(
                condition=Q(role=Role.GUARDIAN, guardian__isnull=False)
                | Q(role=Role.PARTICIPANT, guardian__isnull=True),
                name="consents_paper_whose",
            ),
        ]

    def __str__(self) -> str:
        return f"consent paper:{self.pk}"


class Answer(models.Model):
    """One yes or no to one text, by one signer. Never changed: another word of the same signer is a row that `replaces` it."""

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="consents")
    purpose = models.ForeignKey(Purpose, models.PROTECT, related_name="answers")
    text = models.ForeignKey(Text, models.PROTECT, related_name="answers")
    role = models.CharField(_("who"), max_length=12, choices=Role.choices)
    guardian = models.ForeignKey(Guardian, models.RESTRICT, null=True, blank=True, related_name="consents")
    agrees = models.BooleanField(_("agrees"))
    name = models.CharField(_("name as signed"), max_length=200, blank=True)
    of_age = models.BooleanField(_("was 18 or older"), default=False)
    at = models.DateTimeField(default=timezone.now)
    method = models.CharField(_("how"), max_length=5, choices=Method.choices)
    source = models.CharField(_("how we know"), max_length=300, blank=True)
    paper = models.ForeignKey(Paper, models.RESTRICT, null=True, blank=True, related_name="answers")
    replaces = models.OneToOneField(
        "self", models.RESTRICT, null=True, blank=True, related_name="replaced_by"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("answer to a consent")
        verbose_name_plural = _("answers to consents")
        indexes = [models.Index(fields=["participation", "purpose", "guardian"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(role=Role.GUARDIAN, guardian__isnull=False)
                | Q(role=Role.PARTICIPANT, guardian__isnull=True),
                name="consents_answer_whose",
            ),
            models.CheckConstraint(
                condition=Q(method__in=Method.values), name="consents_answer_known_method"
            ),
            models.UniqueConstraint(
                fields=["participation", "purpose"],
                condition=Q(replaces__isnull=True, guardian__isnull=True),
                name="consents_student_begins_once",
            ),
            models.UniqueConstraint(
                fields=["participation", "purpose", "guardian"],
                condition=Q(replaces__isnull=True, guardian__isnull=False),
                name="consents_guardian_begins_once",
            ),
        ]

    def __str__(self) -> str:
        return f"consent:{self.pk}"


class Draft(models.Model):
    """What somebody has ticked and not yet signed: {code of the consent: [yes or no, version of the text]}."""

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="consent_drafts")
    guardian = models.ForeignKey(Guardian, models.CASCADE, null=True, blank=True, related_name="+")
    choices = models.JSONField(_("ticked"), default=dict, blank=True)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("consents not signed yet")
        verbose_name_plural = _("consents not signed yet")
        constraints = [
            models.UniqueConstraint(
                fields=["participation"], condition=Q(guardian=None), name="consents_students_draft"
            ),
            models.UniqueConstraint(
                fields=["participation", "guardian"],
                condition=Q(guardian__isnull=False),
                name="consents_guardians_draft",
            ),
        ]

    def __str__(self) -> str:
        return f"draft:{self.pk}"


class Lift(models.Model):
    """What is not needed of one person, by name and with a reason: one consent, or the signature of one guardian."""

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="consent_lifts")
    purpose = models.ForeignKey(Purpose, models.CASCADE, null=True, blank=True, related_name="lifts")
    guardian = models.ForeignKey(Guardian, models.CASCADE, null=True, blank=True, related_name="lifts")
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("consent not needed")
        verbose_name_plural = _("consents not needed")
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose__isnull=False, guardian__isnull=True)
                | Q(purpose__isnull=True, guardian__isnull=False),
                name="consents_lift_of_one",
            ),
            models.UniqueConstraint(
                fields=["participation", "purpose"],
                condition=Q(guardian=None),
                name="consents_lift_purpose_once",
            ),
            models.UniqueConstraint(
                fields=["participation", "guardian"],
                condition=Q(purpose=None),
                name="consents_lift_guardian_once",
            ),
        ]

    def __str__(self) -> str:
        return f"lift:{self.pk}"


class Handover(models.Model):
    """A section of the profile that a guardian fills in: who handed it over, until when, and when they last wrote in it. One
    guardian at a time has it. `wrote` names the facts they wrote (never what): nobody else who cares for the student reads those,
    unless the student shows them (`shown_at`)."""

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="handovers")
    guardian = models.ForeignKey(Guardian, models.CASCADE, related_name="handovers")
    section = models.CharField(max_length=20)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    filled_at = models.DateTimeField(null=True, blank=True)
    wrote = models.JSONField(default=list, blank=True, help_text="Names of facts, never values.")
    shown_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("section handed over")
        verbose_name_plural = _("sections handed over")
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "section"],
                condition=Q(ended_at=None),
                name="consents_in_one_pair_of_hands",
            )
        ]

    def __str__(self) -> str:
        return f"handover:{self.pk}"
