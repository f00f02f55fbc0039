"""The published plan of the demonstration's last stage: proposed by the engine, published, dated back."""

from datetime import datetime

from ish.placements import services
from ish.placements.models import Plan
from logistics.demo import profile, season
from logistics.demo.build import World

PUBLISHED_ON = datetime(2027, 6, 17, 16, 0, tzinfo=season.BERLIN)


def plan(world: World) -> None:
    """Propose and publish the plan, once the season has come that far; before that, leave an empty draft's place free."""
    if not world.reached("travel"):
        return
    olga = world.users["olga@example.org"]
    row = services.new_plan(edition=world.edition, title="Lab places 2027", by=olga)
    services.propose(plan=row, by=olga)
    services.publish(plan=row, by=olga)
    Plan.objects.filter(pk=row.pk).update(solved_at=PUBLISHED_ON, published_at=PUBLISHED_ON)
    profile.papers(world)
