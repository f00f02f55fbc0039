"""Writes the interviews of the demonstration: six times, two students who have chosen, one who has yet to, one outcome."""

from datetime import datetime, timedelta

from ish.interviews.models import Interview, PanelMember, Slot
from ish.interviews.states import Outcome, Stand
from ish.nominations.models import Nomination
from ish.nominations.states import Receiver
from ish.selection import rules
from logistics.demo import nominees, season
from logistics.demo.build import World, days_before

FIRST_DAY = datetime(2027, 3, 15, 8, 0, tzinfo=season.BERLIN)
SECOND_DAY = datetime(2027, 3, 17, 16, 0, tzinfo=season.BERLIN)
STARTS = (
    *(FIRST_DAY + timedelta(minutes=40 * n) for n in range(2)),
    *(SECOND_DAY + timedelta(minutes=40 * n) for n in range(4)),
)
VIDEO = "https://video.example.org/ish-2027"
NOTES = "Spoke freely about measurements made at home; would manage well in a group that speaks English."
LATER = (Outcome.RECOMMENDED, Outcome.UNSURE)


def interviews(world: World) -> None:
    """Write times and interviews: in March one has been and one is to come, later both have been."""
    olga, rosa = world.users["olga@example.org"], world.users["rosa@example.org"]
    slots = []
    for at in STARTS:
        slot = Slot.objects.create(
            edition=world.edition, starts_at=at, minutes=30, place="By video", video_link=VIDEO, made_by=olga
        )
        PanelMember.objects.bulk_create([PanelMember(slot=slot, user=user) for user in (olga, rosa)])
        slots.append(slot)
    over = world.reached("profiles")
    chosen = list(rules.handed_in(world.edition).order_by("pk")[:3])
    for number, nomination in enumerate(chosen[: 2 if over else 3]):
        has = (slots[0], slots[3], None)[number]
        row = Interview(
            nomination=nomination,
            slot=has,
            state=Stand.BOOKED if has else Stand.INVITED,
            sequence=1 if has else 0,
            invited_at=days_before(world.now, 2),
            invited_by=olga,
        )
        if number == 0 or over:
            row.outcome, row.notes, row.version = LATER[number], NOTES if number == 0 else None, 1
            row.outcome_by, row.outcome_at = rosa, STARTS[0] + timedelta(minutes=45)
        if over:
            _end(world, row)
        else:
            Nomination.objects.filter(pk=nomination.pk).update(receiver_state=Receiver.INTERVIEW)
        row.save()


def _end(world: World, row: Interview) -> None:
    """The decision is out; by June its notes are forgotten."""
    row.over_at = nominees.OFFERED_ON
    if world.reached("travel"):
        row.notes, row.notes_erased_at = None, nominees.OFFERED_ON + timedelta(days=30)
