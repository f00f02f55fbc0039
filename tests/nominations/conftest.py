"""Fixtures for the tests of nominations: an edition on a day in March 2027, two partners, their coordinators, an organiser."""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def on_day(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """`on_day("2027-03-10")` makes rules see noon of that day."""
    from ish import clock  # noqa: PLC0415 - apps: models need the settings first

    def travel(day: str) -> None:
        moment = datetime.fromisoformat(day).replace(hour=12, tzinfo=BERLIN)
        monkeypatch.setattr(clock, "now", lambda: moment)

    return travel


@pytest.fixture
def cast(db: None, on_day: Callable[[str], None]) -> SimpleNamespace:
    """Olga runs the edition; Cem acts for Kumamoto (2 places), Dana for Montpellier."""
    from tests.nominations import makers  # noqa: PLC0415 - apps: models need the settings first

    edition = makers.edition()
    opens = edition.phases.get(code="nominations")
    on_day(opens.opens.isoformat())
    kumamoto = makers.body(edition, "Kumamoto", country="JP", time_zone="Asia/Tokyo")
    montpellier = makers.body(edition, "Montpellier", country="FR", time_zone="Europe/Paris", language="fr")
    return SimpleNamespace(
        edition=edition,
        phase=opens,
        kumamoto=kumamoto,
        montpellier=montpellier,
        olga=makers.organiser(edition),
        cem=makers.coordinator(kumamoto),
        dana=makers.coordinator(montpellier, "dana@example.org"),
    )


@pytest.fixture
def as_user() -> Callable[[Any], Client]:
    """`as_user(user)` returns a client signed in as that user."""

    def sign_in(user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
