"""Students of a list who are known again, or not for sure: names alone, other birth dates, twins."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ish.nominations import services
from ish.nominations.models import ImportStash, Nomination
from ish.people.models import Person
from tests.nominations import makers

HEAD = "Given names;Family name;Date of birth;E-mail\n"


def _upload(client: Any, body: Any, text: str) -> str:
    file = SimpleUploadedFile("list.csv", text.encode())
    url: str = client.post(reverse("nominations:upload", args=[body.pk]), {"file": file}).url
    return url


def _found() -> services.Preview:
    return services.preview(ImportStash.objects.latest("pk"))


def _codes() -> list[str]:
    return [problem.code for row in _found().reading.rows for problem in row.problems]


def test_a_list_of_names_is_known_again_when_something_was_added_by_hand(cast: Any, as_user: Any) -> None:
    client = as_user(cast.cem)
    names = "Given names;Family name\nMio;Hayashida\nRyu;Sato\n"
    client.post(_upload(client, cast.kumamoto, names))
    Person.objects.filter(given_names="Mio").update(birth_date=date(2009, 4, 12))
    Person.objects.filter(given_names="Ryu").update(email="ryu@example.org")
    _upload(client, cast.kumamoto, names)
    assert (len(_found().fresh), len(_found().already)) == (0, 2)
    _upload(client, cast.kumamoto, HEAD + "Ryu;Sato;01.02.2009;\nMio;Hayashida;;mio@example.org\n")
    assert (len(_found().fresh), len(_found().changed)) == (0, 2)


@pytest.mark.parametrize(
    ("do", "students", "born"), [("same", 1, date(2009, 4, 13)), ("new", 2, date(2009, 4, 12))]
)
def test_another_birth_date_is_a_question(
    cast: Any, as_user: Any, do: str, students: int, born: date
) -> None:
    row = makers.draft(cast.edition, cast.kumamoto, "Mio", "Hayashida")
    client = as_user(cast.cem)
    url = _upload(client, cast.kumamoto, HEAD + "Mio;Hayashida;13.04.2009;\n")
    page = client.get(url).content.decode()
    assert "The same student" in page and "Somebody new" in page
    client.post(f"{url}rows/2/", {"do": f"same-{row.pk}" if do == "same" else do})
    client.post(url, {"update": "on"})
    assert Nomination.objects.count() == students
    assert Person.objects.order_by("pk")[0].birth_date == born


def test_one_name_on_two_rows_is_asked_about(cast: Any, as_user: Any) -> None:
    client = as_user(cast.cem)
    url = _upload(client, cast.kumamoto, HEAD + "Ida;Twice;12.04.2009;\nIda;Twice;;\n")
    assert _codes() == ["same_name"]
    client.post(f"{url}rows/3/", {"do": "apart"})
    client.post(url)
    assert Nomination.objects.count() == 2


def test_nobody_is_taken_for_a_student_of_another_partner(cast: Any, as_user: Any) -> None:
    theirs = makers.draft(cast.edition, cast.montpellier, "Camille", "Fabre")
    makers.draft(cast.edition, cast.kumamoto, "Mio", "Hayashida")
    client = as_user(cast.cem)
    url = _upload(client, cast.kumamoto, HEAD + "Mio;Hayashida;13.04.2009;\n")
    for do in (f"same-{theirs.pk}", "same-", "same-²", "same-" + "9" * 30):
        client.post(f"{url}rows/2/", {"do": do})
        client.post(url, {"update": "on"})
    theirs.participation.person.refresh_from_db()
    assert theirs.participation.person.given_names == "Camille"


def test_twins_with_the_same_words_in_their_names_are_two(cast: Any, as_user: Any) -> None:
    client = as_user(cast.cem)
    twins = HEAD + "María José;Ruiz;12.04.2009;mj@example.org\nJosé María;Ruiz;12.04.2009;jm@example.org\n"
    for _time in range(2):
        client.post(_upload(client, cast.kumamoto, twins))
        assert set(Person.objects.values_list("given_names", "email")) == {
            ("María José", "mj@example.org"),
            ("José María", "jm@example.org"),
        }
    _upload(client, cast.kumamoto, twins)
    assert (len(_found().already), len(_found().faulty)) == (2, 0)
    alone = HEAD + "Min-jun;Kim;01.02.2009;\nJun-min;Kim;01.02.2009;\n"
    client.post(_upload(client, cast.kumamoto, alone))
    client.post(_upload(client, cast.kumamoto, alone))
    assert Person.objects.filter(family_name="Kim").count() == 2


def test_one_twin_is_no_change_of_the_other(cast: Any, as_user: Any) -> None:
    makers.draft(cast.edition, cast.kumamoto, "Min-jun", "Kim", email="min@example.org")
    _upload(as_user(cast.cem), cast.kumamoto, HEAD + "Jun-min;Kim;12.04.2009;jun@example.org\n")
    assert (len(_found().fresh), _codes()) == (1, ["known_other"])
    makers.draft(cast.edition, cast.kumamoto, "Jun-min", "Kim", email="jun@example.org")
    assert Nomination.objects.count() == 2


def test_a_row_that_stands_twice_can_be_said_to_be_two(cast: Any, as_user: Any) -> None:
    client = as_user(cast.cem)
    url = _upload(client, cast.kumamoto, HEAD + 2 * "Wei;Wang;12.04.2009;\n")
    assert _codes() == ["same_student"]
    client.post(f"{url}rows/3/", {"do": "apart"})
    client.post(url)
    assert Nomination.objects.count() == 2


def test_a_whole_name_in_one_column_does_not_part_the_name_anew(cast: Any, as_user: Any) -> None:
    makers.draft(cast.edition, cast.kumamoto, "Juan Carlos", "García López", email="")
    _upload(as_user(cast.cem), cast.kumamoto, "Name;Date of birth\nJuan Carlos García López;12.04.2009\n")
    assert (len(_found().already), len(_found().changed)) == (1, 0)


def test_your_students_as_a_table_come_back_as_they_are(cast: Any, as_user: Any) -> None:
    makers.draft(cast.edition, cast.kumamoto, "Juan Carlos", "García López", email="", rank=2)
    makers.draft(cast.edition, cast.kumamoto, "Mio", "Hayashida", rank=1)
    client = as_user(cast.cem)
    address = reverse("nominations:mine")
    exported = client.get(address, {"_export": "csv"})
    data = b"".join(exported.streaming_content) if exported.streaming else exported.content
    _upload(client, cast.kumamoto, data.decode("utf-8-sig"))
    assert "ISH-" in data.decode("utf-8-sig")
    assert (len(_found().already), len(_found().fresh), len(_found().faulty)) == (2, 0, 0)
    edited = data.decode("utf-8-sig").replace("Mio", "Mia")
    _upload(client, cast.kumamoto, edited)
    assert [one.person for _row, one in _found().changed] == [{"given_names": "Mia"}]
