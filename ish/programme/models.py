"""Programmes, editions with phases, the bodies that nominate, their places, organisers, and what is ticked before opening."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from ish.programme.states import STAGES, BodyKind, Part, PhaseCode, ProgrammeKind


class Programme(models.Model):
    """A recurring programme; its kind decides which stages its editions have."""

    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=20, unique=True)
    kind = models.CharField(
        _("kind"), max_length=12, choices=ProgrammeKind.choices, default=ProgrammeKind.INCOMING
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ProgrammeKind.values), name="programme_known_kind"),
        ]

    def __str__(self) -> str:
        return self.name

    def stages(self) -> tuple[str, ...]:
        """Return the stages that editions of this programme have, in order."""
        return STAGES[self.kind]


class Edition(models.Model):
    """One run of a programme. The number is stored, never derived: years have been missed."""

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="editions", verbose_name=_("programme")
    )
    number = models.PositiveSmallIntegerField(_("number"), help_text=_("The 30th school is number 30."))
    year = models.PositiveSmallIntegerField(_("year"))
    arrival_day = models.DateField(_("day of arrival"))
    departure_day = models.DateField(_("day of departure"))
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/Berlin")
    contact_email = models.EmailField(_("contact address"), blank=True)
    data_protection_contact = models.CharField(_("data protection contact"), max_length=300, blank=True)
    places_planned = models.PositiveSmallIntegerField(_("places in all"), default=20)
    acceptance_days = models.PositiveSmallIntegerField(
        _("days to accept a place"), default=14, help_text=_("An offer can be accepted for so many days.")
    )
    hold_mail = models.BooleanField(
        _("hold decisions' mail for review"),
        default=True,
        help_text=_("Released letters wait until an organiser sends them."),
    )

    class Meta:
        ordering = ["-arrival_day"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="programme_edition_number_once"),
            models.CheckConstraint(
                condition=Q(departure_day__gt=F("arrival_day")),
                name="programme_edition_departs_after_arrival",
                violation_error_message=_("The day of departure must be after the day of arrival."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme.short_name} {self.year}"

    def has_stage(self, stage: str) -> bool:
        """Say whether the edition's programme has this stage."""
        return stage in self.programme.stages()


class Phase(models.Model):
    """A dated part of an edition; both days belong to it (in the edition's zone)."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="phases")
    code = models.CharField(_("phase"), max_length=20, choices=PhaseCode.choices)
    opens = models.DateField(_("opens on"))
    closes = models.DateField(_("due by"))

    class Meta:
        ordering = ["opens", "closes"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="programme_phase_once"),
            models.CheckConstraint(condition=Q(code__in=PhaseCode.values), name="programme_phase_known"),
            models.CheckConstraint(
                condition=Q(closes__gte=F("opens")),
                name="programme_phase_closes_after_opening",
                violation_error_message=_("A phase must not end before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_code_display()


class NominatingBody(models.Model):
    """A partner that names students: twin or friendship city, organisation or school, or the host city itself."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=BodyKind.choices)
    country = CountryField(_("country"))
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/Berlin")
    language = models.CharField(
        _("language"), max_length=12, default="en", help_text=_("Used when we write to this partner.")
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("names through"),
    )
    dormant = models.BooleanField(
        _("resting"), default=False, help_text=_("The partnership rests; nobody is asked.")
    )
    active_from = models.DateField(_("partner from"), null=True, blank=True)
    active_to = models.DateField(_("partner until"), null=True, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=BodyKind.values), name="programme_body_known_kind"),
            models.CheckConstraint(
                condition=Q(active_to__isnull=True)
                | Q(active_from__isnull=True)
                | Q(active_to__gte=F("active_from")),
                name="programme_body_from_before_to",
                violation_error_message=_("The partnership must not end before it begins."),
            ),
            models.CheckConstraint(condition=~Q(parent=F("pk")), name="programme_body_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name


class Quota(models.Model):
    """How many places and places on the waiting list a body has in an edition, and its own date for names."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="quotas")
    body = models.ForeignKey(NominatingBody, models.PROTECT, related_name="quotas", verbose_name=_("partner"))
    places = models.PositiveSmallIntegerField(_("places"), default=0)
    reserve_places = models.PositiveSmallIntegerField(_("places on the waiting list"), default=0)
    nominations_by = models.DateField(
        _("names by"), null=True, blank=True, help_text=_("Only if it differs from the edition's date.")
    )
    tells_first_days = models.PositiveSmallIntegerField(
        _("days to tell its own students"),
        default=0,
        help_text=_(
            "The partner tells its students first; our letters follow after so many days. 0: we write at once."
        ),
    )
    agreed_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When the number of places was written last; empty: before we kept it.",
    )

    class Meta:
        ordering = ["body__name"]
        constraints = [models.UniqueConstraint(fields=["edition", "body"], name="programme_quota_once")]

    def __str__(self) -> str:
        return f"quota:{self.pk}"


class Organiser(models.Model):
    """Somebody who runs an edition, or a part of it, from a day to a day. `user` is empty until the invitation is accepted."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="organisers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="organiser_rows"
    )
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail address"))
    part = models.CharField(_("part"), max_length=12, choices=Part.choices, default=Part.LEAD)
    active_from = models.DateField(_("from"), null=True, blank=True)
    active_to = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "email", "part"], name="programme_organiser_once"),
            models.CheckConstraint(condition=Q(part__in=Part.values), name="programme_organiser_known_part"),
        ]

    def __str__(self) -> str:
        return f"organiser:{self.pk}"


class EditionCheck(models.Model):
    """A point of the list before an edition opens that somebody has ticked: done, as they say. No row: not ticked.

    The row with the code `OPENED` says that the edition was opened before the list was done, and which points were open."""

    OPENED = "opened"

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="checks")
    code = models.CharField(max_length=40)
    done_at = models.DateTimeField()
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    open_points = models.JSONField(default=list, blank=True, help_text="Codes that were open at the opening.")

    class Meta:
        ordering = ["done_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="programme_check_once")]

    def __str__(self) -> str:
        return f"check:{self.pk}"


def active_on(day: date, prefix: str = "") -> Q:
    """Return the condition that a row with `active_from`/`active_to` counts on `day` (both ends included)."""
    start, end = f"{prefix}active_from", f"{prefix}active_to"
    return (Q(**{f"{start}__isnull": True}) | Q(**{f"{start}__lte": day})) & (
        Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": day})
    )
