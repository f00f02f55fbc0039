"""Fixtures for the tests of the board: three students of two partners, two reviewers, an organiser."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests.applications.conftest import as_user, on_day, uploads  # noqa: F401 - fixtures


@pytest.fixture
def board(db: None, on_day: Any, settings: Any) -> SimpleNamespace:  # noqa: F811 - the fixture of that name
    """Olga runs the edition; Rosa and Rui read; Mio and Max are Kumamoto's, Ana is Montpellier's."""
    from ish.selection.models import Reviewer  # noqa: PLC0415 - apps: models need the settings first
    from tests.nominations import makers  # noqa: PLC0415 - apps: models need the settings first

    settings.REQUIRE_SECOND_FACTOR = False
    edition = makers.edition()
    on_day(edition.phases.get(code="nominations").opens.isoformat())
    kumamoto = makers.body(edition, "Kumamoto", country="JP", time_zone="Asia/Tokyo")
    montpellier = makers.body(edition, "Montpellier", country="FR")
    found = SimpleNamespace(
        edition=edition,
        kumamoto=kumamoto,
        olga=makers.organiser(edition),
        mio=makers.submitted(edition, kumamoto, "Mio", rank=1, motivation="I am Mio from Kumamoto."),
        max=makers.submitted(edition, kumamoto, "Max", rank=2),
        ana=makers.submitted(edition, montpellier, "Ana", rank=1),
        users={},
        rows={},
    )
    for name in ("rosa", "rui"):
        user = found.users[name] = makers.user(f"{name}@example.org")
        found.rows[name] = Reviewer.objects.create(
            edition=edition, user=user, name=name.title(), email=user.email
        )
    return found
