"""Handing in, versions, accepting, sending back, the scanner, who may open a file, and forgetting."""

import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, connections
from django.urls import reverse

from ish.documents import kinds, queries, rules, scanning, services, storage
from ish.documents.models import Document, StoredFile, Version
from ish.documents.states import NEXT, DocumentState, Scan
from ish.privacy import catalogue
from ish.privacy.models import Look
from ish.privacy.services import erase
from tests.documents import clamd, papers
from tests.people import makers


def hand_in(
    cast: SimpleNamespace, data: bytes = papers.PDF, kind: str = "test_paper", **how: Any
) -> Document:
    how = {"participation": cast.pia, "name": "CV Pia.pdf", "by": None, **how}
    return services.hand_in(kind=kind, data=data, **how)


def on_disk(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


# ---------------------------------------------------------------- HANDING IN


def test_a_file_is_kept_sealed_under_a_name_that_says_nothing(cast: SimpleNamespace, uploads: Path) -> None:
    document = hand_in(cast)
    assert document.state == DocumentState.SUBMITTED
    (path,) = on_disk(uploads)
    assert papers.PDF not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert "Pia" not in str(path)
    file = StoredFile.objects.get()
    assert (file.name, file.content_type, file.size) == ("CV Pia.pdf", "application/pdf", len(papers.PDF))
    assert storage.read(file.path) == papers.PDF
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM documents_storedfile")
        assert "Pia" not in cursor.fetchone()[0]


@pytest.mark.parametrize("data", [b"", papers.DOCX, papers.HTML, papers.PDF[:40], b"x" * 3_000])
def test_what_is_refused_leaves_no_trace(cast: SimpleNamespace, uploads: Path, data: bytes) -> None:
    with pytest.raises(services.Refused):
        hand_in(cast, data, kind="secret_paper")
    assert (Document.objects.count(), StoredFile.objects.count(), on_disk(uploads)) == (0, 0, [])


def test_the_same_file_twice_is_one_version(cast: SimpleNamespace, uploads: Path, events: list[str]) -> None:
    assert hand_in(cast) == hand_in(cast)
    assert Version.objects.count() == 1
    assert events == ["submitted"]
    assert len(on_disk(uploads)) == 1


def test_a_newer_file_is_a_newer_version_and_the_older_stays_until_accepted(
    cast: SimpleNamespace, uploads: Path, django_capture_on_commit_callbacks: Any
) -> None:
    hand_in(cast)
    document = hand_in(cast, papers.PNG)
    assert [row.number for row in document.versions.all()] == [2, 1]
    assert len(on_disk(uploads)) == 2
    with django_capture_on_commit_callbacks(execute=True):
        services.accept(document=document, by=cast.olga)
    assert document.state == DocumentState.ACCEPTED
    assert len(on_disk(uploads)) == 1
    assert queries.newest(Document.objects.get()).number == 2


def test_accepted_papers_are_not_replaced(cast: SimpleNamespace, uploads: Path) -> None:
    services.accept(document=hand_in(cast), by=cast.olga)
    with pytest.raises(services.NotAllowed):
        hand_in(cast, papers.OTHER_PDF)
    assert len(on_disk(uploads)) == 1
    assert StoredFile.objects.count() == 1


def test_sending_back_needs_a_reason_and_can_be_answered(cast: SimpleNamespace, events: list[str]) -> None:
    document = hand_in(cast)
    with pytest.raises(ValueError, match="wrong"):
        services.send_back(document=document, reason="  ", by=cast.olga)
    services.send_back(document=document, reason="Both pages, please.", by=cast.olga)
    assert Document.objects.get().reason == "Both pages, please."
    hand_in(cast)  # the same file once more: they may be right
    row = Document.objects.get()
    assert (row.state, row.reason, row.versions.count()) == (DocumentState.SUBMITTED, "", 2)
    assert events == ["submitted", "sent_back", "submitted"]


@pytest.mark.parametrize("old", DocumentState.values)
@pytest.mark.parametrize("new", DocumentState.values)
def test_every_pair_of_states(cast: SimpleNamespace, old: str, new: str) -> None:
    document = Document.objects.create(participation=cast.pia, kind="test_paper", state=old)
    if new in NEXT[old]:
        assert services.move(document=document, to=new, by=None).state == new
    else:
        with pytest.raises(services.NotAllowed):
            services.move(document=document, to=new, by=None)
        assert Document.objects.get().state == old


def test_only_so_many_files_of_one_paper_are_kept(
    cast: SimpleNamespace, uploads: Path, django_capture_on_commit_callbacks: Any
) -> None:
    for number in range(services.KEPT + 3):
        with django_capture_on_commit_callbacks(execute=True):
            hand_in(cast, papers.PDF.replace(b"<<>>", b"<</N %d>>" % number))
    assert len(on_disk(uploads)) == services.KEPT
    assert Version.objects.count() == services.KEPT + 3


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once_make_one_version(cast: SimpleNamespace, uploads: Path) -> None:
    def send() -> None:
        try:
            hand_in(cast)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Version.objects.count() == 1
    assert len(on_disk(uploads)) == 1


# ---------------------------------------------------------------- THE SCANNER


def test_a_clean_file_is_clean_and_an_infected_one_refused(
    cast: SimpleNamespace, uploads: Path, settings: Any
) -> None:
    with clamd.running() as url:
        settings.CLAMD_URL = url
        hand_in(cast)
        assert StoredFile.objects.get().scan == Scan.CLEAN
        with pytest.raises(services.Refused, match="virus"):
            hand_in(cast, papers.PDF.replace(b"<<>>", clamd.EICAR))
    assert len(on_disk(uploads)) == 1


def test_while_the_scanner_is_down_nothing_is_lost_and_nothing_is_opened(
    cast: SimpleNamespace, settings: Any, as_user: Any
) -> None:
    settings.CLAMD_URL = "tcp://127.0.0.1:9"
    document = hand_in(cast)
    version = Version.objects.get()
    url = reverse("documents:file", args=[version.pk])
    assert StoredFile.objects.get().scan == Scan.WAITING
    assert as_user(cast.olga).get(url).status_code == 404
    assert not rules.may_open(document)
    with pytest.raises(services.Refused):
        services.accept(document=document, by=cast.olga)
    assert services.scan_waiting() == 0
    with clamd.running() as address:
        settings.CLAMD_URL = address
        assert services.scan_waiting() == 1
    assert StoredFile.objects.get().scan == Scan.CLEAN
    assert as_user(cast.olga).get(url).status_code == 200


def test_what_the_scanner_finds_later_is_deleted_and_asked_for_again(
    cast: SimpleNamespace, uploads: Path, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.CLAMD_URL = "unix:///nowhere/clamd.ctl"
    hand_in(cast)
    with clamd.running("Something FOUND") as address, django_capture_on_commit_callbacks(execute=True):
        settings.CLAMD_URL = address
        services.scan_waiting()
    document = Document.objects.get()
    assert document.state == DocumentState.SENT_BACK
    assert "virus" in document.reason
    assert on_disk(uploads) == []
    assert queries.newest(document) is None


def test_a_scanner_that_was_taken_away_holds_nothing_back(cast: SimpleNamespace, settings: Any) -> None:
    settings.CLAMD_URL = "tcp://127.0.0.1:9"
    hand_in(cast)
    settings.CLAMD_URL = ""
    services.scan_waiting()
    assert StoredFile.objects.get().scan == Scan.NONE


def test_an_answer_that_is_no_verdict_is_none() -> None:
    with clamd.running("INSTREAM size limit exceeded. ERROR") as url, pytest.raises(scanning.Unreachable):
        scanning.scan(papers.PDF, url)
    with pytest.raises(scanning.Unreachable):
        scanning.scan(papers.PDF, "http://example.org")


# ---------------------------------------------------------------- WHO MAY OPEN IT


def test_who_may_open_a_file_and_that_it_is_written_down(cast: SimpleNamespace, as_user: Any) -> None:
    hand_in(cast)
    url = reverse("documents:file", args=[Version.objects.get().pk])
    answer = as_user(cast.olga).get(url)
    assert answer.content == papers.PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="CV Pia.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store, private"
    look = Look.objects.get()
    assert (look.person_id, look.reader, look.where) == (cast.pia.person_id, cast.olga, "file")
    assert as_user(cast.pia.person.user).get(url).status_code == 200
    assert Look.objects.count() == 1  # their own look is none
    assert as_user(cast.paul.person.user).get(url).status_code == 404
    assert as_user(cast.olga).get(reverse("documents:file", args=[0])).status_code == 404


def test_a_kind_may_be_closed_to_the_student(cast: SimpleNamespace, as_user: Any) -> None:
    hand_in(cast, kind="secret_paper")
    url = reverse("documents:file", args=[Version.objects.get().pk])
    assert as_user(cast.pia.person.user).get(url).status_code == 404
    assert as_user(cast.olga).get(url).status_code == 200


def test_organisers_accept_and_send_back_their_own_editions_only(cast: SimpleNamespace, as_user: Any) -> None:
    otto = makers.organiser(makers.edition(29, makers.ARRIVAL.replace(year=2026)), "otto@example.org")
    document = hand_in(cast)
    accept = reverse("documents:accept", args=[document.pk])
    back = reverse("documents:send_back", args=[document.pk])
    for stranger in (otto, cast.pia.person.user):
        assert as_user(stranger).post(accept).status_code == 404
        assert as_user(stranger).get(back).status_code == 404
    client = as_user(cast.olga)
    assert client.post(back, {"confirmed": "1", "reason": ""}).status_code == 200
    assert Document.objects.get().state == DocumentState.SUBMITTED
    client.post(back, {"confirmed": "1", "reason": "Please both pages."})
    assert Document.objects.get().state == DocumentState.SENT_BACK
    client.post(accept)
    assert Document.objects.get().state == DocumentState.ACCEPTED
    assert client.get(back).status_code == 200


# ---------------------------------------------------------------- FORGETTING, SWEEPING, SAVING


def test_erasure_takes_the_files_off_the_disk(
    cast: SimpleNamespace, uploads: Path, django_capture_on_commit_callbacks: Any
) -> None:
    hand_in(cast)
    hand_in(cast, papers.PNG)
    hand_in(cast, participation=cast.paul)
    with django_capture_on_commit_callbacks(execute=True):
        report = erase(person_id=cast.pia.person_id, by=cast.olga, reason="asked").report
    assert report["documents.files"] == {"files": 2}
    assert len(on_disk(uploads)) == 1
    gone = StoredFile.objects.filter(participation=cast.pia)
    assert {(row.path, row.name, row.sha256) for row in gone} == {("", None, "")}


def test_orphans_are_swept_and_the_rest_is_not(
    cast: SimpleNamespace, uploads: Path, monkeypatch: Any
) -> None:
    hand_in(cast)
    storage.write(b"nobody knows me")
    assert services.sweep() == 0  # it may be in the making
    monkeypatch.setattr(services, "ORPHAN_AFTER", -10.0)
    assert services.sweep() == 1
    assert len(on_disk(uploads)) == 1
    assert storage.read(StoredFile.objects.get().path) == papers.PDF


def test_a_file_that_vanished_is_not_found(cast: SimpleNamespace, uploads: Path, as_user: Any) -> None:
    hand_in(cast)
    on_disk(uploads)[0].unlink()
    assert (
        as_user(cast.olga).get(reverse("documents:file", args=[Version.objects.get().pk])).status_code == 404
    )


@pytest.mark.django_db(transaction=True)
def test_backup_and_restore_bring_files_back(cast: SimpleNamespace, uploads: Path, tmp_path: Path) -> None:
    hand_in(cast)
    archive = tmp_path / "archive.tar.gz"
    call_command("backup", str(archive), verbosity=0)
    for path in on_disk(uploads):
        path.unlink()
    call_command("restore", str(archive), "--force", verbosity=0)
    assert storage.read(StoredFile.objects.get().path) == papers.PDF
    assert papers.PDF not in archive.read_bytes()


def test_a_request_that_is_far_too_large_is_refused_at_the_door(
    cast: SimpleNamespace, as_user: Any, settings: Any
) -> None:
    settings.REQUEST_LIMIT = 100
    document = hand_in(cast)
    file = SimpleUploadedFile("x.pdf", b"x" * 500)
    answer = as_user(cast.olga).post(reverse("documents:send_back", args=[document.pk]), {"file": file})
    assert answer.status_code == 400


# ---------------------------------------------------------------- WHO READS


def test_each_kind_says_who_reads_it_and_else_the_student_and_the_school():
    assert kinds.Kind("new", "New paper").reads == {"participant", "organiser"}
    assert {kind.code for kind in kinds.every() if "reviewer" in kind.reads} == {
        "cv",
        "transcript",
        "letter",
    }


@pytest.mark.parametrize("holds", sorted(kinds.NEVER_FOR_THE_BOARD))
def test_no_reviewer_ever_opens_a_passport_or_health_paper(holds):
    with pytest.raises(ValueError, match="Reviewers never read"):
        kinds.register(kinds.Kind("scan", "Scan", holds=holds, reads=frozenset({"organiser", "reviewer"})))
    read = [
        f"{label}.{name}"
        for label, policy in catalogue.every().items()
        for name, field in policy.fields.items()
        if field.kind == holds and "reviewer" in field.reads
    ]
    assert read == []
