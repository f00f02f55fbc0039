"""Writes what people asked about their own data: one who was not selected wants everything erased, one doubts a date, and a student
has a copy of everything made."""

from datetime import timedelta

from ish.jobs import running
from ish.people.models import Participation, Person
from ish.people.states import State
from ish.rights import deadlines, services
from ish.rights.models import Request
from logistics.demo import season
from logistics.demo.build import World, days_before

AGO = 25
"""Days ago: the answer is due within a week."""


def asked(world: World) -> None:
    """Write them, once decisions are known."""
    if not world.reached("profiles"):
        return
    olga = world.users["olga@example.org"]
    over = (State.NOT_SELECTED, State.WITHDREW, State.GAVE_BACK)
    rows = Participation.objects.filter(edition=world.edition, state__in=over).order_by("pk")
    people = list(Person.objects.filter(participations__in=rows).order_by("pk").distinct()[:2])
    for person in people[:1]:
        day = days_before(world.now, AGO).date()
        Request.objects.create(
            person=person,
            kind="erasure",
            text="As I was not chosen I would like you to delete what you know about me.",
            received_on=day,
            due=deadlines.due(day),
            recorded_by=person.user,
        )
    for person in people[1:]:
        services.restrict(
            person=person,
            asked_by="person",
            why="Says that the date of birth in our papers is somebody else’s. The partner asks the school.",
            by=olga,
            review_on=world.now.date() + timedelta(days=10),
        )
    pia = Person.objects.filter(user=world.users.get("pia@example.org")).first()
    if pia is not None and world.stage == season.LATEST:
        copy = services.start_copy(pia, by=pia.user)
        running.run(copy.job_id or 0)
