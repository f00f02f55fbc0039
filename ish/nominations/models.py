"""Coordinators, nominations and the stash of an import between preview and confirmation."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ish.nominations.states import CoordinatorKind, CorrectionState, Reason, Receiver, Sender, TakesPart
from ish.people.models import Participation
from ish.privacy.fields import EncryptedJSONField
from ish.programme.models import Edition, NominatingBody


class Coordinator(models.Model):
    """Somebody who names and follows students for one body, from a day to a day. `user` is empty until they accept."""

    body = models.ForeignKey(
        NominatingBody, models.CASCADE, related_name="coordinators", verbose_name=_("partner")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="coordinator_rows"
    )
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail address"))
    kind = models.CharField(
        _("role"), max_length=8, choices=CoordinatorKind.choices, default=CoordinatorKind.LEAD
    )
    active_from = models.DateField(_("from"), null=True, blank=True)
    active_to = models.DateField(_("until"), null=True, blank=True)
    handed_to = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="handed_by",
        help_text="Who leads after them; until that one has accepted, they stay a while longer.",
    )

    class Meta:
        ordering = ["body__name", "name"]
        constraints = [
            models.UniqueConstraint(fields=["body", "email"], name="nominations_coordinator_once"),
            models.CheckConstraint(
                condition=Q(kind__in=CoordinatorKind.values), name="nominations_coordinator_known_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"coordinator:{self.pk}"


class SeasonReply(models.Model):
    """What a body answers to the question with which a season begins (by signed link). `answered_at` is empty until then."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="season_replies")
    body = models.ForeignKey(
        NominatingBody, models.PROTECT, related_name="season_replies", verbose_name=_("partner")
    )
    asked_at = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    taking_part = models.CharField(_("taking part"), max_length=5, choices=TakesPart.choices, blank=True)
    places = models.PositiveSmallIntegerField(_("how many students"), null=True, blank=True)
    reserve_places = models.PositiveSmallIntegerField(
        _("how many on the waiting list"), null=True, blank=True
    )
    responsible_name = models.CharField(_("who is responsible"), max_length=200, blank=True)
    responsible_email = models.EmailField(_("their e-mail address"), blank=True)
    names_by = models.DateField(_("names by"), null=True, blank=True)
    tells_first = models.BooleanField(_("we tell our own students first"), default=False)
    comment = models.TextField(_("anything else"), blank=True, max_length=2000)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(_("your name"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    source = models.CharField(
        max_length=300, blank=True, help_text="How an organiser knows, when recorded for the body."
    )
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["body__name"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "body"], name="nominations_season_reply_once"),
            models.CheckConstraint(
                condition=Q(taking_part__in=["", *TakesPart.values]), name="nominations_known_taking_part"
            ),
        ]

    def __str__(self) -> str:
        return f"season reply:{self.pk}"


class Release(models.Model):
    """Decisions that were released together; can be undone while none of its letters has gone."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="releases")
    batch = models.CharField(max_length=80, unique=True, help_text="The same mark as its messages carry.")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    # A third part says what else is written back: {column: value}.
    before = models.JSONField(
        default=dict, help_text="{nomination: [school's state, participation's state]} before the release."
    )
    told = models.JSONField(
        default=list,
        help_text="Keys of nominations whose partner has told the student itself: it cannot be undone.",
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"release:{self.pk}"


class Nomination(models.Model):
    """A body's claim on a place for a person, and the school's decision on it. The person never changes: a replacement is a new
    nomination. A decision is first `pending`, then released."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="nominations")
    body = models.ForeignKey(
        NominatingBody, models.PROTECT, related_name="nominations", verbose_name=_("partner")
    )
    participation = models.OneToOneField(Participation, models.PROTECT, related_name="nomination")
    sender_state = models.CharField(
        _("partner's state"), max_length=12, choices=Sender.choices, default=Sender.DRAFT
    )
    receiver_state = models.CharField(
        _("school's state"), max_length=14, choices=Receiver.choices, default=Receiver.WAITING
    )
    rank = models.PositiveSmallIntegerField(_("rank"), null=True, blank=True)
    reserve = models.BooleanField(_("waiting list"), default=False)
    school = models.CharField(_("school or university"), max_length=200, blank=True)
    grade = models.CharField(_("grade or year"), max_length=60, blank=True)
    english_level = models.CharField(_("English (CEFR)"), max_length=2, blank=True)
    interests = models.CharField(_("fields of interest"), max_length=500, blank=True)
    motivation = models.TextField(_("motivation"), blank=True, max_length=5000)
    late = models.BooleanField(_("late"), default=False)
    replaces = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="replaced_by")
    pending = models.CharField(_("planned decision"), max_length=14, choices=Receiver.choices, blank=True)
    tell_on = models.DateField(
        _("we write on"),
        null=True,
        blank=True,
        help_text="The partner knows the pending decision and tells the student first; on this day we do.",
    )
    pending_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices, blank=True)
    reason_staff = models.TextField(_("note for us"), blank=True, max_length=2000)
    reason_student = models.TextField(_("note for the student"), blank=True, max_length=2000)
    release = models.ForeignKey(Release, models.SET_NULL, null=True, blank=True, related_name="nominations")
    place_of = models.ForeignKey(
        NominatingBody,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("takes a place of"),
        help_text="Another body whose free place this student takes; empty: the body's own.",
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decision_note = models.CharField(
        _("note on the decision"),
        max_length=300,
        blank=True,
        help_text="For instance: beyond the places, on purpose.",
    )
    sent_back_comment = models.TextField(_("what to correct"), blank=True, max_length=2000)
    submitted_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    on_behalf = models.CharField(
        max_length=300, blank=True, help_text="How an organiser knows, when entered for the body."
    )
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")
        ordering = ["body__name", "reserve", "rank", "pk"]
        indexes = [
            models.Index(fields=["edition", "body"]),
            models.Index(fields=["edition", "receiver_state"]),
            # Few take a place of somebody else's: among all the empty ones, SQLite would rather read the whole table.
            models.Index(
                fields=["place_of"],
                name="nominations_place_taken",
                condition=models.Q(place_of__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(sender_state__in=Sender.values), name="nominations_known_sender_state"
            ),
            models.CheckConstraint(
                condition=Q(receiver_state__in=Receiver.values), name="nominations_known_receiver_state"
            ),
            models.CheckConstraint(
                condition=Q(pending__in=["", *Receiver.values]), name="nominations_known_pending"
            ),
            models.CheckConstraint(
                condition=Q(reason__in=["", *Reason.values]), name="nominations_known_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"nomination:{self.pk}"


class Correction(models.Model):
    """A change to what was handed in, as a difference: harmless fields apply at once, identity waits for the school."""

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="corrections")
    changes = EncryptedJSONField(null=True, help_text="{field: [as it was, as proposed]}.")
    state = models.CharField(
        _("state"), max_length=10, choices=CorrectionState.choices, default=CorrectionState.PROPOSED
    )
    note = models.CharField(_("why"), max_length=500, blank=True)
    proposed_at = models.DateTimeField(default=timezone.now)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    role = models.CharField(max_length=12, help_text="In which role it was proposed.")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answer = models.CharField(_("answer"), max_length=500, blank=True)

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=CorrectionState.values), name="nominations_known_correction_state"
            ),
        ]

    def __str__(self) -> str:
        return f"correction:{self.pk}"


class ListHabits(models.Model):
    """How a body's lists are to be read, as somebody once said: remembered, so that the question is asked once."""

    body = models.OneToOneField(NominatingBody, models.CASCADE, related_name="list_habits")
    columns = models.JSONField(
        default=dict, help_text="{heading in plain letters: field, or empty: leave out}."
    )
    date_order = models.CharField(max_length=3, blank=True, help_text="DMY, MDY or YMD.")
    name_order = models.CharField(
        max_length=6, blank=True, help_text="family or given: what comes first in whole names."
    )
    updated_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"list habits:{self.pk}"


class ImportStash(models.Model):
    """An uploaded list between preview and confirmation: sealed, bound to its uploader, erased within a day."""

    edition = models.ForeignKey(Edition, models.CASCADE)
    body = models.ForeignKey(NominatingBody, models.CASCADE)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="import_stashes")
    file_name = models.CharField(max_length=200)
    data = EncryptedJSONField(
        null=True, help_text="base64 of the file as uploaded; read again at confirmation."
    )
    digest = models.CharField(max_length=64)
    choices = EncryptedJSONField(
        null=True,
        help_text="What the reader of the preview chose: sheet, header, columns, dates, mended cells.",
    )
    created_at = models.DateTimeField(default=timezone.now)
    reading = EncryptedJSONField(
        null=True,
        help_text="What was read of a long file, so that a page of the preview need not read it again.",
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict, blank=True)
    refused = EncryptedJSONField(
        null=True, help_text="[[nomination, why]]: whose corrections were not taken."
    )

    class Meta:
        indexes = [models.Index(fields=["created_at"])]

    def __str__(self) -> str:
        return f"stash:{self.pk}"
