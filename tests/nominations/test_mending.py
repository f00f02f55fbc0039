"""Lists as people say they are to be read: columns, dates, sheets, mended cells; remembered for the next one."""

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from ish import clock
from ish.nominations import services
from ish.nominations.models import ImportStash, ListHabits, Nomination
from ish.people.models import Guardian, Person
from tests.counting import counting
from tests.nominations import makers

ODD = "Vorname;Nachname;Geb.;Wohnort-Mail;Schuhgröße\nAda;Okafor;04.03.2009;ada@example.org;38\n"
AMBIGUOUS = "Given names;Family name;Date of birth;E-mail\nAda;Okafor;03/04/2009;ada@example.org\n"
WRONG = (
    "Given names;Family name;Date of birth;Nationality;E-mail\n"
    "Ada;Okafor;31.02.2009;Atlantis;ada@example.org\n"
    "Ben;Sato;12.04.2009;Japan;ben@example.org\n"
)


def _upload(client: Any, body: Any, text: str | bytes, name: str = "list.csv") -> str:
    data = text if isinstance(text, bytes) else text.encode()
    response = client.post(
        reverse("nominations:upload", args=[body.pk]), {"file": SimpleUploadedFile(name, data)}
    )
    url: str = response.url
    return url


def _columns(url: str) -> str:
    return f"{url}columns/"


def _mend(client: Any, url: str, number: int, **said: str) -> Any:
    return client.post(f"{url}rows/{number}/", said)


# ---------------------------------------------------------------- COLUMNS


def test_unknown_columns_are_asked_about_once(cast: Any, as_user: Any) -> None:
    client = as_user(cast.cem)
    url = _upload(client, cast.kumamoto, ODD)
    assert client.get(url).url == _columns(url)
    page = client.get(_columns(url)).content.decode()
    assert "Schuhgröße" in page and "ada@example.org" in page
    said = {
        "column-0": "given_names",
        "column-1": "family_name",
        "column-2": "birth_date",
        "column-3": "email",
    }
    assert client.post(_columns(url), {**said, "column-4": ""}).url == url
    assert "Okafor" in client.get(url).content.decode()
    client.post(url)
    assert Person.objects.get().email == "ada@example.org"
    again = _upload(client, cast.kumamoto, ODD.replace("Ada", "Ben").replace("ada", "ben"))
    assert client.get(again).status_code == 200
    assert client.get(again).context["found"].fresh[0].values.email == "ben@example.org"
    # A new column is a new question.
    third = _upload(client, cast.kumamoto, ODD.replace("Schuhgröße", "Lieblingstier"))
    assert client.get(third).url == _columns(third)


def test_a_list_that_is_clear_asks_nothing_and_can_be_corrected(cast: Any, as_user: Any) -> None:
    client = as_user(cast.cem)
    url = _upload(client, cast.kumamoto, WRONG.replace("31.02", "11.02").replace("Atlantis", "Japan"))
    assert _columns(url) in client.get(url).content.decode()
    page = client.get(_columns(url)).context["form"]
    said = {page._name(column): column.field for column in page.columns}
    assert said["column-0"] == "given_names"
    swapped = {**said, "column-0": "family_name", "column-1": "given_names"}
    client.post(_columns(url), swapped)
    found = services.preview(ImportStash.objects.get())
    assert found.fresh[0].values.family_name == "Ada"
    habits = ListHabits.objects.get().columns
    assert habits == {"given names": "family_name", "family name": "given_names"}
    client.post(_columns(url), said)
    assert ListHabits.objects.get().columns == {}


def test_two_columns_cannot_mean_the_same(cast: Any, as_user: Any) -> None:
    client = as_user(cast.cem)
    url = _upload(client, cast.kumamoto, ODD)
    page = client.post(_columns(url), {"column-0": "given_names", "column-1": "given_names"})
    assert "Column A is “given names” already." in page.content.decode()
    assert not ListHabits.objects.exists()


def test_habits_are_the_partners_own(cast: Any, as_user: Any) -> None:
    client = as_user(cast.cem)
    url = _upload(client, cast.kumamoto, ODD)
    client.post(_columns(url), {"column-0": "given_names", "column-1": "family_name"})
    other = as_user(cast.dana)
    url = _upload(other, cast.montpellier, ODD)
    assert other.get(url).url == _columns(url)


def test_dates_that_can_be_read_in_two_ways_are_asked_about_once(cast: Any, as_user: Any) -> None:
    client = as_user(cast.cem)
    url = _upload(client, cast.kumamoto, AMBIGUOUS)
    page = client.get(client.get(url).url).content.decode()
    assert "03/04/2009" in page and "3 April 2009" in page and "4 March 2009" in page
    said = {
        "column-0": "given_names",
        "column-1": "family_name",
        "column-2": "birth_date",
        "column-3": "email",
    }
    assert client.post(_columns(url), said).status_code == 200
    client.post(_columns(url), {**said, "date_order": "MDY"})
    client.post(url)
    assert Person.objects.get().birth_date == date(2009, 3, 4)
    again = _upload(client, cast.kumamoto, AMBIGUOUS.replace("Ada", "Ben").replace("ada", "ben"))
    assert client.get(again).context["found"].fresh[0].values.birth_date == date(2009, 3, 4)


def test_how_dates_are_read_can_be_taken_back(cast: Any, as_user: Any) -> None:
    client = as_user(cast.cem)
    said = {
        f"column-{n}": name for n, name in enumerate(("given_names", "family_name", "birth_date", "email"))
    }
    url = _upload(client, cast.kumamoto, AMBIGUOUS)
    client.post(_columns(url), {**said, "date_order": "DMY"})
    page = client.get(url).content.decode()
    assert "3 April 2009, as you told us" in page and _columns(url) in page
    form = client.get(_columns(url)).context["form"]
    assert form["date_order"].value() == "DMY"
    client.post(_columns(url), {**said, "date_order": "MDY"})
    assert client.get(url).context["found"].fresh[0].values.birth_date == date(2009, 3, 4)
    assert ListHabits.objects.get().date_order == "MDY"


def test_a_heading_counts_more_than_what_was_said_of_another_list(cast: Any, as_user: Any) -> None:
    ListHabits.objects.create(body=cast.kumamoto, date_order="DMY", columns={}, updated_at=clock.now())
    client = as_user(cast.cem)
    told = client.get(_upload(client, cast.kumamoto, AMBIGUOUS)).context["found"]
    assert told.fresh[0].values.birth_date == date(2009, 4, 3)
    assert "date_order_told" in [problem.code for problem in told.reading.problems]
    hinted = AMBIGUOUS.replace("birth;", "birth (mm/dd/yyyy);")
    url = _upload(client, cast.kumamoto, hinted)
    assert client.get(url).context["found"].fresh[0].values.birth_date == date(2009, 3, 4)
    form = client.get(_columns(url)).context["form"]
    said = {name: form[name].value() for name in form.fields}
    assert said["date_order"] == "MDY"
    client.post(_columns(url), said)
    assert ListHabits.objects.get().date_order == "DMY", "nobody said anything about dates"


def _book(**sheets: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_one_of_several_sheets_is_chosen(cast: Any, as_user: Any) -> None:
    client = as_user(cast.cem)
    head = ["Given names", "Family name", "Date of birth", "E-mail", "Nationality"]
    data = _book(
        Boys=[head, ["Ben", "Sato", "2009-04-12", "ben@example.org", "JP"]],
        Girls=[head, ["Ada", "Okafor", "2009-04-12", "ada@example.org", "JP"]],
    )
    url = _upload(client, cast.kumamoto, data, "two.xlsx")
    assert "Girls" in client.get(client.get(url).url).content.decode()
    assert client.post(
        _columns(url), {"do": "sheet", "place-sheet": "Girls", "place-header": ""}
    ).url == _columns(url)
    found = services.preview(ImportStash.objects.get())
    assert [row.values.given_names for row in found.fresh] == ["Ada"]
    assert found.reading.questions == frozenset()


def test_a_list_without_headings_is_read_as_somebody_says(cast: Any, as_user: Any) -> None:
    client = as_user(cast.cem)
    url = _upload(client, cast.kumamoto, "Ada;Okafor;2009-05-01\nBen;Sato;2009-04-12\n")
    assert "Say where the headings are" in client.get(url).content.decode()
    client.post(_columns(url), {"do": "sheet", "place-header": "0"})
    said = {"column-0": "given_names", "column-1": "family_name", "column-2": "birth_date"}
    client.post(_columns(url), said)
    client.post(url)
    assert list(Person.objects.order_by("pk").values_list("given_names", flat=True)) == ["Ada", "Ben"]
    assert not ListHabits.objects.filter(columns__has_key="#A").exists()


# ---------------------------------------------------------------- CELLS


def test_a_wrong_cell_is_mended_in_place(cast: Any, as_user: Any) -> None:
    client = as_user(cast.cem)
    url = _upload(client, cast.kumamoto, WRONG)
    page = client.get(url).content.decode()
    assert 'name="birth_date" value="31.02.2009"' in page and 'name="nationalities" value="Atlantis"' in page
    answer = _mend(client, url, 2, birth_date="28.02.2009", nationalities="Atlantis", show="wrong")
    assert answer.url == f"{url}?show=wrong&page=1".replace("&page=1", "")
    assert [p.code for p in services.preview(ImportStash.objects.get()).errors] == ["country_unknown"]
    _mend(client, url, 2, nationalities="Nigeria and Germany")
    assert "corrected here" in client.get(url).content.decode()
    client.post(url)
    ada = Person.objects.get(given_names="Ada")
    assert (ada.birth_date, ada.nationalities) == (date(2009, 2, 28), ["NG", "DE"])
    assert _mend(client, url, 2, birth_date="1.1.2009").status_code == 302
    assert Person.objects.get(given_names="Ada").birth_date == date(2009, 2, 28)


def test_what_is_mended_is_sealed(cast: Any, as_user: Any) -> None:
    client = as_user(cast.cem)
    _mend(client, _upload(client, cast.kumamoto, WRONG), 2, nationalities="Mozambique")
    with connection.cursor() as cursor:
        cursor.execute("select choices from nominations_importstash")
        assert "Mozambique" not in str(cursor.fetchone()[0])


def test_a_row_is_left_out_and_taken_in_again(cast: Any, as_user: Any) -> None:
    client = as_user(cast.cem)
    url = _upload(client, cast.kumamoto, WRONG)
    _mend(client, url, 2, do="leave_out")
    found = services.preview(ImportStash.objects.get())
    assert (len(found.faulty), len(found.fresh), len(found.reading.left_out)) == (0, 1, 1)
    _mend(client, url, 2, do="take_in")
    assert len(services.preview(ImportStash.objects.get()).faulty) == 1
    _mend(client, url, 2, do="leave_out")
    client.post(url)
    assert list(Person.objects.values_list("given_names", flat=True)) == ["Ben"]


def test_a_name_can_be_written_where_none_is(cast: Any, as_user: Any) -> None:
    client = as_user(cast.cem)
    url = _upload(client, cast.kumamoto, WRONG.replace("Ben;Sato", ";"))
    _mend(client, url, 3, given_names="Ben")
    assert [row.number for row in services.preview(ImportStash.objects.get()).fresh] == [3]


def test_a_cell_mended_between_reading_and_writing_is_not_lost(cast: Any) -> None:
    place = {"edition": cast.edition, "body": cast.kumamoto, "owner": cast.cem}
    stash = services.stash_list(**place, file_name="list.csv", data=WRONG.encode())
    stale = ImportStash.objects.get(pk=stash.pk)
    services.mend_row(stash=stash, number=2, cells={"birth_date": "28.02.2009", "nationalities": "JP"})
    with pytest.raises(services.Faulty):
        services.import_rows(stash=stale, by=cast.cem, leave_out=True)
    assert services.import_rows(stash=stash, by=cast.cem).created == 2


def test_nobody_mends_somebody_elses_list(cast: Any, as_user: Any) -> None:
    url = _upload(as_user(cast.cem), cast.kumamoto, WRONG)
    for stranger in (cast.dana, cast.olga):
        assert _mend(as_user(stranger), url, 2, do="leave_out").status_code == 404
        assert as_user(stranger).get(_columns(url)).status_code == 404
    assert ImportStash.objects.get().choices is None


# ---------------------------------------------------------------- DIFFERENCES


def test_the_preview_shows_what_changes(cast: Any, as_user: Any) -> None:
    makers.draft(cast.edition, cast.kumamoto, "Mio", "Hayashida", school="Sojo")
    client = as_user(cast.cem)
    text = "Given names;Family name;Date of birth;School;E-mail\nMio;Hayashida;12.04.2009;Kumamoto High;new@example.org\n"
    page = client.get(_upload(client, cast.kumamoto, text)).content.decode()
    for old, new in (("Sojo", "Kumamoto High"), ("mio.hayashida@example.org", "new@example.org")):
        assert f"{old}</del>" in page and f"{new}</ins>" in page


def test_a_page_of_changes_takes_few_queries(cast: Any, as_user: Any) -> None:
    head, rows = "Given names;Family name;Date of birth;School;Guardian\n", range(60)
    place = {"edition": cast.edition, "body": cast.kumamoto, "owner": cast.cem}
    lines = [f"Given{n};Family{n};{13 + n % 12}.04.2009;Sojo;Ken {n}" for n in rows]
    first = services.stash_list(**place, file_name="list.csv", data=(head + "\n".join(lines)).encode())
    services.import_rows(stash=first, by=cast.cem)
    client = as_user(cast.cem)
    url = _upload(
        client, cast.kumamoto, head + "\n".join(lines).replace("Sojo", "Kumamoto").replace("Ken", "Ren")
    )
    with counting() as count:
        page = client.get(url).content.decode()
    assert page.count("</ins>") == 100
    assert count.queries <= 20, count.statements


def test_what_is_handed_in_goes_as_a_correction(cast: Any, as_user: Any) -> None:
    row = makers.submitted(cast.edition, cast.kumamoto, "Mio", school="Sojo")
    text = "Given names;Family name;Date of birth;School;E-mail\nMio;Hayashida;12.04.2009;Kumamoto High;new@example.org\n"
    client = as_user(cast.cem)
    url = _upload(client, cast.kumamoto, text)
    assert "Kumamoto High</ins>" in client.get(url).content.decode()
    said = client.post(url, {"update": "on"}, follow=True).content.decode()
    assert "1 student who is handed in was corrected." in said
    assert "The corrections of 1 student wait until the school has looked at them." in said
    row.refresh_from_db()
    assert row.school == "Kumamoto High"  # harmless, at once
    assert row.participation.person.email == "mio.hayashida@example.org"
    waiting = row.corrections.get(state="proposed")
    assert waiting.changes == {"email": ["mio.hayashida@example.org", "new@example.org"]}
    again = client.get(_upload(client, cast.kumamoto, text)).content.decode()
    assert "a correction waits for the school" in again and "</ins>" not in again
    theirs = services.preview(
        ImportStash.objects.latest("pk"), "organiser"
    )  # what they say themselves counts at once
    assert [one.person for _row, one in theirs.handed_in] == [{"email": "new@example.org"}]


def test_the_preview_is_paged_and_narrowed(cast: Any, as_user: Any) -> None:
    client = as_user(cast.cem)
    rows = [f"Given{n};Family{n};{1 + n % 28}.{'13' if n < 60 else '04'}.2009" for n in range(130)]
    url = _upload(client, cast.kumamoto, "Given names;Family name;Date of birth\n" + "\n".join(rows))
    pages = [
        client.get(url, {"page": n, "show": show}).context["page"]
        for n, show in ((1, ""), (2, "wrong"), (1, "new"))
    ]
    assert [len(page) for page in pages] == [50, 10, 50]
    assert {one.kind for one in pages[1]} == {"wrong"}
    assert {one.kind for one in pages[2]} == {"new"}


# ---------------------------------------------------------------- OUT AND IN AGAIN


def test_out_and_in_again_changes_nothing_and_names_can_be_corrected(cast: Any, as_user: Any) -> None:
    makers.draft(
        cast.edition,
        cast.kumamoto,
        "Mio",
        "Hayashida",
        interests="chemistry, physics",
        rank=2,
        phone="+81312345678",
    )
    makers.draft(
        cast.edition, cast.kumamoto, "Suparman", "", reserve=True, nationalities=["ID", "JP"], sex="M"
    )
    client = as_user(cast.cem)
    url = reverse("nominations:students_list", args=[cast.kumamoto.pk])
    data = client.get(url).content
    again = _upload(client, cast.kumamoto, data, "ours.xlsx")
    found = client.get(again).context["found"]
    assert (len(found.already), found.fresh, found.changed, found.faulty) == (2, [], [], [])
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    column = next(cell.column for cell in sheet[1] if cell.value == "Family name")
    sheet.cell(row=2, column=column).value = "Hayashi"
    sheet.cell(row=2, column=column + 2).value = None
    sheet.cell(
        row=2, column=next(c.column for c in sheet[1] if c.value == "Date of birth")
    ).value = "2008-01-02"
    buffer = io.BytesIO()
    book.save(buffer)
    again = _upload(client, cast.kumamoto, buffer.getvalue(), "ours.xlsx")
    page = client.get(again)
    assert len(page.context["found"].changed) == 1
    assert "checked" in page.content.decode()
    client.post(again, {"update": "on"})
    assert Person.objects.get(given_names="Mio").family_name == "Hayashi"
    assert Nomination.objects.count() == 2
    assert not Guardian.objects.exists()


def test_a_key_of_another_partner_is_refused(cast: Any, as_user: Any) -> None:
    makers.draft(cast.edition, cast.montpellier, "Anaïs", "Lefèvre")
    url = reverse("nominations:students_list", args=[cast.montpellier.pk])
    assert as_user(cast.cem).get(url).status_code == 404
    client = as_user(cast.cem)
    data = as_user(cast.dana).get(url).content
    found = client.get(_upload(client, cast.kumamoto, data, "theirs.xlsx")).context["found"]
    assert [problem.code for problem in found.errors] == ["key_unknown"]
    assert not found.changed


def test_the_template_comes_in_every_language_it_has(cast: Any, as_user: Any) -> None:
    client = as_user(cast.dana)
    page = client.get(reverse("nominations:upload", args=[cast.montpellier.pk])).content.decode()
    address = reverse("nominations:template", args=[cast.montpellier.pk])
    for language, heading in (
        ("ja", "生年月日"),
        ("pl", "Data urodzenia"),
        ("de", "Geburtsdatum"),
        ("xx", "Date de naissance"),
    ):
        assert f"{address}?language={language}" in page or language == "xx"
        book = openpyxl.load_workbook(io.BytesIO(client.get(address, {"language": language}).content))
        assert heading in [cell.value for cell in book.worksheets[0][1]]


def test_the_template_offers_what_can_be_chosen(cast: Any, as_user: Any) -> None:
    data = as_user(cast.dana).get(reverse("nominations:template", args=[cast.montpellier.pk])).content
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.worksheets[0]["B1"].value == "Nom de famille"
    assert len(book.worksheets[0].data_validations.dataValidation) == 4
    assert "Allemagne" in [cell.value for cell in book["Lists"]["A"]]


# ---------------------------------------------------------------- WHOLE NAMES


def test_which_name_comes_first_is_said_once_and_single_names_are_corrected(cast: Any, as_user: Any) -> None:
    client = as_user(cast.dana)
    text = "Name;Date of birth\nNguyễn Thị Hương;12.04.2009\nO'Brien Sean;13.04.2009\nJuan Carlos García López;14.04.2009\n"
    url = _upload(client, cast.montpellier, text)
    assert "Say which name comes first" in client.get(url).content.decode()
    page = client.get(_columns(url)).content.decode()
    assert "Nguyễn – the family name comes first" in page and "Hương – the family name comes last" in page
    fields = {"column-0": "name", "column-1": "birth_date"}
    client.post(_columns(url), {**fields, "name_order": "family"})
    shown = client.get(url).content.decode()
    assert "Say which name comes first" not in shown and "Not this name?" in shown
    _mend(client, url, 4, family_name="García López", given_names="Juan Carlos")
    client.post(url)
    expected = [("Nguyễn", "Thị Hương"), ("O'Brien", "Sean"), ("García López", "Juan Carlos")]
    assert list(Person.objects.order_by("pk").values_list("family_name", "given_names")) == expected
    again = _upload(client, cast.montpellier, "Name;Date of birth\nLê Văn An;12.04.2009\n")
    found = services.preview(ImportStash.objects.latest("pk"))
    assert [(r.values.family_name, r.values.given_names) for r in found.fresh] == [("Lê", "Văn An")]
    client.post(_columns(again), {**fields, "name_order": "given"})
    found = services.preview(ImportStash.objects.latest("pk"))
    assert [(r.values.family_name, r.values.given_names) for r in found.fresh] == [("An", "Lê Văn")]
