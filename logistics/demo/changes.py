"""Changes after their day in the demonstration: one is asked for and waits, one was declined, one person has more time."""

from datetime import timedelta

from ish.people.models import Participation
from ish.people.states import State
from ish.profiles.models import ChangeRequest, FreezeExtension
from ish.profiles.states import ChangeState
from logistics.demo.build import World, days_before


def changes(world: World) -> None:
    """Write them once the names are frozen."""
    if not world.reached("travel"):
        return
    rows = Participation.objects.filter(edition=world.edition, state=State.CONFIRMED)
    coming = list(rows.exclude(person__user=None).select_related("person").order_by("pk")[:2])
    if len(coming) < 2:
        return
    first, second = coming
    olga = world.users["olga@example.org"]
    _asked(world, first, {"badge_name": [first.person.badge_name, "Minh-Anh"]}, "Everybody calls me that.", 2)
    refused = _asked(world, second, {"pronunciation": [second.person.pronunciation, "like the river"]}, "", 9)
    refused.say(answer="The badges are printed; tell us on the first day, and we write it by hand.")
    refused.state, refused.decided_by = ChangeState.DECLINED, olga
    refused.decided_at = days_before(world.now, 7)
    refused.save()
    FreezeExtension.objects.create(
        participation=second,
        section="about_me",
        until=world.now.date() + timedelta(days=6),
        reason="The new passport comes next week.",
        made_by=olga,
        made_at=days_before(world.now, 3),
    )


def _asked(
    world: World, row: Participation, fields: dict[str, list[str]], reason: str, ago: int
) -> ChangeRequest:
    return ChangeRequest.objects.create(
        participation=row,
        section="about_me",
        role="participant",
        asked_by=row.person.user,
        asked_at=days_before(world.now, ago),
        changes={"fields": fields, "reason": reason},
    )
