"""Fixtures for the tests of people."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from ish import clock
from ish.people import requirements
from ish.programme.models import Edition
from tests.people import makers


@pytest.fixture
def edition(db: None) -> Edition:
    """ISH 2027 with the usual calendar."""
    return makers.edition()


@pytest.fixture
def as_user() -> Callable[[Any], Client]:
    """`as_user(user)` returns a client signed in as that user."""

    def sign_in(user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def on_day(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    """`on_day(moment)` makes rules see that moment (aware)."""

    def travel(moment: Any) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    return travel


@pytest.fixture(autouse=True)
def only_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the requirements of this app count here: what other apps ask is tested where they are."""
    ours = {
        code: r
        for code, r in requirements.known._requirements.items()
        if code in ("accept_place", "guardian_agrees", "contact", "guest_answer", "guest_contact")
    }
    monkeypatch.setattr("ish.people.requirements.known._requirements", ours)
