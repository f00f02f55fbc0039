"""The desk with users of each role, apart from what the other floors register."""

from typing import Any

import pytest
from django.db.models import F, Q
from django.test import Client

from accounts import roles
from accounts.models import User
from ish.desk import frame, registry
from ish.privacy import registry as privacy


@pytest.fixture
def small_house(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Roles by the beginning of the address; nothing of the other floors in the frame."""
    settings.ROOT_URLCONF = "tests.desk.site"
    settings.REQUIRE_SECOND_FACTOR = False
    monkeypatch.setattr(roles, "_roles", {})
    for name in ("organiser", "coordinator", "participant", "host"):
        roles.register(
            roles.Role(
                name=name,
                label=name.title(),
                holds=lambda user, name=name: name in user.email,
                holders=lambda name=name: User.objects.filter(email__contains=name).annotate(user=F("pk")),
                sees={"people.participation": lambda user: ~Q(pk__in=[])},
            )
        )
    monkeypatch.setattr(registry.navigation, "_entries", [])
    monkeypatch.setattr(registry.navigation, "_inside", {})
    monkeypatch.setattr(registry.panels, "_panels", {})
    monkeypatch.setattr(registry.search, "_sources", [])
    nothing = {
        "current": lambda request: None,
        "every": lambda user: [],
        "as_role": lambda request, role: None,
    }
    monkeypatch.setattr(frame, "_source", nothing)
    monkeypatch.setattr(privacy, "_parts", [lambda user, edition_id: {"lead"}])


@pytest.fixture
def as_(db: None) -> Any:
    """`as_("organiser")` returns a client signed in with that role; several roles joined by a dot; "" holds none."""

    def client(roles_held: str) -> Client:
        user, _made = User.objects.get_or_create(email=f"{roles_held or 'nobody'}@example.org", name="Kim")
        signed_in = Client()
        signed_in.force_login(user)
        return signed_in

    return client
