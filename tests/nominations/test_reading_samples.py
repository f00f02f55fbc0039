"""The four sample lists, as partners really send them, and our own template."""

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from ish.nominations.reading import Problem, Reading, message, read, write_template
from ish.nominations.reading.template import FIELDS, LANGUAGES

SAMPLES = Path(__file__).parent / "samples"
TODAY = date(2026, 11, 22)


def sample(name: str, region: str) -> Reading:
    return read((SAMPLES / name).read_bytes(), name, default_region=region, today=TODAY)


def short(problems: list[Problem]) -> list[tuple[int | None, str, str, str]]:
    return [(problem.row, problem.column, problem.code, problem.severity) for problem in problems]


def test_kumamoto_goes_through():
    reading = sample("kumamoto.xlsx", "JP")
    assert reading.all_problems == []
    assert reading.unknown_columns == []
    assert reading.header_row == 3
    assert [row.number for row in reading.rows] == [4, 5, 6]
    mio, ryusei, hina = (row.values for row in reading.rows)
    assert (mio.family_name, mio.given_names, mio.native_name) == ("HAYASHIDA", "Mio", "林田 美緒")
    assert (mio.birth_date, mio.sex, mio.rank, mio.reserve) == (date(2005, 4, 12), "F", 1, False)
    assert (mio.school, mio.grade, mio.english_level) == ("Kumamoto University", "3", "B2")
    assert [values.nationalities for values in (mio, ryusei, hina)] == [("JP",)] * 3
    assert ryusei.email == "ryusei.ono@example.jp"
    assert hina.birth_date == date(2005, 11, 3)


def test_montpellier_goes_through_with_twins_and_a_reserve_place():
    reading = sample("montpellier.csv", "FR")
    assert reading.all_problems == []
    assert reading.unknown_columns == []
    assert (reading.encoding, reading.separator) == ("cp1252", ";")
    anais, eloise, noe = (row.values for row in reading.rows)
    assert (anais.family_name, anais.given_names, anais.birth_date) == ("LEFÈVRE", "Anaïs", date(2009, 9, 3))
    assert (eloise.family_name, eloise.given_names, eloise.birth_date) == (
        "LEFÈVRE",
        "Éloïse",
        date(2009, 9, 3),
    )
    assert anais.guardian_name == "Lefèvre Hélène"
    assert anais.guardian_email == "h.lefevre@example.fr"
    assert (noe.rank, noe.reserve, noe.nationalities) == (1, True, ("FR", "IL"))
    assert (noe.family_name, noe.birth_date) == ("BEN AMI", date(2010, 2, 21))


def test_palo_alto_goes_through_but_for_the_student_who_stands_there_twice():
    reading = sample("palo-alto.csv", "US")
    assert short(reading.all_problems) == [(4, "A", "same_student", "error")]
    assert message(reading.all_problems[0]).startswith("This student is in row 2 already.")
    dana, yiran, again = (row.values for row in reading.rows)
    assert (dana.family_name, dana.given_names, dana.birth_date) == ("Whitfield", "Dana", date(2010, 5, 14))
    assert (yiran.birth_date, yiran.nationalities) == (date(2009, 11, 2), ("CN",))
    assert dana.guardian_phone == again.guardian_phone == "+16505550142"
    assert yiran.guardian_phone == "+16505550187"
    assert dana.interests == ("physics", "informatics")
    assert [row.has_errors for row in reading.rows] == [False, False, True]


def test_broken_has_one_clear_message_for_each_bad_cell():
    reading = sample("broken.xlsx", "DE")
    found = [problem for row in reading.rows for problem in row.problems]
    assert short(found) == [
        (2, "A", "formula", "error"),
        (2, "B", "date_impossible", "error"),
        (2, "C", "country_unknown", "error"),
        (2, "D", "email_unknown", "error"),
        (2, "E", "rank_unknown", "error"),
        (3, "E", "rank_twice", "error"),
        (4, "B", "date_future", "error"),
        (4, "E", "rank_twice", "error"),
        (6, "B", "child", "warning"),
    ]
    assert len({(problem.row, problem.column) for problem in found}) == len(found)
    assert [row.number for row in reading.rows] == [2, 3, 4, 6]
    assert [problem.code for problem in reading.problems] == ["name_order_assumed"]


def test_broken_keeps_what_is_good():
    suparman, maximiliana = (row.values for row in sample("broken.xlsx", "DE").rows[1:3])
    assert (suparman.family_name, suparman.given_names) == ("", "Suparman")
    assert suparman.nationalities == ("ID",)
    assert maximiliana.full_name == "Maximiliana-Theodora Freifrau von und zu Oberlausitz-Schlesienhausen"
    assert maximiliana.birth_date is None


def test_a_problem_names_place_heading_and_what_stood_there():
    problem = sample("broken.xlsx", "DE").rows[0].problems[2]
    assert (problem.row, problem.column, problem.heading, problem.raw) == (2, "C", "Nationality", "Atlantis")
    assert message(problem) == (
        "We do not know the country “Atlantis”. Please write its English name or its two-letter code, such as JP."
    )
    assert message(problem, translate=lambda text: text.replace("We", "Wir")).startswith("Wir do not know")


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_template_is_understood(language):
    book = openpyxl.load_workbook(io.BytesIO(write_template(language=language)))
    sheet = book.worksheets[0]
    sheet.append([1, "Okafor", "Ada", "", date(2009, 5, 1), "F", "Germany", "ada@example.org"])
    sheet.cell(row=2, column=FIELDS.index("guardian_phone") + 1).value = "+49 6221 54 0"
    buffer = io.BytesIO()
    book.save(buffer)
    reading = read(buffer.getvalue(), "list.xlsx", default_region="DE", today=TODAY)
    assert reading.all_problems == []
    assert [column.field for column in reading.columns] == list(FIELDS)
    assert reading.rows[0].values.full_name == "Ada Okafor"
    assert reading.rows[0].values.guardian_phone == "+496221540"


def test_an_empty_template_says_that_nobody_is_in_it():
    reading = read(write_template(language="de"), "liste.xlsx", default_region="DE", today=TODAY)
    assert [problem.code for problem in reading.all_problems] == ["no_students"]
