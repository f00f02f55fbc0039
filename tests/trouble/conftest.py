"""The world in which things go wrong: everything twice, see `tests/access/world.py`; partners, a mail server."""

from typing import Any

import pytest

from tests.nominations.conftest import as_user, cast, on_day  # noqa: F401 - fixtures
from tests.outbox.conftest import sink  # noqa: F401 - a fixture


@pytest.fixture
def world(db: None) -> Any:
    """Two editions, partners, students, supervisors; "own" and "other" of each."""
    from tests.access import world as worlds  # noqa: PLC0415 - apps: models need the settings first

    return worlds.build()
