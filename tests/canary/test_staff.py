"""Those who run and help the school are people, too: names and addresses are seen by the roles declared, and by no others."""

from typing import Any

import pytest
from django.db import models
from django.utils import timezone

from accounts.models import Invitation
from ish.privacy import catalogue
from tests.canary.planting import Canary, _value
from tests.canary.test_matrix import Walk, walk

__all__ = ["walk"]

ACTORS = (
    "nobody",
    "coordinator",
    "coordinator_other",
    "participant",
    "participant_other",
    "host",
    "host_other",
)
NUMBERS_FROM = 500  # apart from those planted in Pia's rows


def plant(walk: Walk) -> dict[str, set[str]]:
    """Put canaries in place of Pia's and add them to rows of staff; return, by name, which actors may see each."""
    world = walk.world
    invitation = Invitation.objects.create(
        role="participant",
        target_id=world.person.pk,
        email="x@example.org",
        token_hash="x",
        expires_at=timezone.now(),
    )
    rows: list[tuple[str, models.Model, set[str]]] = [
        ("coordinator", world.coordinator, {"coordinator"}),
        ("host", world.host_row, {"host", "participant"}),
        ("invitation", invitation, set()),
        *(
            (f"user {actor}", world.users[actor], {actor})
            for actor in ("coordinator", "participant", "host", "organiser")
        ),
    ]
    walk.canaries, allowed, number = [], {}, NUMBERS_FROM
    for label, row, near in rows:
        policy = catalogue.declared(row)
        values: dict[str, Any] = {}
        for name, declared in policy.fields.items():
            values[name], texts = _value(f"{policy.label}.{name}", policy.model._meta.get_field(name), number)
            full = f"{label}: {name}"
            number += 1
            walk.canaries.append(Canary(full, declared, tuple(text.casefold() for text in texts)))
            allowed[full] = {actor for actor in near if actor in declared.reads or label.startswith("user")}
        type(row)._default_manager.filter(pk=row.pk).update(**values)
    return allowed


@pytest.mark.parametrize("actor", ACTORS)
def test_staff_are_seen_by_those_declared_alone(walk: Walk, actor: str) -> None:
    allowed = plant(walk)
    seen = walk.seen(actor, list(walk.urls()))
    assert {name: url for name, url in seen.items() if actor not in allowed[name]} == {}
    if actor == "participant":
        assert {"host: name", "host: email"} <= set(seen), "the walk sees what is there"
