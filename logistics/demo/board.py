"""Writes the advisory board of the demonstration: three reviewers, a rubric, opinions as far as the stage has come."""

from datetime import timedelta

from accounts.services import add_user
from ish.nominations.models import Nomination
from ish.selection import rules, services
from ish.selection.models import BoardSettings, Criterion, Opinion, Reviewer
from logistics.demo import season
from logistics.demo.build import World, days_before

REVIEWERS = (
    ("rosa@example.org", "Rosa Lindner"),
    ("ruben@example.org", "Ruben Achterberg"),
    ("ines@example.org", "Ines Moreau"),
)
RUBRIC = (("Curiosity", 2), ("Preparation for a laboratory", 1))
# What each of the three says of the first students, in their order: a word and points for the rubric.
SAID = (
    (("yes", 5, 4), ("yes", 4, 4), ("unsure", 3, 4)),
    (("yes", 4, 3), ("no", 2, 3), ("yes", 4, 4)),
    (("unsure", 3, 3), ("yes", 5, 4), ("no", 2, 2)),
    (("no", 2, 2), ("unsure", 3, 2), ("no", 1, 2)),
)
COMMENTS = {
    "yes": "A clear question, and a plan for finding out.",
    "unsure": "Good marks; the motivation could be anybody's.",
    "no": "Better next year, with a little more preparation.",
}
FIRST_TO_READ = 2
"""In March Rosa has only begun: so many of hers are handed in."""


def board(world: World) -> None:
    """Write the board: in March it reads, later it has read and is closed."""
    closes = season.PHASES["decision"][1]
    BoardSettings.objects.create(edition=world.edition, due_on=closes - timedelta(days=7))
    rubric = [Criterion.objects.create(edition=world.edition, label=name, weight=n) for name, n in RUBRIC]
    over = world.reached("profiles")
    for order, (email, name) in enumerate(REVIEWERS):
        row = Reviewer.objects.create(
            edition=world.edition, user=add_user(email=email, name=name), name=name, email=email
        )
        for number, nomination in enumerate(rules.handed_in(world.edition).order_by("pk")):
            if over or number < (FIRST_TO_READ if order == 0 else len(SAID)):
                _say(
                    world,
                    row,
                    nomination,
                    SAID[number % len(SAID)][(order + number // len(SAID)) % 3],
                    rubric,
                )
    olga = world.users["olga@example.org"]
    services.count(edition=world.edition, by=olga)
    if over:
        services.close(edition=world.edition, by=olga)


def _say(
    world: World, row: Reviewer, nomination: Nomination, said: tuple[str, int, int], rubric: list[Criterion]
) -> None:
    word, *points = said
    at = days_before(world.now, 1)
    Opinion.objects.create(
        reviewer=row,
        nomination=nomination,
        vote=word,
        scores={str(one.pk): given for one, given in zip(rubric, points, strict=True)},
        comment=COMMENTS[word],
        submitted_at=at,
        saved_at=at,
        version=1,
    )
