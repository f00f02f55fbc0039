"""What a student writes is not for their partner, who keeps a text of their own; the board reads both."""

from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from ish.applications import seat, services
from ish.applications.models import Application
from ish.nominations import services as nominations
from ish.nominations.models import Nomination
from ish.people import requirements
from ish.selection import dossier
from tests.nominations import makers

OWN, PARTNERS = "At home I never say that I like rivers.", "One of our best."


@pytest.fixture
def written(cast: SimpleNamespace) -> SimpleNamespace:
    """Mio has written; her partner had something to say, too."""
    makers.at(cast.mio, motivation=PARTNERS)
    found = seat.by_user(cast.olga, cast.participation.pk)
    mark = services.mark_of(services.of(cast.participation))
    services.save(seat=found, motivation=OWN, fields=["biology"], mark=mark, source="told us")
    return cast


def test_nothing_a_partner_opens_holds_it(written: SimpleNamespace, as_user: Any) -> None:
    pk, client = written.mio.pk, as_user(written.cem)
    pages = ["student", "correct"]
    urls = [reverse(f"nominations:{name}", args=[pk]) for name in pages]
    for url in [*urls, reverse("applications:panel", args=[pk])]:
        assert OWN not in client.get(url, follow=True).content.decode(), url
    sheet = client.get(reverse("nominations:students_list", args=[written.body.pk]))
    book = load_workbook(BytesIO(sheet.content))
    cells = [str(cell.value) for page in book for row in page.iter_rows() for cell in row]
    assert PARTNERS in cells
    assert not any("rivers" in cell for cell in cells)


def test_a_later_list_leaves_it_as_it_is(written: SimpleNamespace) -> None:
    head = "Family name;Given names;Date of birth;E-mail;Motivation\n"
    person = written.participation.person
    line = f"{person.family_name};{person.given_names};{person.birth_date};{person.email};Still one of our best.\n"
    stash = nominations.stash_list(
        edition=written.edition,
        body=written.body,
        owner=written.olga,
        file_name="list.csv",
        data=(head + line).encode(),
    )
    nominations.import_rows(stash=stash, by=written.olga, update=True)
    assert Nomination.objects.get(pk=written.mio.pk).motivation == "Still one of our best."
    assert Application.objects.get().motivation == OWN


def test_the_board_reads_the_students_words_and_then_the_partners(written: SimpleNamespace) -> None:
    found = dossier.make(written.mio, reader=written.olga, role="organiser", anonymised=False)
    assert (found.motivation, found.from_partner) == (OWN, PARTNERS)
    parts = dossier.as_data(found, heads={"motivation": "Motivation", "letter": "", "papers": ""})["parts"]
    assert [(part["text"], part["note"]) for part in parts] == [
        (OWN, ""),
        (PARTNERS, "Written by the partner"),
    ]
    hidden = dossier.make(written.mio, reader=written.olga, role="reviewer", anonymised=True)
    assert hidden.motivation == OWN


def test_what_the_partner_wrote_is_shown_to_the_student_and_is_enough(
    cast: SimpleNamespace, client: Client, address: str
) -> None:
    makers.at(cast.mio, motivation=PARTNERS)
    shown = client.get(address).content.decode()
    assert PARTNERS in shown.split("<textarea")[0]
    assert "from the partner" in shown
    (task,) = [
        t
        for t in requirements.tasks(cast.participation, cast.decided.opens)
        if t.requirement.code == "motivation"
    ]
    assert task.done


@pytest.mark.django_db(transaction=True)
def test_the_migration_moves_what_students_saved_and_brings_it_back(written: SimpleNamespace) -> None:
    before, after = [("applications", "0002_plain_words")], [("applications", "0003_the_students_own_words")]
    makers.at(written.max, motivation="Not ours.")
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes("applications")
    try:
        MigrationExecutor(connection).migrate(before)
        assert makers.at(written.mio).motivation == f"{OWN}\n\n{PARTNERS}"
        makers.at(written.mio, motivation=OWN)
        MigrationExecutor(connection).migrate(after)
    finally:
        MigrationExecutor(connection).migrate(newest)
    assert (Application.objects.get().motivation, makers.at(written.mio).motivation) == (OWN, "")
    assert makers.at(written.max).motivation == "Not ours."
