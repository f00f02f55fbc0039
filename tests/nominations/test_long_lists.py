"""Long lists: corrections that are not taken are told with names, pages are not read again, progress is seen meanwhile."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from ish.jobs import beside, running
from ish.jobs.models import Job
from ish.nominations import services
from ish.nominations.models import ImportStash, Nomination
from ish.nominations.reading import keeping, read_file
from ish.nominations.services import listed, listed_corrections, reading_lists
from ish.nominations.states import Receiver
from tests.nominations import makers
from tests.nominations.test_many import _list, _row, _stash, _take
from tests.nominations.test_reading_samples import SAMPLES


def test_who_was_not_corrected_is_told_with_the_reason(cast: Any, as_user: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(listed_corrections, "AT_ONCE", 2)
    _take(cast, *(_row(n) for n in range(1, 6)))
    rows = list(Nomination.objects.order_by("pk"))
    services.submit(nominations=rows, by=cast.cem)
    makers.at(rows[0], receiver_state=Receiver.SELECTED)
    taken = makers.draft(cast.edition, cast.montpellier, "Zoe", email="zoe@example.org")
    assert taken.pk
    news = [_row(1, rank="7"), *(_row(n, school="Kumamoto") for n in range(2, 6))]
    client = as_user(cast.cem)
    url = reverse("nominations:preview", args=[_stash(cast, _list(*news)).pk])
    page = client.post(url, {"update": "on"}, follow=True).content.decode()
    assert "4 students who are handed in were corrected." in page
    assert "The corrections of 1 student were not applied" in page
    assert "Mio1 Hayashida1" in page
    assert "Rank and waiting list stay as they were when it was decided." in page
    assert Nomination.objects.filter(school="Kumamoto").count() == 4
    again = _take(cast, *news, update=True)
    assert (again.proposed, again.refused, again.already) == (0, 1, 4)


def test_an_address_that_cannot_be_corrected_is_told(cast: Any) -> None:
    _take(cast, _row(1), _row(2))
    services.submit(nominations=list(Nomination.objects.all()), by=cast.cem)
    stash = _stash(cast, _list(_row(1, email="new@example.org"), _row(2, email="new@example.org")))
    done = services.import_rows(stash=stash, by=cast.cem, update=True, leave_out=True)
    assert (done.waiting, done.left_out) == (1, 1)


@pytest.mark.parametrize("name", ["montpellier.csv", "broken.xlsx", "palo-alto.csv"])
def test_what_is_kept_of_a_file_is_all_that_was_read(name: str) -> None:
    found = read_file((SAMPLES / name).read_bytes(), name, default_region="US", today=date(2026, 11, 22))
    assert keeping.unpack(keeping.pack(found)) == found


def test_a_page_of_a_long_list_reads_the_file_once(cast: Any, as_user: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(reading_lists, "KEPT_FROM", 2)
    read = []
    monkeypatch.setattr(reading_lists, "read_file", lambda *a, **k: read.append(1) or read_file(*a, **k))
    stash = _stash(cast, _list(_row(1), _row(2), _row(2), "Sato;Ken;99.99.2009;;;;"))
    client = as_user(cast.cem)
    url = reverse("nominations:preview", args=[stash.pk])
    kinds = []
    for show in ("", "wrong"):
        kinds.append([one.kind for one in client.get(url, {"show": show}).context["page"]])
    assert kinds == [["wrong", "wrong", "new", "new"], ["wrong", "wrong"]]
    client.post(reverse("nominations:mend", args=[stash.pk, 5]), {"birth_date": "2009-01-02"})
    client.post(reverse("nominations:mend", args=[stash.pk, 4]), {"do": "leave_out"})
    page = client.get(url).context["page"]
    assert [one.kind for one in page] == ["new", "new", "new", "left_out"]
    assert len(read) == 1
    assert "Hayashida" not in str(ImportStash.objects.values("reading").get())
    client.post(url)
    assert len(read) == 1
    assert ImportStash.objects.get().reading is None
    assert Nomination.objects.count() == 3


def test_progress_is_seen_before_the_rows_are(cast: Any, as_user: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(listed, "STEP", 2)
    monkeypatch.setattr(running, "WRITE_EVERY", 0)
    seen = []
    note = beside.note
    monkeypatch.setattr(beside, "note", lambda job, *far: (note(job, *far), seen.append(beside.noted(job))))
    stash = _stash(cast, _list(*(_row(n) for n in range(5))))
    job = services.start_import(stash=stash, by=cast.cem, leave_out=False)
    running.run(job.pk)
    job.refresh_from_db()
    assert seen == sorted(seen) and len(set(seen)) > 3 and seen[-1] == (5, 5)
    assert (job.state, job.done, job.total, beside.noted(job)) == ("done", 5, 5, (5, 5))
    assert Job.objects.get().result["text"] == "5 students were added."
