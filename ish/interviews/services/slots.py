"""Times at which interviews can be: made in a row, changed, taken away."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from ish import clock
from ish.interviews import mails, queries, rules
from ish.interviews.models import Interview, PanelMember, Slot
from ish.interviews.services.booking import NotAllowed, give_back, lock, members_of, move
from ish.interviews.states import Stand, Why
from ish.programme.models import Edition
from ish.selection.rules import clashing


class SlotChanged(NotAllowed):
    """Somebody else has changed or removed the time since it was looked at."""


@transaction.atomic
def make_slots(
    *,
    edition: Edition,
    starts: Sequence[datetime],
    minutes: int,
    panel: Iterable[int],
    by: Any,
    place: str = "",
    video_link: str = "",
) -> list[Slot]:
    """Make a time of each start, with the panel given by keys of users. What is there already, with one of the same people at the
    same moment, is left out: the same form twice makes nothing twice. Raises `NotAllowed`."""
    Edition.objects.select_for_update().get(pk=edition.pk)
    users = _panel(edition, panel)
    there = PanelMember.objects.filter(slot__edition=edition, user__in=users, slot__starts_at__in=starts)
    known = set(there.values_list("slot__starts_at", flat=True))
    found = []
    for at in starts:
        if at in known:
            continue
        slot = Slot.objects.create(
            edition=edition, starts_at=at, minutes=minutes, place=place, video_link=video_link, made_by=by
        )
        PanelMember.objects.bulk_create([PanelMember(slot=slot, user=user) for user in users])
        found.append(slot)
    return found


def _panel(edition: Edition, keys: Iterable[int]) -> list[User]:
    """Return the users who sit on a panel. Raises `NotAllowed`."""
    possible = {user.pk: user for user in queries.possible_members(edition)}
    wanted = [possible[key] for key in dict.fromkeys(keys) if key in possible]
    if not 1 <= len(wanted) <= rules.MOST_ON_PANEL:
        raise NotAllowed(_("A panel has one to four members, organisers or reviewers of this school."))
    return wanted


@transaction.atomic
def change_slot(
    *,
    slot: Slot,
    starts_at: datetime,
    minutes: int,
    panel: Iterable[int],
    by: Any,
    place: str = "",
    video_link: str = "",
    seen: str = "",
) -> Slot:
    """Change a time. Where a student has it, everybody concerned is told once; nobody, if nothing differs. `seen` is the mark of
    the time as it was looked at (`queries.mark_of_slot`).

    Raises `NotAllowed`, and `SlotChanged` when somebody else has changed it since.
    """
    row = Slot.objects.select_for_update().filter(pk=slot.pk).first()
    if row is None or (seen and seen != queries.mark_of_slot(row)):
        raise SlotChanged(_("Somebody else has changed this time in the meantime. Look at it again."))
    row.edition = slot.edition
    taken = Interview.objects.filter(slot=row).first()
    interview = lock(taken) if taken else None
    if interview is not None and rules.is_held(interview, clock.now()):
        raise NotAllowed(_("This interview has begun already. Its time stays as it was."))
    before, had = _copy(row), members_of(row)
    members = had if {one.pk for one in had} == set(panel) else _panel(row.edition, panel)
    if interview is not None and clashing(interview.nomination, [one.pk for one in members]):
        raise NotAllowed(
            _("Somebody on this panel has a conflict of interest with the student. Choose somebody else.")
        )
    new = {"starts_at": starts_at, "minutes": minutes, "place": place, "video_link": video_link}
    same = all(getattr(row, name) == value for name, value in new.items())
    if same and members == had:
        return row
    for name, value in new.items():
        setattr(row, name, value)
    row.save(update_fields=list(new))
    _seat(row, members)
    if interview is not None:
        _tell(interview, row, before, had, members)
    return row


def _copy(row: Slot) -> Slot:
    """Return the time as it was, to be told to those who are no longer needed."""
    return Slot(
        edition=row.edition,
        starts_at=row.starts_at,
        minutes=row.minutes,
        place=row.place,
        video_link=row.video_link,
    )


def _seat(row: Slot, members: list[User]) -> None:
    PanelMember.objects.filter(slot=row).exclude(user__in=members).delete()
    there = set(PanelMember.objects.filter(slot=row).values_list("user", flat=True))
    PanelMember.objects.bulk_create(
        [PanelMember(slot=row, user=one) for one in members if one.pk not in there]
    )


def _tell(interview: Interview, row: Slot, before: Slot, had: list[User], members: list[User]) -> None:
    move(interview, Stand.BOOKED, slot=row)
    mails.changed(
        interview=interview,
        slot=row,
        stay=[one for one in members if one in had],
        come=[one for one in members if one not in had],
        go=[one for one in had if one not in members],
        before=before,
    )


@transaction.atomic
def drop_slot(*, slot: Slot, by: Any) -> bool:
    """Take a time away; a student who has it is told to choose another one. Says whether somebody had it. Raises `NotAllowed`."""
    row = Slot.objects.select_for_update().filter(pk=slot.pk).first()
    if row is None:
        return False
    taken = Interview.objects.filter(slot=row).first()
    if taken is not None:
        interview = lock(taken)
        if rules.is_held(interview, clock.now()):
            raise NotAllowed(_("This interview has begun already. Its time stays as it was."))
        give_back(interview, why=Why.NO_TIME)
    row.delete()
    return taken is not None
