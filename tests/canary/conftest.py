"""The planted world, walked by each test anew."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from ish.programme.models import Organiser
from tests.access import world as worlds
from tests.canary import guests
from tests.canary.planting import plant
from tests.canary.walking import Walk

PARTS = ("selection", "travel", "health")


@pytest.fixture
def walk(db: None, plain_templates: None, plain_refusals: None, settings: Any) -> Walk:
    """Pia and everybody around her, with a value in every field, and signed in."""
    settings.REQUIRE_SECOND_FACTOR = False
    world = worlds.in_season()
    canaries, left_out = plant(world)
    world.person.refresh_from_db()
    users = dict(world.users)
    for part in PARTS:
        user = users[f"organiser:{part}"] = User.objects.create(email=f"{part}@example.org", name=part)
        Organiser.objects.create(edition=world.edition, user=user, name=part, email=user.email, part=part)
    clients = guests.clients()
    for actor, user in users.items():
        clients[actor] = Client(raise_request_exception=False)
        if user:
            clients[actor].force_login(user)
    world.users = users
    return Walk(world, canaries, left_out, clients)
