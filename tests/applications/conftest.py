"""Fixtures for the tests of applications: a season in March 2027, a student handed in by Kumamoto, her link."""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.test import Client

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(autouse=True)
def uploads(settings: Any, tmp_path: Any) -> Any:
    """Uploads go to a folder of the test's own; no scanner is connected; nobody was counted yet."""
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.CLAMD_URL = ""
    cache.clear()
    return settings.MEDIA_ROOT


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
    """Olga runs the edition; Cem acts for Kumamoto, Dana for Montpellier; Mio was handed in, Max by the others."""
    from tests.nominations import makers  # noqa: PLC0415 - apps: models need the settings first

    edition = makers.edition()
    opens = edition.phases.get(code="nominations")
    on_day(opens.opens.isoformat())
    kumamoto = makers.body(edition, "Kumamoto", country="JP", time_zone="Asia/Tokyo")
    montpellier = makers.body(edition, "Montpellier", country="FR", language="fr")
    mio = makers.submitted(edition, kumamoto, "Mio", language="en")
    return SimpleNamespace(
        edition=edition,
        decided=edition.phases.get(code="decision"),
        mio=mio,
        max=makers.submitted(edition, montpellier, "Max"),
        participation=mio.participation,
        olga=makers.organiser(edition),
        cem=makers.coordinator(kumamoto),
        dana=makers.coordinator(montpellier, "dana@example.org"),
        body=kumamoto,
    )


@pytest.fixture
def address(cast: SimpleNamespace) -> str:
    """The address of Mio's page, as her link has it."""
    from ish.applications import seat  # noqa: PLC0415 - apps: models need the settings first

    return seat.link(cast.participation).partition("8000")[2]


@pytest.fixture
def as_user() -> Callable[[Any], Client]:
    """`as_user(user)` returns a client signed in as that user."""

    def sign_in(user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
