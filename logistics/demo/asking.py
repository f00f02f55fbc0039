"""Writes what the partners of the demonstration answered when the season began: most of them, one is silent, one stays away."""

from datetime import datetime
from typing import Any

from ish.nominations.models import SeasonReply
from logistics.demo import season
from logistics.demo.build import World

ASKED_ON = datetime(2027, 1, 11, 9, 40, tzinfo=season.BERLIN)

# Partner, what it answers, day in January. Whoever is not here was not asked; no day: no answer.
ANSWERS: tuple[tuple[str, int | None, dict[str, Any]], ...] = (
    ("kumamoto", 14, {"places": 2, "reserve_places": 1, "comment": "Our own interviews are in February."}),
    ("montpellier", 12, {"places": 2, "reserve_places": 1, "tells_first": True}),
    ("rehovot", 19, {"places": 3, "reserve_places": 1, "comment": "A third student would love to come, if there is room."}),
    ("palo-alto", 21, {"places": 2, "reserve_places": 1}),
    ("cambridge", 13, {"places": 1}),
    ("bautzen", 12, {"places": 2}),
    ("jelenia-gora", 18, {"places": 2, "tells_first": True}),
    ("hangzhou", 25, {"taking_part": "later", "comment": "We have to ask our office of foreign affairs first."}),
    ("heidelberg", 11, {"places": 2}),
    ("nysf", 28, {"places": 2, "responsible_name": "Imogen Clarke", "responsible_email": "imogen.clarke@example.org"}),
    ("wra", 20, {"places": 1, "names_by": "wra"}),
    ("jef", None, {}),
    ("gauteng", 15, {"taking_part": "no", "comment": "Next year again, we hope."}),
)  # fmt: skip


def answers(world: World) -> None:
    """Write the question and the answers."""
    bodies = {body.key: body for body in season.BODIES}
    for key, day, said in ANSWERS:
        body, values = bodies[key], {"taking_part": "yes", **said}
        name, email = body.coordinator
        reply = SeasonReply(
            edition=world.edition,
            body=world.bodies[key],
            asked_at=ASKED_ON,
            asked_by=world.users["olga@example.org"],
        )
        if day is not None:
            values["names_by"] = body.names_by if "names_by" in values else None
            values.setdefault("responsible_name", name)
            values.setdefault("responsible_email", email)
            for field, value in values.items():
                setattr(reply, field, value)
            reply.answered_at = ASKED_ON.replace(day=day, hour=15)
            reply.answered_by, reply.version = name or "Thandi Mokoena", 1
        reply.save()
