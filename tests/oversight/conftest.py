"""A school with an organiser, the officer, and Pia, whose sensitive facts somebody has looked at."""

from typing import Any

import pytest
from django.test import Client

from tests.access import world as worlds


@pytest.fixture
def world(db: None, settings: Any) -> worlds.World:
    settings.REQUIRE_SECOND_FACTOR = False
    return worlds.build()


@pytest.fixture
def as_actor(world: worlds.World) -> Any:
    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(world.users[name])
        return client

    return sign_in
