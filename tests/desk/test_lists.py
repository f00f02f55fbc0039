"""Lists and their files: what is shown is what may be read, and its cost does not grow."""

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import ImproperlyConfigured

from ish.people.models import Participation, Person
from ish.privacy.models import Look
from ish.profiles.models import Health
from ish.programme.models import Edition, Programme
from tests.counting import assert_cheap, assert_same_at_any_size, measure
from tests.desk.site import PeopleTable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_house")]
NUTS = "a-peanut-canary"


@pytest.fixture
def people() -> Any:
    programme = Programme.objects.create(name="School", short_name="ISH")
    edition = Edition.objects.create(
        programme=programme,
        number=1,
        year=2027,
        arrival_day=date(2027, 7, 24),
        departure_day=date(2027, 8, 6),
    )

    def add(count: int, *, allergies: str | None = None) -> None:
        start = Person.objects.count()
        persons = Person.objects.bulk_create(
            Person(given_names=f"G{n}", family_name="=Evil" if n % 2 else "Good", birth_date=date(2009, 2, 3))
            for n in range(start, start + count)
        )
        rows = Participation.objects.bulk_create(Participation(person=p, edition=edition) for p in persons)
        if allergies:
            Health.objects.bulk_create(Health(participation=row, allergies=allergies) for row in rows)

    return add


def text_of(response: Any) -> str:
    return b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()


def test_columns_follow_the_declaration(as_: Any, people: Any) -> None:
    people(1, allergies=NUTS)
    organiser, host = as_("organiser").get("/people/"), as_("host").get("/people/")
    assert "2009" in text_of(organiser) and NUTS in text_of(organiser)
    assert "2009" not in text_of(host) and NUTS not in text_of(host) and "G0" in text_of(host)


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_files_hold_no_more_than_the_page(as_: Any, people: Any, file_format: str) -> None:
    people(1, allergies=NUTS)
    response = as_("coordinator").get(f"/people/?_export={file_format}")
    content = b"".join(response.streaming_content)
    response.close()
    if file_format == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        content = str([cell.value for row in sheet.iter_rows() for cell in row]).encode()
    assert NUTS.encode() not in content
    assert b"G0" in content


def test_computed_columns_say_what_they_show() -> None:
    class Silent(PeopleTable):
        shows = {}

    with pytest.raises(ImproperlyConfigured, match="full_name"):
        Silent.personal(Participation)


def test_each_look_is_written_down_once_a_person(as_: Any, people: Any) -> None:
    people(3, allergies=NUTS)
    people(2)
    as_("organiser").get("/people/")
    assert Look.objects.filter(where="list").count() == 3
    text_of(as_("organiser").get("/people/?_export=csv"))
    looks = Look.objects.filter(where="export")
    assert looks.count() == len({look.person_id for look in looks}) == 3


def test_files_are_what_is_shown(as_: Any, people: Any) -> None:
    people(4)
    text = text_of(as_("host").get("/people/?_export=csv&family_name=evil&sort=-name"))
    assert text.splitlines()[1:] == ["G1 =Evil,named", "G3 =Evil,named"]


def test_unknown_format_page_and_size(as_: Any, people: Any) -> None:
    people(60)
    client = as_("host")
    assert client.get("/people/?_export=pdf").status_code == 404
    for query in (
        "?page=99",
        "?page=x",
        "?page=-3",
        "?page=1&per_page=1000",
        "?sort=nonsense",
        "?sort=-name",
    ):
        response = client.get("/people/" + query)
        assert response.status_code == 200
        assert len(response.context["table"].paginated_rows) in (10, 50)


def test_no_row_is_lost_between_pages(as_: Any, people: Any) -> None:
    people(120)
    seen: list[int] = []
    for page in (1, 2, 3):
        response = as_("host").get(f"/people/?page={page}&sort=name")
        seen += [row.record.pk for row in response.context["table"].paginated_rows]
    assert len(seen) == len(set(seen)) == 120


def test_a_list_with_nothing_to_sort_by_has_no_fold_for_it(people: Any, rf: Any) -> None:
    people(1)
    for orderable in (True, False):
        table = PeopleTable(Participation.objects.all(), orderable=orderable, exclude=("allergies",))
        assert ("list-sort" in table.as_html(rf.get("/"))) is orderable


def test_the_cost_does_not_grow(as_: Any, people: Any) -> None:
    assert_same_at_any_size(
        as_("organiser"), "/people/", lambda: people(50, allergies="x"), lambda: people(450, allergies="x")
    )
    count = measure(as_("organiser"), "/people/?_export=csv")
    assert count.queries <= 15, count.told()


def test_empty_lists_say_so(as_: Any, people: Any) -> None:
    client = as_("host")
    assert "No people yet" in text_of(client.get("/people/"))
    people(1)
    assert "Nothing fits this filter" in text_of(client.get("/people/?family_name=zzz"))
    assert_cheap(measure(client, "/people/?family_name=zzz"))
