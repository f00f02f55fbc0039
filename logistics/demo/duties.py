"""Writes who is on duty: a tutor who is there before the others, for everybody; and one emergency card that was opened."""

from ish.people.models import Participation
from ish.people.states import Capacity
from logistics import duty_queries
from logistics.demo import season
from logistics.demo.build import World
from logistics.models import Duty


def duties(world: World) -> None:
    """Write them, once journeys are known."""
    if not world.reached("travel"):
        return
    olga = world.users["olga@example.org"]
    rows = Participation.objects.filter(edition=world.edition, person__isnull=False).select_related("person")
    carers = {row.person.given_names: row for row in rows.exclude(capacity=Capacity.PARTICIPANT)}
    first = world.now.date()
    for name, starts in (("Toni", first), ("Felix", season.ARRIVAL)):
        if name in carers:
            duty = {"starts_on": starts, "ends_on": season.DEPARTURE, "created_by": olga}
            row = Duty.objects.create(participation=carers[name], everybody=name == "Toni", **duty)
            if not row.everybody:  # the first few by name
                row.people.set(duty_queries.to_care_for(world.edition)[:6])
