"""Fixtures for the tests of papers: an edition, a student, a kind of paper, a folder of uploads."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client


@pytest.fixture(autouse=True)
def uploads(settings: Any, tmp_path: Any) -> Any:
    """Uploads go to a folder of the test's own; no scanner is connected."""
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.CLAMD_URL = ""
    return settings.MEDIA_ROOT


@pytest.fixture
def events() -> list[str]:
    """What the kind was told."""
    return []


@pytest.fixture
def cast(db: None, events: list[str]) -> Iterator[SimpleNamespace]:
    """Olga runs the edition, Otto another one; Pia is to hand in a `test_paper`, Paul is somebody else."""
    from ish.documents import kinds  # noqa: PLC0415 - apps: models need the settings first
    from tests.people import makers  # noqa: PLC0415 - apps: the same

    edition = makers.edition()
    pia = makers.participant(edition, "pia@example.org", "prospective")
    paul = makers.participant(edition, "paul@example.org", "prospective")
    kinds._known["test_paper"] = kinds.Kind(
        "test_paper", "Test paper", after=lambda document, event, by: events.append(event)
    )
    kinds._known["secret_paper"] = kinds.Kind(
        "secret_paper", "Secret paper", reads=frozenset({"organiser"}), largest=2048
    )
    yield SimpleNamespace(edition=edition, pia=pia, paul=paul, olga=makers.organiser(edition))
    del kinds._known["test_paper"], kinds._known["secret_paper"]


@pytest.fixture
def as_user() -> Any:
    """`as_user(user)` returns a client signed in as that user."""

    def sign_in(user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
