"""Finding people: however a name is written, by their parents, by who may know; and the column by which they are found."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from ish.desk import folding
from ish.desk.registry import search
from ish.desk.searching import refold
from ish.people import bulk_services, services
from ish.people.models import Guardian, Participation, Person
from ish.people.queries import named
from ish.privacy.services import erase
from tests.people import makers

# ---------------------------------------------------------------- the core


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("LIANG, Zihan", "liang, ZIHAN"),
        ("Łukasiewicz", "lukasiewicz"),
        ("MÜLLER", "müller"),
        ("MÜLLER", "muller"),
        ("Müller", "Mueller"),
        ("MUELLER", "Müller"),
        ("Dvořáková", "DVORAKOVA"),
        ("Éva", "eva"),
        ("Søren Åberg", "soeren aaberg"),
        ("O’Brien", "O'Brien obrien"),
        ("Jean-Luc", "jean luc jeanluc"),
        ("Yunji", "Yun-ji"),
        ("Straße", "strasse"),
        ("İpek Işık", "ipek isik"),
        ("김민지", "김민지"),
        ("E. Roy", "Roy, E. <e.roy@example.org>"),
    ],
)
def test_a_name_is_found_however_it_is_written(name: str, typed: str) -> None:
    assert folding.fits([typed], name, "e.roy@example.org")
    assert not folding.fits([typed, "Okonkwo"], name, "e.roy@example.org")


@given(st.text(max_size=30))
def test_whatever_is_written_is_found_by_itself(text: str) -> None:
    assert folding.fits([text], text)
    assert "\0" not in folding.searchable(text)
    assert all(any(c.isalnum() for c in word) for word in folding.split(text))


# ---------------------------------------------------------------- the column


@pytest.fixture
def season(edition: Any) -> SimpleNamespace:
    """Olga runs the edition; Zihan Liang has a mother; Eva Müller has none."""
    olga = makers.organiser(edition)
    zihan = makers.participation(edition, makers.person("Zihan", "LIANG"))
    eva = makers.participation(edition, makers.person("Éva", "MÜLLER-ŁUKASIEWICZ"))
    mother = services.add_guardian(person=zihan.person, name="Dvořáková Wenling", email="wen@example.org")
    return SimpleNamespace(edition=edition, olga=olga, zihan=zihan, eva=eva, mother=mother)


def _found(text: str, **kwargs: Any) -> set[int]:
    return set(Participation.objects.filter(named([text], **kwargs)).values_list("pk", flat=True))


def test_every_way_to_write_a_row_writes_what_it_is_found_by(season: SimpleNamespace) -> None:
    eva = season.eva.person
    services.save_person(person=eva, values={"family_name": "Ørsted"}, by=None)
    assert _found("orsted, eva") == {season.eva.pk} and not _found("lukasiewicz")
    eva.refresh_from_db()
    bulk_services.save_many(changed=[(eva, {"given_names": "Zoë"})], by=None)
    assert _found("zoe") == {season.eva.pk}
    bulk_services.save_guardians(changed=[(season.mother, {"name": "Anaïs"})], by=None)
    assert _found("anais", parents=True) == {season.zihan.pk}
    Person.objects.filter(pk=eva.pk).update(native_name="Зоя", email="")
    assert _found("ЗОЯ") == {season.eva.pk} and not _found("eva")
    (row,) = bulk_services.add_many(edition=season.edition, people=[Person(given_names="Ægir")], by=None)
    bulk_services.add_guardians(guardians=[Guardian(person=row.person, name="Þóra")], by=None)
    assert _found("aegir thora", parents=True) == {row.pk}
    erase(person_id=row.person_id, by=season.olga, reason="")
    assert not _found("aegir") | _found("thora", parents=True)
    assert {*Person.objects.filter(pk=row.person_id).values_list("folded", flat=True)} == {""}


def test_rows_from_before_are_folded_in_batches(season: SimpleNamespace) -> None:
    for model in (Person, Guardian):
        model.objects.update(folded="")
    assert not _found("liang") | _found("wenling", parents=True)
    refold(Person, batch=1)
    refold(Guardian)
    assert _found("liang wenling", parents=True) == {season.zihan.pk}
    assert _found("muller") == {season.eva.pk}


def test_what_is_folded_leaves_no_trace_in_the_history(season: SimpleNamespace) -> None:
    from auditlog.models import LogEntry  # noqa: PLC0415 - apps: models need the settings first

    services.save_person(person=season.eva.person, values={"family_name": "Ørsted"}, by=None)
    told = [set(entry.changes) for entry in LogEntry.objects.get_for_object(season.eva.person)]
    assert {"family_name", "version"} in told and not any("folded" in names for names in told)


# ---------------------------------------------------------------- the pages


def _hits(user: Any, text: str) -> dict[str, str]:
    return {hit.title: hit.detail for group in search.find(user, text) for hit in group.hits}


def test_who_rings_leads_to_the_student(season: SimpleNamespace) -> None:
    assert "parent: Dvořáková Wenling" in _hits(season.olga, "DVOŘÁKOVÁ")["Zihan LIANG"]
    assert "Zihan LIANG" in _hits(season.olga, "wen@example.org")
    assert "parent" not in _hits(season.olga, "LIANG, Zihan")["Zihan LIANG"]
    for nothing in (",", "'", "-", "\0", "%", "_"):
        assert _hits(season.olga, nothing) == {}
    host = makers.user("host@example.org")
    assert _hits(host, "wenling") == {}


@pytest.mark.parametrize("view", ["people:list", "people:readiness"])
def test_lists_find_the_same(season: SimpleNamespace, as_user: Any, view: str) -> None:
    client = as_user(season.olga)
    for text, who in (("eva müller", "ŁUKASIEWICZ"), ("mueller, éva", "ŁUKASIEWICZ"), ("wenling", "LIANG")):
        page = client.get(reverse(view), {"q": text}).content.decode()
        assert [name in page for name in ("ŁUKASIEWICZ", "LIANG")].count(True) == 1 and who in page
