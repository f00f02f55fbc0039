"""Those who run and help the school are people, too: names and addresses are seen by the roles declared, and by no others."""

from typing import Any

from django.db import models
from django.utils import timezone

from accounts.models import Invitation
from ish.nominations.models import SeasonReply
from ish.oversight.models import Record
from ish.privacy import catalogue
from tests.access.world import World
from tests.canary.planting import Canary, _value

# Organisers read all of them; visitors read nothing at all.
READERS = (
    "nobody",
    "coordinator",
    "coordinator_other",
    "participant",
    "participant_other",
    "host",
    "host_other",
    "reviewer",
    "reviewer_other",
    "officer",
    "companion",
)
# Those on the panel of an interview are named to whom they speak with, and to each other. Their addresses are not.
ON_A_PANEL = {"user organiser: name": {"participant", "reviewer"}, "user reviewer: name": {"participant"}}
# The officer reads by name who looked and who changed something; a guardian who looked at what is known of their child.
IN_THE_LOGS = {"officer", "guardian"}
NUMBERS_FROM = 500  # apart from those planted in Pia's rows


def plant(world: World) -> tuple[list[Canary], dict[str, set[str]]]:
    """Put canaries into rows of staff; return them and, by name, which actors may see each."""
    canaries: list[Canary] = []
    allowed: dict[str, set[str]] = {}
    number = NUMBERS_FROM
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
        ("reviewer", world.reviewer_row, {"reviewer"}),
        ("invitation", invitation, set()),
        ("organiser", world.organiser_row, set()),
        ("season reply", SeasonReply.objects.get(body=world.body, edition=world.edition), {"coordinator"}),
        ("officer", world.officer_row, {"officer"}),
        ("record", Record.objects.create(programme=world.edition.programme), {"officer"}),
        *(
            (f"user {actor}", world.users[actor], {actor})
            for actor in ("coordinator", "participant", "host", "reviewer", "organiser", "officer")
        ),
    ]
    declared_of = {
        policy.label for policy in catalogue.every().values() if policy.fields and policy.person is None
    }
    unplanted = declared_of - {row._meta.label_lower for _label, row, _near in rows}
    assert not unplanted, f"Plant rows of {sorted(unplanted)} in tests/canary/staff.py."
    for label, row, near in rows:
        policy = catalogue.declared(row)
        values: dict[str, Any] = {}
        for name, declared in policy.fields.items():
            values[name], texts = _value(f"{policy.label}.{name}", policy.model._meta.get_field(name), number)
            full = f"{label}: {name}"
            number += 1
            canaries.append(Canary(full, declared, tuple(text.casefold() for text in texts)))
            allowed[full] = {actor for actor in near if actor in declared.reads or label.startswith("user")}
            allowed[full] |= ON_A_PANEL.get(full, set())
            if label.startswith("user") and name == "name":
                allowed[full] |= IN_THE_LOGS
        type(row)._default_manager.filter(pk=row.pk).update(**values)
    return canaries, allowed
