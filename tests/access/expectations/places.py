"""Who may enter the pages of corrections and free places."""

from typing import Any

from tests.access.expecting import Expect, of

BOTH = of("coordinator", "organiser")
EITHER = of("organiser", "organiser_other")
OWN = of("organiser")


def of_body(world: Any) -> str:
    """The address of a partner's free place."""
    return f"?body={world.body.pk}"


def body(world: Any) -> dict[str, int]:
    """The partner whose place is offered."""
    return {"body": world.body.pk}


EXPECTED = {
    "nominations:correct": Expect(pages=BOTH, posts=BOTH, args={"pk": "nomination"}),
    "nominations:correct_own": Expect(
        pages=of("participant"), posts=of("participant"), args={"pk": "participation"}
    ),
    "nominations:corrections": Expect(pages=EITHER),
    "nominations:decide": Expect(pages=of("organiser"), posts=of("organiser"), args={"pk": "correction"}),
    # Whoever proposed it takes it back, and nobody else, organisers included. One of several roles is nobody else either.
    "nominations:retract": Expect(posts={"coordinator": 302, "mixed": 404}, args={"pk": "correction"}),
    "nominations:free": Expect(pages=EITHER),
    "nominations:choose": Expect(pages=of("organiser"), query=of_body),
    "nominations:offer": Expect(pages=OWN, posts=OWN, args={"pk": "next_one"}, query=of_body, data=body),
    "nominations:end_offer": Expect(pages=OWN, posts=OWN, args={"pk": "lapsed"}),
    "nominations:replace": Expect(pages=BOTH, posts=BOTH, args={"pk": "gone"}),
}
