"""A section of the profile goes over to a guardian, who fills it in at their own seat with the same form as the student."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ish import clock
from ish.consents import confided, custody, seat_mails
from ish.consents.models import Handover
from ish.consents.seat import Seat
from ish.people.models import Guardian, Participation
from ish.profiles import sections
from ish.profiles import services as profiles
from ish.profiles.row_specs import CONTACTS
from ish.profiles.rules import Editor
from ish.profiles.sections import Section

CODES = ("health", "insurance", "emergency", "passport")
"""What a parent may know better than the student."""
TAKEN_BACK = gettext_lazy("This section is not with you any more. What you wrote stays.")


class NotAllowed(Exception):
    """This section, or this guardian, cannot be part of a handover."""


def may_be_handed(participation: Participation) -> list[Section]:
    """Return the sections that can go over to a guardian."""
    return [one for one in sections.asked_of(participation) if one.code in CODES]


def standing(participation: Participation) -> list[Handover]:
    """Return what is handed over at the moment."""
    rows = Handover.objects.filter(participation=participation, ended_at=None)
    found = list(rows.select_related("guardian").order_by("pk"))
    for row in found:
        row.participation = participation
    return found


def of_seat(found: Seat, code: str = "") -> list[Handover]:
    """Return what the guardian of a seat fills in (of one section, when named): what was handed over to them, and as long as
    custody and the student's age have it so."""
    rows = [row for row in standing(found.participation) if row.guardian_id == found.key]
    return [row for row in rows if (not code or row.section == code) and is_open(row)]


def is_open(handover: Handover) -> bool:
    """Say whether a guardian may still fill in what was handed over: asked anew at every visit, since custody changes."""
    return not custody.why_not(handover.guardian, handover.participation, handover.section)


def was_handed(found: Seat, code: str) -> bool:
    """Say whether the guardian of a seat ever had a section in their hands."""
    rows = Handover.objects.filter(participation=found.participation, guardian=found.guardian)
    return rows.filter(section=code).exists()


def hides(handover: Handover) -> bool:
    """Say whether something in the section is not shown to whom it was handed over, because another guardian wrote it."""
    section = sections.get(handover.section)
    row = section.row(handover.participation)
    return bool(confided.hidden(handover.participation, section, row, handover.guardian))


@transaction.atomic
def hand_over(*, participation: Participation, section: str, guardian: Guardian, by: Any) -> Handover:
    """Hand a section over, and tell the guardian by a letter with their link; twice is once. One guardian at a time has it: who
    had it until now has it no longer, and what they wrote is not shown to the next. Raises `NotAllowed` with the reason."""
    if section not in {one.code for one in may_be_handed(participation)}:
        raise NotAllowed(_("This section cannot be handed over."))
    if words := custody.why_not(guardian, participation, section):
        raise NotAllowed(words)
    Participation.objects.select_for_update().get(pk=participation.pk)
    rows = Handover.objects.filter(participation=participation, section=section, ended_at=None)
    for row in rows.select_for_update(of=("self",)):
        if row.guardian_id == guardian.pk:
            return row
        take_back(handover=row)
    row = Handover.objects.create(
        participation=participation, guardian=guardian, section=section, by=by, at=clock.now()
    )
    seat_mails.handed(participation=participation, guardian=guardian)
    return row


@transaction.atomic
def take_back(*, handover: Handover) -> Handover:
    """End a handover: the guardian no longer sees the section; what they wrote stays."""
    handover.ended_at = clock.now()
    handover.save(update_fields=["ended_at"])
    return handover


@transaction.atomic
def show(*, handover: Handover) -> Handover:
    """Show a guardian what another one wrote in the section that is in their hands: the student's word, or an organiser's."""
    handover.shown_at = clock.now()
    handover.save(update_fields=["shown_at"])
    return handover


@transaction.atomic
def save(*, handover: Handover, found: Seat, values: Mapping[str, Any], version: int) -> profiles.Saved:
    """Save what a guardian wrote into a section that is theirs to fill in, by the same door as everybody; note when, and which
    facts. What another guardian has answered is left as it is, and people to call whom they do not see stay in the list.

    Raises `NotAllowed` when it was taken back meanwhile, and what `profiles.services.save_section` raises."""
    row = Handover.objects.select_for_update(of=("self",)).select_related("guardian").get(pk=handover.pk)
    row.participation = found.participation
    if row.ended_at is not None or row.guardian_id != found.key or not is_open(row):
        raise NotAllowed(TAKEN_BACK)
    saved = profiles.save_section(
        participation=found.participation,
        section=row.section,
        values=_of_theirs(row, values),
        version=version,
        by=Editor(guardian=found.guardian),
    )
    if saved.changed or saved.asked:
        row.filled_at = clock.now()
        row.wrote = sorted({*row.wrote, *saved.changed, *saved.asked})
        row.save(update_fields=["filled_at", "wrote"])
    return saved


def _of_theirs(handover: Handover, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return of `values` what the guardian may write, with what they do not see put back."""
    section = sections.get(handover.section)
    kept = section.model.objects.select_for_update(of=("self",)).filter(participation=handover.participation)
    row = kept.first() or section.row(handover.participation)
    closed = confided.hidden(handover.participation, section, row, handover.guardian)
    found = {name: value for name, value in values.items() if name not in closed}
    if confided.CONTACTS in found:
        parents = confided.others(handover.guardian)
        found[confided.CONTACTS] = confided.put_back(found[confided.CONTACTS], row.contacts, parents)
        if len(found[confided.CONTACTS]) > CONTACTS.most:
            raise NotAllowed(_("There is room for %(n)s people to call in all.") % {"n": CONTACTS.most})
    return found
