"""A cell of nonsense costs no more than its length: no reader takes four times as many letters for sixteen times the work."""

import time
from datetime import date

import pytest

from ish.nominations.reading import read

TODAY = date(2026, 11, 22)


def _least(text: str, heading: str) -> float:
    """The least of a few times to read a list with one such cell (or heading), each time another one."""
    found = []
    for turn in "abc":
        cell, name = (turn + text, heading) if heading else ("x", turn + text)
        data = f"Family name\tGiven names\t{name}\nOkafor\tAda\t{cell}\n".encode()
        begin = time.perf_counter()
        read(data, "list", default_region="DE", today=TODAY)
        found.append(time.perf_counter() - begin)
    return min(found)


@pytest.mark.parametrize(
    "heading", ["", "Nationality", "Date of birth", "Rank", "E-mail", "Name", "Phone", "English"]
)
@pytest.mark.parametrize("unit", ["(", "<a@", "R1", "1 de ", "- ", "\u3000・", "a;"])
def test_time_grows_as_the_cell_does(heading, unit):
    short, long = (_least(unit * (letters // len(unit)), heading) for letters in (4_000, 16_000))
    assert long < 8 * short + 0.02


def test_a_nationality_too_long_is_named_and_a_long_heading_is_read_by_its_beginning():
    long = "Nationality (" + "please write each of them as the passport does " * 10 + ")"
    reading = read(
        f"Family name\tGiven names\t{long}\nA\tB\tJapan\nC\tD\t{'(' * 500}\n".encode(),
        "list", default_region="DE", today=TODAY,
    )  # fmt: skip
    assert reading.rows[0].values.nationalities == ("JP",)
    (problem,) = reading.rows[1].problems
    assert (problem.code, problem.row, problem.column, problem.field) == (
        "text_too_long",
        3,
        "C",
        "nationalities",
    )
