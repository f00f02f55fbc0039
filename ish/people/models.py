"""The spine: a person once, and their participation in an edition in a capacity. Everything later hangs on it."""

from collections.abc import Collection
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from ish.desk.searching import Folded, FoldedField
from ish.people import ages
from ish.people.states import (
    HOLDS_PLACE,
    OPEN,
    Answering,
    Capacity,
    Custody,
    Method,
    Reach,
    Relation,
    Sex,
    State,
    word_of,
)
from ish.programme.models import Edition, NominatingBody


class Person(Folded):
    """Somebody, once: names with care, birth date, nationalities, how to reach them. May exist without account or address."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="person"
    )
    family_name = models.CharField(
        _("family name as in the passport"),
        max_length=200,
        blank=True,
        help_text=_("Leave empty if your passport has one name only."),
    )
    given_names = models.CharField(_("given names as in the passport"), max_length=200)
    badge_name = models.CharField(
        _("name on the badge"), max_length=100, blank=True, help_text=_("What people should call you.")
    )
    native_name = models.CharField(_("name in your own script"), max_length=200, blank=True)
    pronunciation = models.CharField(_("how to say it"), max_length=200, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    sex = models.CharField(_("sex as in the passport"), max_length=1, choices=Sex.choices, blank=True)
    nationalities = models.JSONField(
        _("nationalities"), default=list, blank=True, help_text="ISO 3166 alpha-2 codes."
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = PhoneNumberField(_("phone"), blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/Berlin")
    version = models.PositiveIntegerField(
        default=0, help_text="Grows with each save of the section about me."
    )
    folded = FoldedField(
        _("as looked for"), of=("given_names", "family_name", "badge_name", "native_name", "email")
    )
    restricted_at = models.DateTimeField(
        _("use restricted since"), null=True, blank=True, help_text="Kept and not used (GDPR Art. 18)."
    )
    erased_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [
            models.Index(fields=["family_name", "given_names"]),
            models.Index(
                fields=["id"], condition=Q(restricted_at__isnull=False), name="people_person_restricted"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(sex__in=["", *Sex.values]), name="people_person_known_sex"),
        ]

    def __str__(self) -> str:
        return f"person:{self.pk}"

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """A name has at least one letter: what cannot be seen calls nobody."""
        super().clean_fields(exclude)
        if "given_names" not in (exclude or ()) and not any(c.isalnum() for c in self.given_names):
            words = _("Write your names as in your passport. A single name is fine.")
            raise ValidationError({"given_names": words})

    @property
    def full_name(self) -> str:
        """The passport name, given names first; a single name stands alone."""
        return " ".join(part for part in (self.given_names, self.family_name) if part)

    @property
    def sort_name(self) -> str:
        """The passport name, family name first, as lists are sorted."""
        return ", ".join(part for part in (self.family_name, self.given_names) if part)

    @property
    def calling_name(self) -> str:
        """What to call the person: the badge name, else the given names."""
        return self.badge_name or self.given_names or self.family_name

    def age_on(self, day: date) -> int | None:
        """Return the age in full years on `day`; someone born on 29 February turns a year older on 1 March (BGB s.187, 188).

        None while the birth date is unknown.
        """
        if self.birth_date is None:
            return None
        return ages.age_on(self.birth_date, day)


class Guardian(Folded):
    """A parent or other custodian of a person, as known from the first mention on. Who has to sign follows from `custody`."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="guardians")
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = PhoneNumberField(_("phone"), blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    relation = models.CharField(
        _("who they are to the student"), max_length=9, choices=Relation.choices, blank=True
    )
    custody = models.CharField(_("custody"), max_length=9, choices=Custody.choices, default=Custody.UNKNOWN)
    reach = models.CharField(_("best reached"), max_length=5, choices=Reach.choices, blank=True)
    folded = FoldedField(_("as looked for"), of=("name", "email"))

    class Meta:
        verbose_name = _("guardian")
        verbose_name_plural = _("guardians")
        constraints = [
            models.CheckConstraint(
                condition=Q(relation__in=["", *Relation.values]), name="people_guardian_known_relation"
            ),
            models.CheckConstraint(
                condition=Q(custody__in=Custody.values), name="people_guardian_known_custody"
            ),
            models.CheckConstraint(
                condition=Q(reach__in=["", *Reach.values]), name="people_guardian_known_reach"
            ),
        ]

    def __str__(self) -> str:
        return f"guardian:{self.pk}"


class ParticipationQuerySet(models.QuerySet["Participation"]):
    """Named groups of participations."""

    def open(self) -> "ParticipationQuerySet":
        """Those that still count."""
        return self.filter(state__in=OPEN)

    def participants(self) -> "ParticipationQuerySet":
        """Those who take part as participants: for whom places are counted, and on whom the school decides."""
        return self.filter(capacity=Capacity.PARTICIPANT)

    def guests(self) -> "ParticipationQuerySet":
        """Everybody else: tutors, chaperones, guests."""
        return self.exclude(capacity=Capacity.PARTICIPANT)

    def holding_a_place(self) -> "ParticipationQuerySet":
        """Those that take up a place."""
        return self.filter(state__in=HOLDS_PLACE)


class Participation(models.Model):
    """A person in an edition in a capacity. Exists from the first mention; its state moves by `people.services.move` alone."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="participations")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="participations")
    capacity = models.CharField(
        _("capacity"), max_length=16, choices=Capacity.choices, default=Capacity.PARTICIPANT
    )
    resident = models.BooleanField(_("stays with us"), default=True, help_text=_("No: lives at home."))
    from_day = models.DateField(_("from"), null=True, blank=True, help_text=_("Empty: from the first day."))
    to_day = models.DateField(_("to"), null=True, blank=True, help_text=_("Empty: to the last day."))
    brought_by = models.ForeignKey(
        NominatingBody,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("comes with the students of"),
    )
    state = models.CharField(_("state"), max_length=16, choices=State.choices, default=State.PROSPECTIVE)
    offered_at = models.DateTimeField(null=True, blank=True)
    accept_by = models.DateField(_("accept by"), null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    left_reason = models.CharField(_("reason"), max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        indexes = [models.Index(fields=["edition", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "edition", "capacity"], name="people_participation_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="people_participation_known_state"
            ),
            models.CheckConstraint(
                condition=Q(capacity__in=Capacity.values), name="people_participation_known_capacity"
            ),
            models.CheckConstraint(
                condition=Q(from_day__isnull=True)
                | Q(to_day__isnull=True)
                | Q(from_day__lte=models.F("to_day")),
                name="people_participation_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"participation:{self.pk}"

    @property
    def is_participant(self) -> bool:
        """Whether they come as a participant, and not as a tutor, chaperone or guest."""
        return self.capacity == Capacity.PARTICIPANT

    @property
    def state_word(self) -> str:
        """How the state is called for this capacity."""
        return str(word_of(self.state, self.capacity))

    @property
    def first_day(self) -> date:
        """The first day on which they are there."""
        return self.from_day or self.edition.arrival_day

    @property
    def last_day(self) -> date:
        """The last day on which they are there."""
        return self.to_day or self.edition.departure_day


class Step(models.Model):
    """A step on a participation's ladder: from, to, when, by whom, why."""

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="steps")
    old = models.CharField(max_length=16)
    new = models.CharField(max_length=16)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    on_behalf = models.CharField(
        max_length=300, blank=True, help_text="How we know, when recorded for somebody else."
    )
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"step:{self.pk}"


class PlaceAnswer(models.Model):
    """What the student, or a parent, said to the offer of a place: the last word of each, and how it reached us.

    It counts for the offer it was given to: one from before `Participation.offered_at` is about an offer that is over."""

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="answers")
    role = models.CharField(_("who"), max_length=8, choices=Answering.choices)
    agrees = models.BooleanField(_("agrees"))
    name = models.CharField(_("full name"), max_length=200, blank=True)
    at = models.DateTimeField()
    method = models.CharField(_("how"), max_length=5, choices=Method.choices)
    source = models.CharField(_("how we know"), max_length=300, blank=True)
    guardian = models.ForeignKey(
        Guardian,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who was asked; on the student's answer: whose address the student gave.",
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("answer to a place")
        verbose_name_plural = _("answers to places")
        constraints = [
            models.UniqueConstraint(fields=["participation", "role"], name="people_answer_once"),
            models.CheckConstraint(condition=Q(role__in=Answering.values), name="people_answer_known_role"),
            models.CheckConstraint(condition=Q(method__in=Method.values), name="people_answer_known_method"),
        ]

    def __str__(self) -> str:
        return f"answer:{self.pk}"


class Waiver(models.Model):
    """A requirement lifted for one participation, by name and with a reason."""

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="waivers")
    requirement = models.CharField(max_length=60)
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participation", "requirement"], name="people_waiver_once")
        ]

    def __str__(self) -> str:
        return f"waiver:{self.pk}"
