"""The whole chain in a real browser with a real worker: from a partner's spreadsheet to a lab and a line on the roster."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journey import labs, mail, naming, profile, travel
from tests.journey.conftest import Letters
from tests.journey.visitor import Visitor
from tests.worker import Worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]


@pytest.mark.in_turns
@pytest.mark.parametrize("language", ["en", "de"])
def test_from_a_spreadsheet_to_a_lab(
    language: str,
    stage: Callable[[str], None],
    on_day: Callable[[int, int], None],
    visitor: Callable[..., Visitor],
    worker: Worker,
    letters: Letters,
    tmp_path: Path,
) -> None:
    stage("nominations")
    desk, mio = visitor(language), visitor(language)
    naming.cem_names(desk)
    naming.cem_is_thanked(desk, worker, letters)

    on_day(4, 23)
    naming.olga_decides(desk)
    naming.olga_writes(desk, letters)
    naming.mio_accepts(mio, worker, letters)

    on_day(5, 5)
    profile.mio_reads_the_notice(mio)
    profile.mio_fills_in(mio)
    profile.mio_wishes(mio)

    on_day(6, 1)
    labs.olga_sees_who_is_ready(desk)
    labs.olga_plans(desk)
    labs.olga_publishes(desk)
    labs.mio_sees_the_lab(mio, worker, letters)
    labs.hana_sees_mio(desk, worker, letters)

    on_day(6, 10)
    travel.mio_books(mio)
    travel.olga_expects_mio(desk, tmp_path)
    mail.all_letters_lie_in_the_mailbox(desk, letters)
