"""A section of the profile goes over to a guardian, who fills it in at their own seat with the same form as the student."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ish import clock
from ish.consents import seat, seat_mails
from ish.consents.models import Handover
from ish.consents.seat import Seat
from ish.people.models import Guardian, Participation
from ish.profiles import sections
from ish.profiles import services as profiles
from ish.profiles.rules import Editor
from ish.profiles.sections import Section

CODES = ("health", "insurance", "emergency", "passport")
"""What a parent may know better than the student."""


class NotAllowed(Exception):
    """This section, or this guardian, cannot be part of a handover."""


def may_be_handed(participation: Participation) -> list[Section]:
    """Return the sections that can go over to a guardian."""
    return [one for one in sections.asked_of(participation) if one.code in CODES]


def standing(participation: Participation) -> list[Handover]:
    """Return what is handed over at the moment."""
    rows = Handover.objects.filter(participation=participation, ended_at=None)
    return list(rows.select_related("guardian").order_by("pk"))


def of_seat(found: Seat, code: str = "") -> list[Handover]:
    """Return what is handed over to the guardian of a seat (of one section, when named)."""
    rows = standing(found.participation)
    return [row for row in rows if row.guardian_id == found.key and (not code or row.section == code)]


@transaction.atomic
def hand_over(*, participation: Participation, section: str, guardian: Guardian, by: Any) -> Handover:
    """Hand a section over, and tell the guardian by a letter with their link; twice is once. Raises `NotAllowed`."""
    if section not in {one.code for one in may_be_handed(participation)}:
        raise NotAllowed(_("This section cannot be handed over."))
    if guardian.person_id != participation.person_id or not seat.may_sit(guardian, participation):
        raise NotAllowed(_("We need an address of their own to write to."))
    row, made = Handover.objects.get_or_create(
        participation=participation,
        guardian=guardian,
        section=section,
        ended_at=None,
        defaults={"by": by, "at": clock.now()},
    )
    if made:
        seat_mails.handed(participation=participation, guardian=guardian)
    return row


@transaction.atomic
def take_back(*, handover: Handover) -> Handover:
    """End a handover: the guardian no longer sees the section; what they wrote stays."""
    handover.ended_at = clock.now()
    handover.save(update_fields=["ended_at"])
    return handover


@transaction.atomic
def save(*, handover: Handover, found: Seat, values: Mapping[str, Any], version: int) -> profiles.Saved:
    """Save what a guardian wrote into a section that is theirs to fill in, by the same door as everybody, and note when.

    Raises `NotAllowed` when it was taken back meanwhile, and what `profiles.services.save_section` raises."""
    row = Handover.objects.select_for_update().get(pk=handover.pk)
    if row.ended_at is not None or row.guardian_id != found.key:
        raise NotAllowed(_("This section was taken back in the meantime."))
    saved = profiles.save_section(
        participation=found.participation,
        section=row.section,
        values=values,
        version=version,
        by=Editor(guardian=found.guardian),
    )
    if saved.changed or saved.asked:
        row.filled_at = clock.now()
        row.save(update_fields=["filled_at"])
    return saved
