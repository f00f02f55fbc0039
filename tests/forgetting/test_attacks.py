"""What may go wrong in a night: killed in the middle, files that cannot be deleted, clocks set back, holds in between."""

import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from ish.documents import services as documents
from ish.documents import storage
from ish.documents.models import StoredFile
from ish.forgetting import evidence, services
from ish.forgetting.models import Run, Trace
from ish.forgetting.states import Trigger, Working
from ish.people import services as people
from ish.people.models import Participation
from ish.people.states import State
from ish.privacy import journal
from ish.privacy.emptying import Scope
from ish.privacy.models import Erased
from ish.profiles.models import Health
from tests.people import makers

pytestmark = pytest.mark.django_db
NIGHT = date(2028, 3, 1)


@pytest.fixture
def two(data: Path) -> list[Participation]:
    """Pia and Noor, with health facts and a paper each, in an edition of which the archive takes nothing."""
    edition = makers.edition()
    rows = []
    for name in ("Pia", "Noor"):
        row = makers.participation(edition, makers.person(name), State.COMPLETED)
        Health.objects.create(participation=row, allergies="Haselnusskerne")
        StoredFile.objects.create(participation=row, path=storage.write(name.encode()), sha256=name, size=4,
                                  content_type="text/plain")  # fmt: skip
        rows.append(row)
    services.save_offer(edition=edition, values={"answer": "nothing", "decided_on": makers.ARRIVAL})
    return rows


def night(day: date = NIGHT) -> Run:
    return services.run(day=day, trigger=Trigger.NIGHT)


def _facts() -> int:
    return Health.objects.filter(allergies__isnull=False).count()


def _files(data: Path) -> int:
    return sum(path.is_file() for path in (data / "uploads").rglob("*"))


def test_killed_between_journal_and_commit_nothing_is_half(
    two: list[Participation], data: Path, monkeypatch: Any, django_capture_on_commit_callbacks: Any
) -> None:
    write = journal.write

    def killed(lines: Any) -> None:
        write(lines)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(journal, "write", killed)
        with pytest.raises(KeyboardInterrupt), django_capture_on_commit_callbacks(execute=True):
            night()
    assert (_facts(), _files(data), Erased.objects.count(), Trace.objects.count()) == (2, 2, 0, 0)
    assert Run.objects.get().state == Working.FAILED
    with django_capture_on_commit_callbacks(execute=True):
        assert night().people == 2
    assert (_facts(), _files(data)) == (0, 0)
    assert night().emptied == {}


def test_a_file_that_cannot_be_deleted_stops_nothing_and_goes_later(
    two: list[Participation],
    data: Path,
    monkeypatch: Any,
    settings: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "ish.outbox.files.EmailBackend", data / "mail"
    (data / "mail").mkdir()
    (data / "mail" / "1.eml").write_text("Dear Pia")
    locked = {StoredFile.objects.order_by("pk")[0].path.rpartition("/")[2], "1.eml"}
    unlink = Path.unlink

    def held_open(self: Path, missing_ok: bool = False) -> None:
        if self.name in locked:
            raise PermissionError(self.name)
        unlink(self, missing_ok=missing_ok)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", held_open)
        with django_capture_on_commit_callbacks(execute=True):
            assert night().state == Working.DONE
    assert _facts() == 0 and _files(data) == 1
    for path in (data / "uploads").rglob("*"):
        os.utime(path, (0, 0))
    assert documents.sweep() == 1 and _files(data) == 0


def test_a_clock_that_was_set_back_does_not_stop_the_nights(two: list[Participation]) -> None:
    ahead = timezone.now() + timedelta(days=400)
    Run.objects.create(report=evidence.current(), day=NIGHT, trigger=Trigger.NIGHT, beat_at=ahead)
    assert night(date(2027, 1, 1)).emptied == {} and _facts() == 2
    assert night().people == 2


def test_a_hold_between_the_dry_run_and_the_run(two: list[Participation]) -> None:
    assert services.preview(day=NIGHT).rows["profiles.health"] == {"health": 2}
    services.hold(person=two[0].person, reason="An accident", until=None, by=None)
    assert services.preview(day=NIGHT).rows["profiles.health"] == {"health": 1}
    assert night().emptied["profiles.health"] == {"health": 1} and _facts() == 1


def test_whoever_was_erased_by_request_before_is_no_work_for_the_night(two: list[Participation]) -> None:
    people.erase_person(person=two[0].person, by=None, reason="asked")
    assert night().emptied["profiles.health"] == {"health": 1} and _facts() == 0
    assert night().emptied == {}


def test_a_night_without_anybody(data: Path) -> None:
    makers.edition()
    run = night()
    assert (run.state, run.people, run.emptied) == (Working.DONE, 0, {})
    assert services.preview(day=NIGHT).total == 0


def test_what_follows_a_line_that_was_cut_off_is_replayed_and_so_is_what_a_clock_set_back_wrote(
    data: Path,
) -> None:
    journal.write(journal.lines({"health": [1]}, Scope(7)))
    with journal.path().open("a") as file:
        file.write('{"at": "2027-')
    journal.write(journal.lines({"season": [2]}, Scope(7)))
    assert journal.length() == 2
    later = timezone.now() + timedelta(days=1)
    assert [due for _scope, due in journal.since(later)] == []
    assert [due for _scope, due in journal.since(later, known=1)] == [{"season": [2]}]


@pytest.mark.django_db(transaction=True)
def test_a_restore_erases_files_again_and_says_when_the_journal_is_too_old(
    two: list[Participation], data: Path, capsys: Any
) -> None:
    people.erase_person(person=two[0].person, by=None, reason="asked")
    target = data / "before.tar.gz"
    call_command("backup", target, verbosity=0)
    night()
    assert _files(data) == 0
    call_command("restore", target, "--force", verbosity=0)
    assert (_files(data), _facts()) == (0, 0)
    assert "older than the archive" not in capsys.readouterr().err
    journal.path().unlink()
    call_command("restore", target, "--force", verbosity=0)
    assert "older than the archive" in capsys.readouterr().err
    assert (_files(data), _facts()) == (1, 1), "the rules do the rest in the night"
    night()
    assert (_files(data), _facts()) == (0, 0)
