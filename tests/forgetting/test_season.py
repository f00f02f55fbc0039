"""The proof: a season is forgotten night by night. Each thing goes on its day and not before, whatever else is going on; in the
end nothing is found, by our own search and by brute force; and something left behind is found."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from ish.forgetting import evidence, scanning, services
from ish.forgetting.models import Figure, Run, Trace
from ish.forgetting.states import Finding, Trigger
from ish.outbox.models import Message
from ish.profiles.models import Health
from tests.forgetting import places, season

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]
FEW, PEOPLE = 12, 300
NIGHTS = [
    date.fromisoformat(day)
    for day in (
        "2027-03-14",  # nothing is due
        "2027-03-15",  # health facts of those who withdrew or were not taken
        "2027-05-30",  # their travel; wishes and pictures
        "2027-08-28",  # health facts of those who came
        "2027-09-01",  # everything but proofs of those who never came
        "2027-11-12",  # travel
        "2028-02-14",  # what the season needed
        "2028-08-14",  # messages
        "2029-08-25",  # health facts of the later edition
        "2030-02-11",  # what that season needed, and the addresses of those who came to both
        "2030-08-14",  # proofs of consent
        "2039-08-11",  # the last names
    )
]
END = date(2045, 1, 1)


@pytest.fixture
def callbacks(django_capture_on_commit_callbacks: Any, data: Path, settings: Any) -> Any:
    """Have files be deleted as if transactions ended; mails are files."""
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "ish.outbox.files.EmailBackend", settings.MAIL_DIR
    return django_capture_on_commit_callbacks


def test_each_thing_goes_on_its_day_and_not_before(data: Path, callbacks: Any) -> None:
    found = season.seeded(FEW)
    assert season.unfilled() == []
    early = places.plant(found, data)
    due, names = found.due(), {number: name for name, number in found.numbers.items()}
    there = set(places.everywhere(found.planted, data))
    assert there == set(due), "The search does not find what is there."
    gone: set[str] = set()
    for night in NIGHTS:
        with callbacks(execute=True):
            services.run(day=night, trigger=Trigger.NIGHT)
        there = set(places.everywhere(found.planted, data)) - early
        gone |= due.keys() - there
        kept = {word for word, day in due.items() if day and day > night} - early
        wrong = {names.get(int(word[2:5]), word) if word[0] == "z" else word for word in there ^ kept}
        assert wrong == set(), night
    assert len(gone) > 1500 and places.everywhere(found.planted, data) == {}


@pytest.mark.once
def test_a_season_of_300_is_forgotten(data: Path, callbacks: Any) -> None:
    found = season.seeded(PEOPLE)
    places.plant(found, data)
    for night in (NIGHTS[4], END):
        with callbacks(execute=True):
            call_command("erase", "--at", night.isoformat(), verbosity=0)
    assert places.everywhere(found.planted, data) == {}
    run = Run.objects.first()
    assert run is not None and run.state == "done" and run.people == len(found.people)
    assert Trace.objects.count() > 100 * PEOPLE
    again = services.run(day=END, trigger=Trigger.NIGHT)
    assert again.emptied == {} and again.people == 0
    assert Figure.objects.exclude(number=0).filter(number__lt=3).count() == 0 < Figure.objects.count()
    faults = _break_it(found, data)
    scan = scanning.scan(report=evidence.current())
    assert {(one["place"], one["part"]) for one in scan.found if one["kind"] == Finding.FAULT} == faults
    assert scan.looked_at["files"] > 1 and scan.looked_at["tables"] > 100
    known = {field for one in scan.found if one["kind"] != Finding.FAULT for field in one["of"]}
    assert known <= {"placements.host.name", "placements.host.email"}, scan.found  # who has an account, too
    assert "zq0" not in str(scan.found).lower()


def _break_it(found: season.Season, data: Path) -> set[tuple[str, str]]:
    """Leave values behind: in a message, sealed in a column, in a mail, in a log; return where."""
    number = found.numbers["people.person.family_name"]
    word = f"zq{number:03d}x0007y"
    row = Message.objects.filter(person_id=found.people[7].pk)[0]
    Message.objects.filter(pk=row.pk).update(body_text=f"Dear {word.upper()}, welcome")
    health = Health.objects.order_by("pk")[0]
    health.conditions = f"asked {word}"
    health.save(update_fields=["conditions"])
    coded = f"={word[0].encode().hex()}{word[1:]}"
    (data / "mail" / "left.eml").write_text(f"Content-Transfer-Encoding: quoted-printable\n\n{coded}\n")
    (data / "ish.log").write_text(f'{{"event": "saved", "who": "{word}"}}\n')
    return {
        ("outbox_message", "body_text"),
        ("profiles_health", "conditions"),
        ("mail/left.eml", "body"),
        ("ish.log", "text"),
    }
