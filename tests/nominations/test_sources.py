"""A list that came by letter: attached once, for several students, for organisers alone."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ish.documents import services as documents
from ish.documents.models import StoredFile, Version
from ish.nominations.services import sources
from tests.documents.papers import OTHER_PDF, PDF
from tests.nominations import makers


@pytest.fixture
def pair(cast: Any) -> list[Any]:
    """Two students whom an organiser added."""
    return [makers.draft(cast.edition, cast.kumamoto, name, "Hayashida") for name in ("Mio", "Ren")]


def _post(client: Any, body: Any, **said: Any) -> Any:
    return client.post(reverse("nominations:source", args=[body.pk]), said)


def _letter() -> SimpleUploadedFile:
    return SimpleUploadedFile("letter.pdf", PDF)


def test_one_letter_for_several_students(cast: Any, pair: list[Any], as_user: Any) -> None:
    client = as_user(cast.olga)
    keys = [str(row.pk) for row in pair]
    answer = _post(client, cast.kumamoto, file=_letter(), source="Letter of 3 March", students=keys)
    assert answer.url == reverse("nominations:body", args=[cast.kumamoto.pk])
    assert Version.objects.count() == 2
    page = client.get(reverse("nominations:student", args=[pair[0].pk])).content.decode()
    assert "Letter of 3 March" in page
    version = Version.objects.first()
    assert client.get(reverse("documents:file", args=[version.pk])).content == PDF
    # Once more is once.
    _post(client, cast.kumamoto, file=_letter(), source="Letter of 3 March", students=keys)
    assert Version.objects.count() == 2


def test_a_student_more_refers_to_it(cast: Any, pair: list[Any], as_user: Any) -> None:
    client = as_user(cast.olga)
    _post(client, cast.kumamoto, file=_letter(), source="Letter", students=[str(pair[0].pk)])
    (known,) = sources.sources_of(cast.edition, cast.kumamoto)
    _post(client, cast.kumamoto, known=str(known.version.pk), students=[str(row.pk) for row in pair])
    assert [one.students for one in sources.sources_of(cast.edition, cast.kumamoto)] == [2]


def test_who_is_erased_takes_the_letter_along_from_the_others_too(
    cast: Any, pair: list[Any], as_user: Any, django_capture_on_commit_callbacks: Any
) -> None:
    client, keys = as_user(cast.olga), [str(row.pk) for row in pair]
    _post(client, cast.kumamoto, file=_letter(), source="Letter", students=keys)
    other = SimpleUploadedFile("second.pdf", OTHER_PDF)
    _post(client, cast.kumamoto, file=other, source="About Ren alone", students=keys[1:])
    documents.hand_in(participation=pair[1].participation, kind="cv", data=PDF, name="cv.pdf", by=None)
    with django_capture_on_commit_callbacks(execute=True):
        documents.forget(pair[0].participation.person_id)
    left = StoredFile.objects.exclude(path="")
    assert {file.participation_id for file in left} == {pair[1].participation_id}
    assert sorted(file.version.document.kind for file in left) == ["cv", sources.KIND]
    assert [one.version.source for one in sources.sources_of(cast.edition, cast.kumamoto)] == [
        "About Ren alone"
    ]


def test_only_organisers_see_it(cast: Any, pair: list[Any], as_user: Any) -> None:
    _post(as_user(cast.olga), cast.kumamoto, file=_letter(), source="Letter", students=[str(pair[0].pk)])
    client = as_user(cast.cem)
    assert client.get(reverse("nominations:source", args=[cast.kumamoto.pk])).status_code in (403, 404)
    assert client.get(reverse("documents:file", args=[Version.objects.get().pk])).status_code == 404
    page = client.get(reverse("nominations:student", args=[pair[0].pk]))
    assert "/source/" not in page.content.decode()


def test_what_is_no_letter_is_told(cast: Any, pair: list[Any], as_user: Any) -> None:
    file = SimpleUploadedFile("letter.pdf", b"nothing of the kind")
    answer = _post(as_user(cast.olga), cast.kumamoto, file=file, source="Letter", students=[str(pair[0].pk)])
    assert "not taken here" in answer.content.decode()
    empty = _post(as_user(cast.olga), cast.kumamoto, students=[])
    assert "Please choose the file." in empty.content.decode()
    assert not StoredFile.objects.exists()
