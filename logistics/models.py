"""Journeys there and home, leg by leg, with the zone of every time; who is on duty, and emergency cards that were opened."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ish.people.models import Participation
from ish.privacy.fields import EncryptedTextField
from logistics.states import Direction, Emergency, Mode


class Place(models.Model):
    """A place one travels through: an airport by its IATA code, or a station or town without one."""

    iata = models.CharField(_("IATA code"), max_length=3, blank=True)
    name = models.CharField(_("name"), max_length=120)
    time_zone = models.CharField(_("time zone"), max_length=64)
    country = models.CharField(_("country"), max_length=2, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["iata"], condition=~Q(iata=""), name="logistics_place_iata_once"),
            models.UniqueConstraint(fields=["name"], name="logistics_place_name_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.iata})" if self.iata else self.name


class Journey(models.Model):
    """A participation's way there or home. `needs_pick_up`: shall somebody meet them."""

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="journeys")
    direction = models.CharField(_("direction"), max_length=10, choices=Direction.choices)
    needs_pick_up = models.BooleanField(_("please meet me"), default=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    starts_at = models.DateTimeField(
        null=True, blank=True, help_text="Departure of the first leg; kept for lists."
    )
    ends_at = models.DateTimeField(
        null=True, blank=True, help_text="Arrival of the last leg; kept for lists."
    )
    differs = models.CharField(
        max_length=40, blank=True, default="", help_text="What has changed since the ticket was given."
    )
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participation", "direction"], name="logistics_journey_once"),
            models.CheckConstraint(
                condition=Q(direction__in=Direction.values), name="logistics_journey_known_direction"
            ),
        ]
        indexes = [models.Index(fields=["direction", "ends_at"])]

    def __str__(self) -> str:
        return f"journey:{self.pk}"

    @property
    def differing(self) -> list[str]:
        """What has changed since the ticket was given."""
        return [code for code in self.differs.split(",") if code]


class Leg(models.Model):
    """One leg: by what, from where to where, when; times are aware, beside them the zone of the place."""

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="legs")
    order = models.PositiveSmallIntegerField(default=1)
    mode = models.CharField(_("by"), max_length=8, choices=Mode.choices, default=Mode.FLIGHT)
    number = models.CharField(_("flight or train number"), max_length=20, blank=True)
    from_place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("from"))
    to_place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("to"))
    departs_at = models.DateTimeField(_("departure"))
    departs_zone = models.CharField(max_length=64)
    arrives_at = models.DateTimeField(_("arrival"))
    arrives_zone = models.CharField(max_length=64)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["journey", "order"], name="logistics_leg_order_once"),
            models.CheckConstraint(
                condition=Q(arrives_at__gt=models.F("departs_at")),
                name="logistics_leg_arrives_after_departure",
            ),
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="logistics_leg_known_mode"),
        ]

    def __str__(self) -> str:
        return f"leg:{self.pk}"


class Duty(models.Model):
    """A tutor or chaperone looks after people of the same edition on these days (both included): `everybody`, or those named
    (nobody, while none is)."""

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="duties")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    everybody = models.BooleanField(_("everybody of the edition"), default=False)
    people = models.ManyToManyField(Participation, related_name="cared_for", blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")), name="logistics_duty_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return f"duty:{self.pk}"


class CardOpening(models.Model):
    """Somebody opened an emergency card: whose, in which role, why, when. It stays open for them for a while."""

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="card_openings")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    role = models.CharField(max_length=12)
    cause = EncryptedTextField(_("why"), null=True, blank=True, max_length=12, choices=Emergency.choices)
    reason = EncryptedTextField(_("in words"), null=True, blank=True, max_length=300)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("emergency card opened")
        verbose_name_plural = _("emergency cards opened")
        indexes = [models.Index(fields=["participation", "-at"])]

    def __str__(self) -> str:
        return f"card opening:{self.pk}"
