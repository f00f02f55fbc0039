"""Fixtures for the tests of the handbook: Olga organises ISH 2027, Pia has a place, Hana supervises a lab; it is May 2027."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests.applications.conftest import on_day  # noqa: F401 - a fixture
from tests.contacts.conftest import as_user  # noqa: F401 - a fixture


@pytest.fixture
def house(db: None, on_day: Any, settings: Any) -> SimpleNamespace:  # noqa: F811 - the fixture of that name
    from tests.handbook import makers as handbooks  # noqa: PLC0415 - apps: models need the settings first
    from tests.people import makers  # noqa: PLC0415 - apps: models need the settings first

    settings.REQUIRE_SECOND_FACTOR = False
    on_day("2027-05-18")
    edition = makers.edition(contact_email="school@example.org")
    return SimpleNamespace(
        edition=edition,
        olga=makers.organiser(edition),
        pia=makers.participant(edition),
        rules=handbooks.handbook(edition),
    )
