"""Hard day 6: siblings, namesakes and twins are never merged; the same student twice is found; a family is seen as one."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from ish.nominations import services
from ish.nominations.models import ImportStash, Nomination
from ish.nominations.services import correcting
from ish.people.models import Person
from tests.nominations import makers
from tests.nominations.conftest import as_user, cast, on_day  # noqa: F401 - the same cast

TWINS = date(2010, 3, 5)
PARENT = {"guardian_name": "Keiko Mori", "guardian_email": "keiko.mori@example.org"}


def _student(cast, given, **fields):  # noqa: F811 - the fixture
    values = {
        "family": "Mori",
        "birth_date": TWINS,
        "email": f"{given.lower()}.mori@example.org",
        **PARENT,
        **fields,
    }
    return makers.submitted(cast.edition, cast.kumamoto, given, **values)


@pytest.fixture
def family(cast):  # noqa: F811 - the fixture
    """Twins, a younger brother, and a namesake of one of them from another family."""
    cast.aoi, cast.mei = _student(cast, "Aoi"), _student(cast, "Mei")
    cast.ren = _student(cast, "Ren", birth_date=date(2011, 7, 7))
    other = {"guardian_name": "Jun Mori", "guardian_email": "jun.mori@example.org"}
    cast.namesake = _student(cast, "Aoi", birth_date=date(2009, 1, 2), email="aoi2.mori@example.org", **other)
    return cast


def test_four_children_are_four_people(family):
    assert Nomination.objects.count() == Person.objects.count() == 4


def test_the_same_student_twice_is_found_in_any_order_of_the_name(family):
    with pytest.raises(services.AlreadyNamed) as found:
        makers.draft(
            family.edition, family.kumamoto, "Mori", family="AOI", birth_date=TWINS, email="third@example.org"
        )
    assert found.value.nomination == family.aoi


# Aoi is named already; Sara and Sena are twins; Sena stands there twice, once with her names the other way round.
LIST = """Given names;Family name;Date of birth;E-mail;Parent's name;Parent's e-mail
Aoi;Mori;2010-03-05;aoi.mori@example.org;Keiko Mori;keiko.mori@example.org
Sara;Kono;2010-06-01;sara.kono@example.org;Yoko Kono;yoko.kono@example.org
Sena;Kono;2010-06-01;sena.kono@example.org;Yoko Kono;yoko.kono@example.org
KONO;Sena;2010-06-01;;Yoko Kono;yoko.kono@example.org
"""


def test_an_uploaded_list_has_twins_and_the_same_student_twice(family):
    client = Client()
    client.force_login(family.cem)
    file = SimpleUploadedFile("list.csv", LIST.encode())
    url = client.post(reverse("nominations:upload", args=[family.kumamoto.pk]), {"file": file}).url
    found = services.preview(ImportStash.objects.get())
    assert [row.values.given_names for row in found.fresh] == ["Sara", "Sena"]
    assert [pk for _row, pk in found.already] == [family.aoi.pk]
    assert [row.number for row in found.faulty] == [5]
    assert "Sena" in client.get(url).content.decode()
    client.post(url, {})
    assert Person.objects.count() == 4  # nothing is taken while somebody stands there twice
    client.post(url, {"leave_out": "on"})
    twins = Person.objects.filter(family_name="Kono").order_by("given_names")
    assert [person.given_names for person in twins] == ["Sara", "Sena"]
    assert Nomination.objects.count() == Person.objects.count() == 6
    shown = client.get(
        reverse("nominations:student", args=[Nomination.objects.get(participation__person=twins[0]).pk])
    )
    assert "Same parent or guardian" in shown.content.decode()


def test_two_children_do_not_share_an_address(family):
    with pytest.raises(ValidationError):
        makers.draft(family.edition, family.kumamoto, "Yui", family="Mori", birth_date=date(2012, 1, 1),
                     email="aoi.mori@example.org")  # fmt: skip


def test_a_correction_that_makes_two_alike_is_said_before_it_is_taken_over(family):
    row = correcting.propose(
        nomination=family.mei, values={"given_names": "Aoi"}, by=family.cem, role="coordinator"
    )
    assert any("look whether they are one" in line for line in correcting.preview(row))
    correcting.approve(correction=row, fields=["given_names"], by=family.olga, seen=correcting.mark_of(row))
    assert Person.objects.count() == 4


def test_a_family_is_shown_together_and_a_namesake_is_not_part_of_it(family):
    client = Client()
    for who in (family.cem, family.olga):
        client.force_login(who)
        page = client.get(reverse("nominations:student", args=[family.aoi.pk])).content.decode()
        assert "Same parent or guardian" in page
        for row in (family.mei, family.ren):
            assert reverse("nominations:student", args=[row.pk]) in page
        assert reverse("nominations:student", args=[family.namesake.pk]) not in page


def test_a_sibling_named_by_another_partner_is_not_shown_to_the_first(family):
    sora = makers.submitted(
        family.edition, family.montpellier, "Sora", family="Mori", birth_date=date(2008, 8, 8), **PARENT
    )
    client = Client()
    client.force_login(family.cem)
    page = client.get(reverse("nominations:student", args=[family.aoi.pk])).content.decode()
    assert "Sora" not in page
    client.force_login(family.olga)
    page = client.get(reverse("nominations:student", args=[family.aoi.pk])).content.decode()
    assert reverse("nominations:student", args=[sora.pk]) in page
