"""The edition before has been offered to the archive, and the nights since have erased what was due: the first report is open."""

from datetime import date

from ish.forgetting import evidence, scanning, services
from ish.forgetting.models import ArchiveOffer, LegalHold
from ish.forgetting.states import ArchiveAnswer, Trigger
from ish.people.models import Participation
from ish.programme.models import Edition
from logistics.demo.build import World


def forgotten(world: World) -> None:
    """Write the decision on the archive and a legal hold, let one night go by, look whether anything is left."""
    edition = Edition.objects.get(year=world.edition.year - 1)
    olga = world.users["olga@example.org"]
    ArchiveOffer.objects.create(
        edition=edition,
        archive="Town archive",
        offered_on=date(2026, 9, 7),
        answer=ArchiveAnswer.PART,
        answered_on=date(2026, 9, 24),
        note="Takes the programme and the pictures of the farewell; letter of 24 September in the files.",
        decided_on=date(2026, 10, 15),
        decided_by=olga,
    )
    ruby = Participation.objects.get(edition=edition, person__given_names="Ruby")
    services.hold(person=ruby.person, reason="A claim about lost luggage is open.", until=None, by=olga)
    LegalHold.objects.update(made_at=world.now)
    services.run(day=world.now.date(), trigger=Trigger.NIGHT)
    scanning.scan(report=evidence.current(), files=False)
