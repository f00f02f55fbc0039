"""Days of birth: any way of writing one is read back, and what can be read in two ways is never read silently."""

import io
from datetime import date, datetime

import openpyxl
import pytest

from ish.nominations.reading import Choices, Reading, read

TODAY = date(2026, 11, 22)


def table(heading: str, *texts: str, region: str = "DE", **said: str) -> Reading:
    lines = [f"Family name;{heading}", *(f"Name{n};{text}" for n, text in enumerate(texts))]
    choices = Choices(**said)
    return read("\n".join(lines).encode(), "list", default_region=region, today=TODAY, choices=choices)


def born(reading: Reading) -> list[date | None]:
    return [row.values.birth_date for row in reading.rows]


def codes(reading: Reading) -> list[str]:
    return [problem.code for problem in reading.all_problems if problem.code != "column_missing"]


APRIL, MARCH = date(2009, 4, 3), date(2009, 3, 4)


@pytest.mark.parametrize(
    ("heading", "said", "day", "asked", "told"),
    [
        ("DOB", {}, APRIL, True, ["date_order_assumed"]),
        ("DOB", {"date_order": "MDY"}, MARCH, False, ["date_order_told"]),
        ("DOB", {"date_habit": "MDY"}, MARCH, False, ["date_order_told"]),
        ("DOB (mm/dd/yyyy)", {}, MARCH, False, []),
        ("DOB (m/d/yyyy)", {}, MARCH, False, []),
        ("DOB (d.m.yyyy)", {"date_habit": "MDY"}, APRIL, False, []),
        ("DOB (mm/dd/yyyy)", {"date_habit": "DMY"}, MARCH, False, []),
        ("DOB (mm/dd/yyyy)", {"date_order": "DMY"}, APRIL, False, ["date_order_told"]),
    ],
)
def test_who_decides_about_day_and_month(heading, said, day, asked, told):
    reading = table(heading, "03/04/2009", **said)
    assert (born(reading), codes(reading)) == ([day], told)
    assert ("dates" in reading.questions) == asked
    assert reading.dates == ("03/04/2009", APRIL, MARCH), "how dates are written can always be said"


def test_the_column_decides_before_a_habit_and_somebody_before_the_column():
    assert born(table("DOB", "03/04/2009", "04/25/2009", date_habit="DMY"))[0] == MARCH
    told = table("DOB", "03/04/2009", "04/25/2009", date_order="DMY")
    assert born(told) == [APRIL, date(2009, 4, 25)]


@pytest.mark.parametrize("text", ["00/05/2009", "05/00/2009", "00/00/2009"])
def test_no_day_is_no_question(text):
    assert codes(table("DOB", text)) == ["date_impossible"]


def half_converted(*cells: object) -> list[list[tuple[str, str]]]:
    book = openpyxl.Workbook()
    book.active.append(["Family name", "Given names", "Date of birth", "Nationality", "E-mail"])
    for number, cell in enumerate(cells):
        book.active.append([f"Name{'abcdef'[number]}", "Ada", cell, "DE", f"a{number}@example.org"])
    buffer = io.BytesIO()
    book.save(buffer)
    reading = read(buffer.getvalue(), "list", default_region="DE", today=TODAY)
    assert reading.problems == []
    return [[(p.code, p.params.get("other", "")) for p in row.problems] for row in reading.rows]


def test_dates_that_a_spreadsheet_exchanged_are_named():
    assert half_converted(datetime(2009, 4, 3), "04/25/2009", datetime(2009, 5, 5)) == [
        [("date_exchanged", "2009-03-04")], [], [],
    ]  # fmt: skip
    assert half_converted(datetime(2009, 4, 3), "04/25/2009", datetime(2009, 5, 25)) == [[], [], []]
    assert half_converted(datetime(2009, 4, 3), "2009-05-25", "25. May 2009") == [[], [], []]
