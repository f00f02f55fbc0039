"""Files that are kept otherwise than the papers of the season: signed consents longer, pictures shorter."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from ish.consents.models import Paper
from ish.documents import storage
from ish.documents.models import StoredFile
from ish.forgetting import services
from ish.forgetting.states import Trigger
from ish.people.models import Participation
from ish.people.states import State
from ish.portraits.models import Portrait
from ish.privacy import services as privacy
from ish.privacy.models import Look
from tests.people import makers

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TRAVEL_DUE = makers.DEPARTURE + timedelta(days=90)
SEASON_DUE = date(2028, 2, 14)
CONSENT_DUE = date(2030, makers.DEPARTURE.month, makers.DEPARTURE.day)


def _file(row: Participation, name: str) -> StoredFile:
    path = storage.write(name.encode())
    return StoredFile.objects.create(
        participation=row, path=path, name=name, content_type="image/jpeg", size=9, sha256=name
    )


@pytest.fixture
def pia(data: Path, settings: Any) -> Participation:
    """Somebody who came, with a letter, a signed form and a picture, in an edition of which the archive takes nothing."""
    row = makers.participant(makers.edition(), state=State.COMPLETED)
    for name in ("letter", "signed form", "picture"):
        _file(row, name)
    form, picture = StoredFile.objects.get(sha256="signed form"), StoredFile.objects.get(sha256="picture")
    Paper.objects.create(participation=row, role="participant", file=form, brought_by="participant")
    Portrait.objects.create(participation=row, original=picture, framed=picture)
    olga = makers.organiser(row.edition)
    services.save_offer(edition=row.edition, values={"archive": "Town archive", "answer": "nothing"})
    services.decide(edition=row.edition, day=makers.DEPARTURE + DAY, by=olga)
    return row


def _kept() -> set[str]:
    """Return which files lie there, with row and name."""
    rows = list(StoredFile.objects.exclude(path=""))
    assert all(storage.read(row.path).decode() == row.name == row.sha256 for row in rows)
    assert {*storage.older_than(-60)} == {row.path for row in rows}
    return {str(row.name) for row in rows}


@pytest.mark.usefixtures("pia")
def test_each_file_goes_on_its_own_day(django_capture_on_commit_callbacks: Any) -> None:
    for day, left in (
        (TRAVEL_DUE - DAY, {"letter", "signed form", "picture"}),
        (TRAVEL_DUE, {"letter", "signed form"}),
        (SEASON_DUE, {"signed form"}),
        (CONSENT_DUE - DAY, {"signed form"}),
        (CONSENT_DUE, set()),
    ):
        with django_capture_on_commit_callbacks(execute=True):
            services.run(day=day, trigger=Trigger.NIGHT)
        assert _kept() == left, day


def test_whoever_is_erased_altogether_keeps_no_file(
    pia: Participation, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        privacy.erase(person_id=pia.person_id, by=None, reason="asked for it")
    assert _kept() == set() and {row.name for row in StoredFile.objects.all()} == {None}


def test_why_somebody_looked_goes_with_the_health_facts(pia: Participation) -> None:
    Look.objects.create(person_id=pia.person_id, fields=["profiles.health.allergies"], reason="swollen lips")
    due = makers.DEPARTURE + timedelta(days=14)
    for day, kept in ((due - DAY, "swollen lips"), (due + DAY, None)):
        services.run(day=day, trigger=Trigger.NIGHT)
        assert Look.objects.get().reason == kept  # that somebody looked stays
