"""The copy of everything: what is in it and what is not, for whom it is, until when, and that nothing stops it half way."""

import hashlib
import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from ish.documents import storage as papers
from ish.documents.models import StoredFile
from ish.forgetting.models import LegalHold
from ish.jobs import running
from ish.jobs.models import Job
from ish.outbox.models import Message
from ish.people import services as people
from ish.people.models import Guardian, Person
from ish.privacy.models import Look
from ish.rights import archiving, services, storage
from ish.rights import papers as papers_of
from ish.rights.models import Copy
from ish.rights.states import CopyState
from tests.access.world import build
from tests.canary import planting
from tests.rights.conftest import everything, made, opened

REPEATED = {"people.person.email", "people.guardian.email"}


def test_all_that_is_theirs_is_in_it_and_nothing_else(world: Any, enter: Any) -> None:
    canaries, _left_out = planting.plant(world)
    Message.objects.filter(person_id=world.person.pk).update(state="sent")
    Person.objects.filter(pk=world.person_other.pk).update(given_names="Zqsomebodyelse")
    Look.objects.create(
        reader=world.users["organiser"],
        role="organiser",
        person_id=world.person.pk,
        fields=["profiles.health.diet"],
        reason="Zqwhy",
    )
    client = enter(world.users["participant"])
    archive = opened(client, made(world.person, by=world.users["participant"]))
    text = everything(archive)
    theirs = {one.name for one in canaries if "participant" in one.policy.reads}
    found = {one.name for one in canaries if one.seen_in(text)}
    assert "zqsomebodyelse" not in text
    assert not {one.name for one in canaries if "participant" not in one.policy.reads} & found
    missing = theirs - found
    assert not missing, sorted(missing)
    assert "zqwhy" in text and world.users["organiser"].get_full_name().casefold() in text


def test_what_stays_out_is_named_with_its_reason(world: Any, enter: Any) -> None:
    planting.plant(world)
    archive = opened(enter(world.users["participant"]), made(world.person, by=world.users["participant"]))
    said = json.loads(archive.read("everything.json"))
    assert said["schema"] == archiving.SCHEMA
    titles = {one["title"] for one in said["left_out"]}
    assert {"Opinions", "Interviews"} <= titles, titles
    assert all(one["reason"] and one["count"] for one in said["left_out"])
    fields = {one["name"]: one for group in said["groups"] for row in group["rows"] for one in row}
    assert fields["birth_date"]["type"] == "date" and fields["birth_date"]["value"] == "2009-09-13"
    assert fields["biometric"]["type"] in ("boolean", "text") if "biometric" in fields else True
    assert all(group["kept"] for group in said["groups"])


def test_files_have_their_names_types_and_hashes(world: Any, enter: Any) -> None:
    file = world.version.file
    data = b"%PDF-1.7 a paper"
    StoredFile.objects.filter(pk=file.pk).update(path=papers.write(data), scan="none", name="קורות חיים.pdf")
    archive = opened(enter(world.users["participant"]), made(world.person, by=world.users["participant"]))
    assert archive.read("files/קורות חיים.pdf") == data
    assert hashlib.sha256(data).hexdigest() in archive.read("files/SHA256SUMS").decode()
    files = {one["name"]: one for one in json.loads(archive.read("everything.json"))["files"]}
    assert files.keys() >= {"קורות חיים.pdf", "form.png"}  # a signed form is a paper of theirs, too
    listed = files["קורות חיים.pdf"]
    assert listed["sha256"] == hashlib.sha256(data).hexdigest() and listed["size"] == len(data)


def test_a_file_missing_on_disk_is_named_and_stops_nothing(world: Any, enter: Any) -> None:
    StoredFile.objects.filter(pk=world.version.file_id).update(path="aa/nowhere", scan="none", name="cv.pdf")
    archive = opened(enter(world.users["participant"]), made(world.person, by=world.users["participant"]))
    said = json.loads(archive.read("everything.json"))
    assert "cv.pdf" not in {one["name"] for one in said["files"]}
    assert any("cv.pdf" in one["title"] for one in said["left_out"])


def test_two_clicks_make_one_and_a_third_once_ready_replaces_it(world: Any) -> None:
    user = world.users["participant"]
    first, second = (services.start_copy(world.person, by=user) for _ in range(2))
    assert first.pk == second.pk and Job.objects.filter(kind="rights.copy").count() == 1
    running.run(first.job_id or 0)
    again = made(world.person, by=user)
    first.refresh_from_db()
    assert (first.state, again.state) == (CopyState.GONE, CopyState.READY)
    assert Message.objects.filter(kind="copy_ready").count() == 2


def test_only_they_themselves_fetch_it(world: Any, enter: Any) -> None:
    copy = made(world.person, by=world.users["participant"])
    for name in ("participant_other", "organiser", "coordinator", "host", "nobody", "mixed"):
        assert enter(world.users[name]).get(f"/rights/copies/{copy.pk}/").status_code == 404, name
    response = enter(world.users["participant"]).get(f"/rights/copies/{copy.pk}/")
    assert (
        response["Cache-Control"] == "no-store, private" and "attachment" in response["Content-Disposition"]
    )
    assert b"".join(response.streaming_content).startswith(b"PK")
    assert enter(world.users["participant_other"]).get(f"/jobs/{copy.job_id}/").status_code == 404


def test_after_seven_days_it_is_gone(world: Any, enter: Any, django_capture_on_commit_callbacks: Any) -> None:
    copy = made(world.person, by=world.users["participant"])
    (path,) = storage.root().iterdir()
    assert b"everything" not in path.read_bytes() and path.read_bytes()[:2] != b"PK"
    Copy.objects.filter(pk=copy.pk).update(until=timezone.now() - timedelta(seconds=1))
    response = enter(world.users["participant"]).get(f"/rights/copies/{copy.pk}/")
    assert response.status_code == 302  # told before the sweep comes
    with django_capture_on_commit_callbacks(execute=True):
        services.sweep()
    copy.refresh_from_db()
    assert copy.state == CopyState.GONE and not list(storage.root().iterdir())


@pytest.mark.django_db(transaction=True)
def test_erased_while_it_is_made_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    world = build()
    LegalHold.objects.all().delete()
    copy = services.start_copy(world.person, by=world.users["participant"])
    write = archiving.write

    def erased_meanwhile(*args: Any, **kwargs: Any) -> None:
        write(*args, **kwargs)
        people.erase_person(person=world.person, by=world.users["organiser"], reason="asked")

    monkeypatch.setattr(archiving, "write", erased_meanwhile)
    running.run(copy.job_id or 0)
    copy.refresh_from_db()
    assert copy.state == CopyState.GONE and not list(storage.root().iterdir())
    assert Job.objects.get(pk=copy.job_id).state == "failed"


def test_erased_while_it_lies_there_it_goes(world: Any, django_capture_on_commit_callbacks: Any) -> None:
    made(world.person, by=world.users["participant"])
    LegalHold.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        people.erase_person(person=world.person, by=world.users["organiser"], reason="asked")
    assert not list(storage.root().iterdir())
    person = Person.objects.get(pk=world.person.pk)
    with pytest.raises(services.NotAllowed):
        services.start_copy(person, by=world.users["organiser"], identity="passport seen")


class Killed(BaseException):
    """The power goes."""


def test_killed_and_run_again_there_is_one_whole_file(
    world: Any, enter: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = services.start_copy(world.person, by=world.users["participant"])
    storage.root().mkdir(parents=True)
    (storage.root() / f"{copy.pk}-left").write_bytes(b"half of it")  # kill -9 cleans nothing up
    running.run(copy.job_id or 0)
    copy.refresh_from_db()
    assert copy.state == CopyState.READY
    assert [path.name for path in storage.root().iterdir()] == [copy.path]
    opened(enter(world.users["participant"]), copy).testzip()


def test_given_up_it_can_be_asked_for_again(world: Any) -> None:
    first = services.start_copy(world.person, by=world.users["participant"])
    Job.objects.filter(pk=first.job_id).update(state="failed")
    second = services.start_copy(world.person, by=world.users["participant"])
    first.refresh_from_db()
    assert first.state == CopyState.FAILED and second.pk != first.pk


def test_for_somebody_without_account_the_organiser_hands_it_over_and_that_is_a_look(
    world: Any, enter: Any
) -> None:
    planting.plant(world)
    Person.objects.filter(pk=world.person.pk).update(user=None)
    person, olga = Person.objects.get(pk=world.person.pk), world.users["organiser"]
    with pytest.raises(ValueError):
        services.start_copy(person, by=olga)
    world.organiser_row.part = "travel"
    world.organiser_row.save()
    client = enter(olga)
    post = {"confirmed": "1", "identity": "passport seen"}
    client.post(f"/rights/people/{person.pk}/copy/", post)
    assert not Copy.objects.exclude(
        state="gone"
    ).exists()  # who does not lead the school reads less than what is in it
    world.organiser_row.part = "lead"
    world.organiser_row.save()
    client.post(f"/rights/people/{person.pk}/copy/", post)
    copy = Copy.objects.get(state="making")
    running.run(copy.job_id or 0)
    copy.refresh_from_db()
    looks = Look.objects.filter(person_id=person.pk, where="copy")
    assert copy.handed and copy.identity == "passport seen" and not looks.exists()
    assert opened(client, copy).testzip() is None
    (look,) = looks
    assert look.reader == olga and "profiles.health.allergies" in look.fields
    assert enter(world.users["organiser_other"]).get(f"/rights/copies/{copy.pk}/").status_code == 404
    assert "Zq" not in json.dumps(copy.contains)


def test_a_parent_gets_neither_what_is_not_for_parents_nor_another_parent(world: Any) -> None:
    canaries, _left_out = planting.plant(world)
    other = Guardian.objects.create(
        person=world.person, name="Zqfather", email="father@example.org", custody="joint"
    )
    Guardian.objects.filter(pk=world.guardian.pk).update(custody="joint")
    copy = services.start_copy(world.person, role="guardian", by=None, guardian=world.guardian)
    twin = services.start_copy(world.person, role="guardian", by=None, guardian=other)
    assert copy.pk != twin.pk  # each parent has their own
    running.run(copy.job_id or 0)
    copy.refresh_from_db()
    text = everything(zipfile.ZipFile(io.BytesIO(b"".join(services.fetch_copy(copy=copy, by=None)))))
    assert "zqfather" not in text
    # The form this parent signed is in it under its own name.
    closed = {one.name for one in canaries if "guardian" not in one.policy.reads} - {
        "documents.storedfile.name"
    }
    assert not {one.name for one in canaries if one.name in closed and one.seen_in(text)}
    assert any(one.seen_in(text) for one in canaries if one.name == "people.guardian.name")


@pytest.mark.parametrize(
    ("given", "family", "language"),
    [("Suharto", "", "en"), ("נועה", "כהן", "de"), ("ليلى", "حداد", "en"), ("X" * 180, "Y" * 180, "en")],
)
def test_names_of_any_kind(world: Any, enter: Any, given: str, family: str, language: str) -> None:
    Person.objects.filter(pk=world.person.pk).update(given_names=given, family_name=family, language=language)
    person = Person.objects.get(pk=world.person.pk)
    archive = opened(enter(world.users["participant"]), made(person, by=world.users["participant"]))
    assert archive.read("everything.pdf").startswith(b"%PDF")
    assert json.loads(archive.read("everything.json"))["person"]["name"] == person.full_name


def test_an_account_alone_has_no_copy(world: Any, enter: Any) -> None:
    client = enter(User.objects.get(pk=world.users["nobody"].pk))
    assert client.post("/rights/copy/").status_code == 404
    assert client.get("/rights/").status_code == 404


def test_each_thing_that_holds_a_file_is_decided_on() -> None:
    assert {field.model._meta.label_lower for field in papers_of.holding()} == set(papers_of.OPEN)
