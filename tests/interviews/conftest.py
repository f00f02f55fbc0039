"""Fixtures for the tests of interviews: the board's cast, and a row of times with Rosa on the panel."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from tests.applications.conftest import as_user, on_day, uploads  # noqa: F401 - fixtures
from tests.selection.conftest import board  # noqa: F401 - fixture


@pytest.fixture
def cast(board: SimpleNamespace) -> SimpleNamespace:  # noqa: F811 - the fixture of that name
    """Olga has made three times, a week ahead; Rosa and Olga sit on the panel. Mio is invited."""
    from ish import clock  # noqa: PLC0415 - apps: models need the settings first
    from ish.interviews import services  # noqa: PLC0415 - apps: models need the settings first
    from ish.interviews.models import Interview  # noqa: PLC0415 - apps: models need the settings first
    from ish.people.models import Person  # noqa: PLC0415 - apps: models need the settings first

    first = (clock.now() + timedelta(days=7)).replace(minute=0, second=0, microsecond=0)
    board.slots = services.make_slots(
        edition=board.edition,
        starts=[first + timedelta(minutes=40 * n) for n in range(3)],
        minutes=30,
        panel=[board.users["rosa"].pk, board.olga.pk],
        place="Room 1",
        by=board.olga,
    )
    Person.objects.filter(participations__nomination=board.mio).update(time_zone="Asia/Tokyo")
    services.invite(nominations=[board.mio], by=board.olga)
    board.interview = Interview.objects.get()
    return board


@pytest.fixture
def again() -> Any:
    """`again(row)` returns the interview as it is in the database."""
    from ish.interviews import queries  # noqa: PLC0415 - apps: models need the settings first

    return lambda row: queries.every().get(pk=row.pk)
