"""Thousands at once: few queries, in the background when they are many, and the same traces as one by one."""

import gc
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.db import connection
from django.urls import reverse

from ish.jobs import running
from ish.jobs.models import Job
from ish.nominations import services
from ish.nominations.models import ImportStash, Nomination
from ish.nominations.services import bulk, handing_in, listed, releasing
from ish.nominations.states import Receiver, Sender
from ish.people.models import Guardian, Participation, Person
from ish.people.states import State
from ish.privacy import history
from tests.counting import counting
from tests.nominations import makers

HEAD = "Family name;Given names;Date of birth;E-mail;School;Rank;Guardian"


def _list(*rows: str) -> bytes:
    return "\n".join([HEAD, *rows]).encode()


def _row(n: int, school: str = "Sojo", email: str = "", rank: str = "", guardian: str = "") -> str:
    return f"Hayashida{n};Mio{n};12.04.2009;{email or f'mio{n}@example.org'};{school};{rank};{guardian}"


def _stash(cast: Any, data: bytes) -> ImportStash:
    place = {"edition": cast.edition, "body": cast.kumamoto, "owner": cast.cem}
    return services.stash_list(**place, file_name="list.csv", data=data)


def _take(cast: Any, *rows: str, **options: Any) -> services.Imported:
    return services.import_rows(stash=_stash(cast, _list(*rows)), by=cast.cem, **options)


def _history(row: Any) -> list[Any]:
    return list(LogEntry.objects.get_for_object(row).order_by("pk"))


# ---------------------------------------------------------------- LISTS


def test_a_persons_history_shows_the_list_that_brought_them(cast: Any) -> None:
    _take(cast, _row(1, guardian="Ren"), _row(2))
    row = Nomination.objects.select_related("participation__person").first()
    parts = (row, row.participation, row.participation.person, Guardian.objects.get())
    for part in parts:
        (entry,) = _history(part)
        assert (entry.action, entry.actor) == (LogEntry.Action.CREATE, cast.cem), part
    assert _history(row.participation.person)[0].changes["family_name"] == [history.MASK] * 2
    assert "Hayashida" not in str(list(LogEntry.objects.values_list("changes", flat=True)))


def test_a_list_changes_who_is_on_it_already_only_when_told_to(cast: Any) -> None:
    _take(cast, _row(1), _row(2))
    news = (_row(1, school="Kumamoto", rank="3", email="new@example.org", guardian="Ren"), _row(2), _row(3))
    found = services.preview(_stash(cast, _list(*news)))
    assert [len(part) for part in (found.fresh, found.already, found.changed)] == [1, 1, 1]
    assert [str(label) for label in found.changed[0][1].labels][-1] == "guardian"
    assert _take(cast, *news).changed == 0
    done = _take(cast, *news, update=True)
    assert (done.created, done.already, done.changed) == (0, 2, 1)
    row = Nomination.objects.select_related("participation__person").get(school="Kumamoto")
    person = row.participation.person
    assert (row.rank, row.version, person.email, person.version) == (3, 1, "new@example.org", 1)
    assert Guardian.objects.get().person == person
    assert [entry.changes.get("rank") for entry in _history(row)] == [None, ["None", "3"]]
    assert _history(person)[-1].changes["email"] == [history.MASK] * 2
    assert {entry.actor for entry in _history(person)} == {cast.cem}


def test_what_a_list_leaves_alone(cast: Any) -> None:
    """Empty cells, and what is handed in."""
    _take(cast, _row(1, school="Sojo"), _row(2))
    services.submit(nominations=[Nomination.objects.order_by("pk")[1]], by=cast.cem)
    found = services.preview(_stash(cast, _list(_row(1, school=""), _row(2, school="Other"))))
    assert (len(found.changed), len(found.already), len(found.handed_in)) == (0, 1, 1)


def test_a_row_changes_nobody_of_another_name_and_another_birth_date(cast: Any) -> None:
    _take(cast, _row(1))
    key = Nomination.objects.get().pk

    def told(family: str, birth: str) -> bool:
        text = f"{family};Mio1;{birth};mio1@example.org;Elsewhere;;"
        (row,) = services.preview(_stash(cast, _list(text))).reading.rows
        return key in listed.differences([(row, key)])

    assert told("Hayashida1", "05.05.2009")
    assert told("Sato", "12.04.2009")
    assert not told("Sato", "05.05.2009")


def test_a_changed_list_through_the_pages(cast: Any, as_user: Any) -> None:
    _take(cast, _row(1))
    stash, client = _stash(cast, _list(_row(1, school="Kumamoto"))), as_user(cast.cem)
    url = reverse("nominations:preview", args=[stash.pk])
    assert "On the list, with other values" in client.get(url).content.decode()
    assert client.post(url, {"update": "on"}).status_code == 302
    assert Nomination.objects.get().school == "Kumamoto"


def test_a_new_address_from_a_list_is_followed(cast: Any, mailbox: Any) -> None:
    _take(cast, _row(1))
    row = Nomination.objects.select_related("participation__person", "body", "edition").get()
    services.submit(nominations=[row], by=cast.cem)
    services.send_back(nomination=row, comment="Which address?", by=cast.olga)
    assert [m.to_email for m in mailbox(kind="privacy_notice")] == ["mio1@example.org"]
    _take(cast, _row(1, email="new@example.org"), update=True)
    assert [m.to_email for m in mailbox(kind="privacy_notice")] == ["new@example.org"]


@pytest.mark.parametrize("update", [False, True])
def test_a_long_list_takes_as_many_queries_as_a_short_one(cast: Any, update: bool) -> None:
    found = []
    for count, first in ((20, 0), (400, 1000)):
        if update:
            _take(cast, *(_row(first + n) for n in range(count)))
        stash = _stash(cast, _list(*(_row(first + n, school="Other") for n in range(count))))
        with counting() as queries:
            services.import_rows(stash=stash, by=cast.cem, update=True)
        found.append(queries.queries)
    assert found[0] == found[1] <= 40
    assert Nomination.objects.filter(school="Other").count() == 420


def test_the_database_counts_again_after_a_list(cast: Any, django_capture_on_commit_callbacks: Any) -> None:
    """Without new numbers PostgreSQL planned a coordinator's list of 5,000 for two minutes."""
    with counting() as queries, django_capture_on_commit_callbacks(execute=True):
        _take(cast, _row(1))
    counted = [sql for sql in queries.statements if sql.startswith("ANALYZE")]
    assert len(counted) == (connection.vendor == "postgresql")
    assert all(f'"{model._meta.db_table}"' in counted[0] for model in (Person, Nomination) if counted)


def test_the_collector_wakes_after_the_last_one() -> None:
    with bulk.collector_resting(), bulk.collector_resting():
        assert not gc.isenabled()
    assert gc.isenabled()


# ---------------------------------------------------------------- HANDING IN


def _drafts(cast: Any, count: int) -> list[Nomination]:
    makers.crowd(cast.edition, cast.kumamoto, count)
    Nomination.objects.update(sender_state=Sender.DRAFT)
    return list(Nomination.objects.select_related("participation__person", "body", "edition__programme"))


def test_handing_in_many_takes_as_many_queries_as_a_few(cast: Any) -> None:
    found = []
    for count in (5, 150):
        rows = _drafts(cast, count)
        with counting() as queries, bulk.wide_statements():
            done = services.submit(nominations=rows, by=cast.cem)
        found.append(queries.queries)
        assert len(done) == len(rows)
        Nomination.objects.update(sender_state=Sender.WITHDRAWN)
    assert found[1] <= found[0] + 2  # messages are rung for by the hundred
    (entry,) = _history(rows[-1])
    assert (entry.actor, entry.changes["sender_state"]) == (cast.cem, ["draft", "submitted"])


def test_many_drafts_are_handed_in_in_the_background(cast: Any, as_user: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("ish.nominations.views.handing_in.IN_THE_REQUEST", 3)
    _drafts(cast, 12)
    client, url = as_user(cast.cem), reverse("nominations:hand_in_all", args=[cast.kumamoto.pk])
    page = client.get(url)
    assert b"12 students" in page.content
    assert b"4 more" in page.content
    assert client.post(url, {"confirmed": "1"}).url == reverse("desk:job", args=[Job.objects.get().pk])
    assert running.run(Job.objects.get().pk)
    assert Job.objects.get().result["text"] == "Handed in: 12 students."
    assert set(Nomination.objects.values_list("sender_state", flat=True)) == {"submitted"}


def test_who_acts_no_longer_hands_nothing_in(cast: Any) -> None:
    _drafts(cast, 2)
    job = services.start_submit(edition=cast.edition, body=cast.kumamoto, by=cast.cem)
    services.end_coordinator(coordinator=cast.cem.coordinator_rows.get(), by=cast.olga)
    running.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "You no longer act for this partner.")
    assert set(Nomination.objects.values_list("sender_state", flat=True)) == {"draft"}
    assert handing_in.IN_THE_REQUEST <= 500


# ---------------------------------------------------------------- DECISIONS


def _intended(cast: Any, count: int, decision: str = Receiver.NOT_SELECTED) -> list[Nomination]:
    makers.crowd(cast.edition, cast.kumamoto, count)
    rows = list(Nomination.objects.order_by("pk"))
    assert services.set_pending(nominations=rows, decision=decision, by=cast.olga) == count
    return rows


def test_intended_decisions_leave_their_trace(cast: Any) -> None:
    rows = _intended(cast, 3)
    for row in rows:
        (entry,) = _history(row)
        assert (entry.actor, entry.changes["pending"]) == (cast.olga, ["", "not_selected"])
    with counting() as queries:
        services.set_pending(nominations=rows, decision="", by=cast.olga)
    assert queries.queries <= 4
    assert _history(rows[0])[-1].changes["pending"] == ["not_selected", ""]


def _release_job(cast: Any, rows: list[Nomination]) -> Job:
    seen = services.mark_of(services.to_release(cast.edition))
    keys = [row.pk for row in rows]
    return services.start_release(
        edition=cast.edition, keys=keys, by=cast.olga, batch="one", seen=seen, beyond_places=False
    )


def test_a_release_cut_short_goes_on_where_it_was(cast: Any, monkeypatch: Any, mailbox: Any) -> None:
    monkeypatch.setattr(releasing, "PART", 2)
    job, told = _release_job(cast, _intended(cast, 5)), []

    def cut(done: int, total: int) -> None:
        told.append((done, total))
        if done == 4:
            raise ConnectionError

    with pytest.raises(ConnectionError):
        services.run_release(job, cut)
    assert told == [(2, 5), (4, 5)]
    assert Participation.objects.filter(state=State.NOT_SELECTED).count() == 4
    assert not mailbox(kind="body_result")
    assert running.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result["text"]) == ("done", "1 decision was released.")
    assert len(mailbox(kind="not_selected")) == 5
    (result,) = mailbox(kind="body_result")
    assert len(result.context["nominations"]) == 5
    row = Nomination.objects.first()
    assert {entry.actor for entry in _history(row)} == {cast.olga}


def test_what_changed_since_it_was_confirmed_is_not_released(cast: Any) -> None:
    rows = _intended(cast, 3)
    job = _release_job(cast, rows)
    services.set_pending(nominations=rows[:1], decision="", by=cast.olga)
    running.run(job.pk)
    job.refresh_from_db()
    assert job.state == "failed"
    assert not Nomination.objects.filter(receiver_state=Receiver.NOT_SELECTED).exists()


def test_places_are_counted_over_all_parts(cast: Any, monkeypatch: Any) -> None:
    """Two places, three people in parts of one: none of them is offered a place."""
    monkeypatch.setattr(releasing, "PART", 1)
    job = _release_job(cast, _intended(cast, 3, Receiver.SELECTED))
    running.run(job.pk)
    assert not Participation.objects.filter(state=State.OFFERED).exists()


def test_two_hundred_partners_by_the_page_those_with_too_many_first(cast: Any, as_user: Any) -> None:
    for n in range(120):
        makers.body(cast.edition, f"Partner {n:03d}", country="FR")
    last = makers.body(cast.edition, "Zzz", places=0, country="FR")
    row = makers.submitted(cast.edition, last)
    other = makers.submitted(cast.edition, cast.kumamoto, "Ren")
    services.set_pending(nominations=[row, other], decision=Receiver.SELECTED, by=cast.olga)
    client, url = as_user(cast.olga), reverse("nominations:decisions")
    with counting() as queries:
        response = client.get(url)
    page = response.content.decode()
    assert page.index("1 too many") < page.index("Kumamoto</a>")
    assert "Partner 020" in page
    assert "Partner 119" not in page
    assert "Partner 119" in client.get(url + "?partners-page=3").content.decode()
    assert (queries.queries <= 15, queries.rows <= 400) == (True, True)
    assert "Release 2 decisions" in page
    alone = client.get(f"{url}?body={last.pk}").content.decode()
    assert "Hayashida, Mio" in alone
    assert "Hayashida, Ren" not in alone
    assert client.get(f"{url}?body=99999").status_code == 404
