"""Fixtures for the tests of the contact log: two organisers, a partner, a student; it is Sunday, 22 November 2026."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from tests.applications.conftest import on_day  # noqa: F401 - a fixture


@pytest.fixture
def as_user(settings: Any) -> Callable[..., Client]:
    """`as_user(user)` returns a signed-in browser; with `htmx=True` one that asks for pieces of pages."""
    settings.REQUIRE_SECOND_FACTOR = False

    def sign_in(user: Any, *, htmx: bool = False) -> Client:
        client = Client(headers={"HX-Request": "true"} if htmx else None)
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def house(db: None, on_day: Any) -> SimpleNamespace:  # noqa: F811 - the fixture of that name
    """Olga and Ben run ISH 2027, Otto another programme; Pia takes part, named by nobody; Kumamoto is a partner."""
    from tests.people import makers  # noqa: PLC0415 - apps: models need the settings first

    on_day("2026-11-22")
    edition = makers.edition(contact_email="school@example.org")
    other = makers.edition(number=3, short="OUT")
    pia = makers.participation(edition, makers.person())
    body = makers.body()
    return SimpleNamespace(
        edition=edition,
        other=other,
        olga=makers.organiser(edition),
        ben=makers.organiser(edition, "ben@example.org"),
        otto=makers.organiser(other, "otto@example.org"),
        pia=pia,
        body=body,
        person=f"people.person:{pia.person_id}",
        partner=f"programme.nominatingbody:{body.pk}",
        on_day=on_day,
    )
