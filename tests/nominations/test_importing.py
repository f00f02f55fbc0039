"""Partners' lists from upload to drafts, through the pages."""

import io
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ish.jobs import running
from ish.jobs.models import Job
from ish.nominations import services
from ish.nominations.models import ImportStash, Nomination
from ish.people.models import Guardian, Person
from tests.nominations import makers

SAMPLES = Path(__file__).parent / "samples"


def _upload(client, body, name="kumamoto.xlsx", data=None):
    file = SimpleUploadedFile(name, data or (SAMPLES / name).read_bytes())
    return client.post(reverse("nominations:upload", args=[body.pk]), {"file": file})


def _names():
    return sorted(Person.objects.values_list("family_name", "given_names"))


def test_kumamoto_from_the_file_to_drafts(cast, as_user):
    client = as_user(cast.cem)
    response = _upload(client, cast.kumamoto)
    stash = ImportStash.objects.get()
    assert response.url == reverse("nominations:preview", args=[stash.pk])
    page = client.get(response.url).content.decode()
    assert "HAYASHIDA" in page
    assert not Nomination.objects.exists()
    assert client.post(response.url).url == reverse("nominations:body", args=[cast.kumamoto.pk])
    assert [family for family, _given in _names()][0] == "HAYASHIDA"
    assert Person.objects.count() == 3
    assert set(Nomination.objects.values_list("sender_state", "body__name")) == {("draft", "Kumamoto")}
    stash.refresh_from_db()
    assert stash.data is None
    assert stash.confirmed_at


def test_montpelliers_twins_are_two(cast, as_user):
    client = as_user(cast.dana)
    client.post(_upload(client, cast.montpellier, "montpellier.csv").url)
    twins = Person.objects.filter(family_name="LEFÈVRE").order_by("given_names")
    assert [(p.given_names, p.language) for p in twins] == [("Anaïs", "fr"), ("Éloïse", "fr")]
    assert Guardian.objects.filter(person__in=twins).count() == 2
    assert Nomination.objects.get(reserve=True).participation.person.nationalities == ["FR", "IL"]


def test_a_sister_at_the_same_address_is_neither_dropped_nor_merged(cast, as_user):
    """The second list of a partner, with the sister of somebody on the first one."""
    makers.draft(cast.edition, cast.montpellier, "Camille", "Fabre", email="fabre@example.org")
    client = as_user(cast.dana)
    lines = (
        b"Given names,Family name,Date of birth,E-mail\nCl\xc3\xa9mence,Fabre,2009-04-12,fabre@example.org\n"
    )
    address = _upload(client, cast.montpellier, "second.csv", lines).url
    page = client.get(address).content.decode()
    assert "Camille Fabre is on your list with this e-mail address." in page
    assert "Already named" not in page
    client.post(address, {"update": "on"})
    assert _names() == [("Fabre", "Camille")]
    other = lines.replace(b",fabre@", b",clemence@")
    client.post(_upload(client, cast.montpellier, "third.csv", other).url)
    assert _names() == [("Fabre", "Camille"), ("Fabre", "Clémence")]


def test_a_sister_named_by_another_partner_is_asked_about_at_preview_and_at_hand_in(cast, as_user):
    """Without saying who it is; and a draft, which is its partner's own, says nothing."""
    theirs = makers.draft(cast.edition, cast.montpellier, "Camille", "Fabre", email="Fabre@example.org")
    client = as_user(cast.cem)
    lines = b"Given names,Family name,Date of birth,E-mail\nAki,Fabre,2009-04-12,fabre@example.org\n"
    address = _upload(client, cast.kumamoto, "list.csv", lines).url
    asked = "belongs to a student whom the school knows already"
    assert asked not in client.get(address).content.decode()
    services.submit(nominations=[theirs], by=cast.dana)
    page = client.get(address).content.decode()
    assert asked in page
    assert "Camille" not in page
    client.post(address)
    (aki,) = Nomination.objects.filter(body=cast.kumamoto)
    for url in (
        reverse("nominations:hand_in", args=[aki.pk]),
        reverse("nominations:hand_in_all", args=[cast.kumamoto.pk]),
    ):
        page = client.get(url).content.decode()
        assert f"The e-mail address of Aki Fabre {asked}" in page
        assert "Camille" not in page
    Person.objects.filter(participations__nomination=aki).update(email="aki@example.org")
    assert asked not in client.get(url).content.decode()


def test_palo_alto_needs_a_tick_to_leave_the_repeated_row_out(cast, as_user):
    body = makers.body(cast.edition, "Palo Alto", country="US")
    client = as_user(makers.coordinator(body, "amy@example.org"))
    url = _upload(client, body, "palo-alto.csv").url
    page = client.get(url).content.decode()
    assert "This student is in row" in page
    assert client.post(url).status_code == 200
    assert not Nomination.objects.exists()
    good = len(services.preview(ImportStash.objects.get()).fresh)
    client.post(url, {"leave_out": "on"})
    assert Nomination.objects.count() == good == Person.objects.count()


def test_broken_has_one_clear_line_for_each_bad_cell(cast, as_user):
    client = as_user(cast.cem)
    url = _upload(client, cast.kumamoto, "broken.xlsx").url
    found = services.preview(ImportStash.objects.get())
    page = client.get(url).content.decode()
    places = [(p.row, p.column) for p in found.errors]
    assert len(places) == len(set(places)) > 3
    for line in found.errors:
        assert f'data-label="Row">{line.row}</td>' in page
        assert f'id="mend-{line.row}-{line.field}"' in page


def test_a_file_that_is_no_list_says_what_to_do(cast, as_user):
    client = as_user(cast.cem)
    page = client.get(
        _upload(client, cast.kumamoto, "x.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600).url
    )
    assert b"cannot be read" in page.content
    assert client.post(reverse("nominations:preview", args=[ImportStash.objects.get().pk])).status_code == 200
    assert not Nomination.objects.exists()


def test_a_list_without_headings_counts_nobody_above_its_error(cast, as_user):
    client = as_user(cast.cem)
    page = client.get(_upload(client, cast.kumamoto, "l.csv", b"17,4\n3,9\n").url).content.decode()
    assert "The list cannot be applied yet" in page
    assert "students to add" not in page


def test_a_huge_file_is_refused_before_it_is_read(cast, as_user):
    response = _upload(as_user(cast.cem), cast.kumamoto, "big.csv", b"x" * (5 * 1024 * 1024 + 1))
    assert b"larger than 5" in response.content
    assert not ImportStash.objects.exists()


def test_the_same_file_twice_and_a_double_confirmation_create_nothing_new(cast, as_user):
    client = as_user(cast.cem)
    url = _upload(client, cast.kumamoto).url
    for _ in range(2):
        assert client.post(url).status_code == 302
    assert Nomination.objects.count() == 3
    again = _upload(client, cast.kumamoto).url
    page = client.get(again).content.decode()
    assert "There is nothing new in this list" in page
    client.post(again)
    assert Nomination.objects.count() == Person.objects.count() == 3


def test_confirmed_twice_at_once_the_service_writes_once(cast):
    data = (SAMPLES / "kumamoto.xlsx").read_bytes()
    stash = services.stash_list(
        edition=cast.edition, body=cast.kumamoto, owner=cast.cem, file_name="k.xlsx", data=data
    )
    stale = ImportStash.objects.get(pk=stash.pk)
    assert services.import_rows(stash=stash, by=cast.cem).created == 3
    assert services.import_rows(stash=stale, by=cast.cem).created == 3
    assert Nomination.objects.count() == 3


def test_somebody_elses_list_does_not_exist(cast, as_user):
    url = _upload(as_user(cast.cem), cast.kumamoto).url
    colleague = makers.coordinator(cast.kumamoto, "deputy@example.org", kind="deputy")
    for stranger in (cast.dana, cast.olga, colleague):
        client = as_user(stranger)
        assert client.get(url).status_code == 404
        assert client.post(url).status_code == 404
    assert not Nomination.objects.exists()


def test_a_coordinator_who_was_ended_meanwhile_cannot_confirm(cast, as_user):
    client = as_user(cast.cem)
    url = _upload(client, cast.kumamoto).url
    services.end_coordinator(coordinator=cast.cem.coordinator_rows.get(), by=cast.olga)
    assert client.post(url).status_code == 404
    assert not Nomination.objects.exists()


def test_a_list_looked_at_in_time_and_confirmed_after_the_school_adds_nobody(cast, as_user, on_day):
    client = as_user(cast.cem)
    url = _upload(client, cast.kumamoto).url
    on_day((cast.edition.departure_day + timedelta(days=3)).isoformat())
    assert "Students cannot be named at the moment." in client.post(url, follow=True).content.decode()
    assert not Nomination.objects.exists()


def test_a_long_list_confirmed_in_time_is_written_when_the_worker_comes_too_late(cast, as_user, on_day):
    _upload(as_user(cast.cem), cast.kumamoto)
    stash, late = ImportStash.objects.get(), cast.edition.departure_day + timedelta(days=3)
    job = services.start_import(stash=stash, by=cast.cem, leave_out=False)
    on_day(late.isoformat())
    running.run(job.pk)
    assert Nomination.objects.count() == 3
    _upload(as_user(cast.olga), cast.kumamoto)
    with pytest.raises(services.Closed):
        services.start_import(stash=ImportStash.objects.latest("pk"), by=cast.cem, leave_out=False)


def test_a_foreign_partner_takes_no_list(cast, as_user):
    assert _upload(as_user(cast.cem), cast.montpellier).status_code == 404
    template = reverse("nominations:template", args=[cast.montpellier.pk])
    assert as_user(cast.cem).get(template).status_code == 404
    assert as_user(cast.dana).get(template).status_code == 200


def test_stashes_are_sealed_and_gone_within_a_day(cast, as_user):
    _upload(as_user(cast.dana), cast.montpellier, "montpellier.csv")
    with connection.cursor() as cursor:
        cursor.execute("select data from nominations_importstash")
        assert "LEF" not in cursor.fetchone()[0]
    assert services.erase_stashes() == 0
    ImportStash.objects.update(created_at=timezone.now() - timedelta(hours=23, minutes=1))
    assert services.erase_stashes() == 1


def test_an_organiser_says_how_they_know(cast, as_user):
    client = as_user(cast.olga)
    url = _upload(client, cast.kumamoto).url
    assert client.post(url).status_code == 200
    client.post(url, {"on_behalf": "E-mail of 3 March"})
    assert set(Nomination.objects.values_list("on_behalf", flat=True)) == {"E-mail of 3 March"}


def _long_list(count: int) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Students")
    sheet.append(["Family name", "Given names", "Date of birth", "E-mail", "Guardian", "Guardian e-mail"])
    for i in range(count):
        row = [
            f"Family{i}",
            f"Given {i}",
            "2009-04-12",
            f"s{i}@example.org",
            f"Parent {i}",
            f"p{i}@example.org",
        ]
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_long_list_runs_in_the_background(cast, as_user):
    client = as_user(cast.cem)
    url = _upload(client, cast.kumamoto, "long.xlsx", _long_list(301)).url
    first = client.post(url)
    job = Job.objects.get()
    assert first.url == client.post(url).url == reverse("desk:job", args=[job.pk])
    assert running.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result["url"]) == ("done", reverse("nominations:body", args=[cast.kumamoto.pk]))
    assert Nomination.objects.count() == 301


@pytest.mark.once
def test_ten_thousand_rows_take_few_queries(cast):
    stash = services.stash_list(
        edition=cast.edition, body=cast.kumamoto, owner=cast.cem, file_name="l.xlsx", data=_long_list(10_000)
    )
    with CaptureQueriesContext(connection) as queries:
        done = services.import_rows(stash=stash, by=cast.cem)
    assert done.created == 10_000 == Guardian.objects.count()
    assert len(queries) <= 60
