"""Whatever comes in: nothing but `Unreadable` is raised, and what is good survives."""

import csv
import io
from datetime import date, datetime, timedelta

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from ish.nominations.reading import Reading, Unreadable, message, read
from ish.nominations.reading.names import is_no_name
from ish.nominations.reading.text import tidy

TODAY = date(2026, 11, 22)
HEADING_LINE = b"Rank,Name,Date of birth,Nationality,E-mail,Phone,Interests,Sex,English,Parent phone\n"
FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%Y/%m/%d", "%d %B %Y", "%B %d, %Y", "%Y年%m月%d日", "%Y%m%d", "%d-%b-%Y")
past = st.dates(min_value=TODAY - timedelta(days=36_000), max_value=TODAY)
real_names = st.text(
    st.characters(categories=["L", "M", "Zs"], codec="utf-8"), min_size=1, max_size=200
).filter(lambda name: 0 < len(tidy(name)) <= 200 and not is_no_name(tidy(name)))


def attempt(data: bytes, region: str = "DE") -> Reading | None:
    try:
        reading = read(data, "list", default_region=region, today=TODAY)
    except Unreadable as refused:
        assert message(refused)
        return None
    assert all(message(problem) for problem in reading.all_problems)
    return reading


def csv_bytes(*rows: list[str]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, quoting=csv.QUOTE_ALL).writerows(rows)
    return buffer.getvalue().encode()


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=2000), st.sampled_from(["DE", "JP", "US", "", "XX", "KR", "CN"]))
def test_any_bytes(data, region):
    attempt(data, region)
    attempt(b"PK\x03\x04" + data, region)
    attempt(HEADING_LINE + data, region)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=10, max_size=10), st.sampled_from(["DE", "JP", "US", ""]))
def test_any_cells_of_a_text_file(cells, region):
    attempt(HEADING_LINE + csv_bytes(cells), region)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.none(),
            st.booleans(),
            st.integers(-(10**15), 10**15),
            st.floats(allow_nan=False, allow_infinity=False),
            st.datetimes(min_value=datetime(1901, 1, 1)),
            st.times(),
            st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=1000)),
            st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=40),
        ),
        min_size=10,
        max_size=10,
    )
)
def test_any_cells_of_a_workbook(cells):
    book = openpyxl.Workbook()
    book.active.append(HEADING_LINE.decode().strip().split(","))
    book.active.append(cells)
    buffer = io.BytesIO()
    book.save(buffer)
    assert attempt(buffer.getvalue()) is not None


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["Name", "Rank"])
    book.active.append(["Ada Okafor", 1])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


WORKBOOK = _workbook()  # once: it holds the time it was made


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_workbook_with_damaged_bytes(data):
    content = bytearray(WORKBOOK)
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    attempt(bytes(content))


@settings(max_examples=100, deadline=None)
@given(past, st.sampled_from(FORMATS), st.sampled_from(["DE", "US", "JP", "FR"]))
def test_a_date_survives_each_way_of_writing_it(day, pattern, region):
    reading = attempt(csv_bytes(["Family name", "Date of birth"], ["Ada", day.strftime(pattern)]), region)
    assert reading
    assert reading.rows[0].values.birth_date == day


@settings(max_examples=50, deadline=None)
@given(
    st.lists(past, min_size=1, max_size=8),
    st.sampled_from([("%d/%m/%Y", "21/02/2009"), ("%m/%d/%Y", "02/21/2009")]),
)
def test_a_column_with_one_proof_is_read_in_its_order(days, way):
    pattern, proof = way
    rows = [[f"Name{number}", day.strftime(pattern)] for number, day in enumerate(days)]
    reading = attempt(csv_bytes(["Family name", "Date of birth"], *rows, ["Proof", proof]))
    assert reading
    assert [row.values.birth_date for row in reading.rows] == [*days, date(2009, 2, 21)]


@settings(max_examples=150, deadline=None)
@given(real_names, real_names)
def test_names_of_any_script_survive(family, given_names):
    reading = attempt(csv_bytes(["Family name", "Given names", "Rank"], [family, given_names, "1"]))
    assert reading
    values = reading.rows[0].values
    assert (values.family_name, values.given_names) == (tidy(family), tidy(given_names))
    assert reading.rows[0].problems == []


@settings(max_examples=100, deadline=None)
@given(real_names, st.sampled_from(["DE", "JP"]))
def test_no_letter_of_a_whole_name_is_lost(name, region):
    reading = attempt(csv_bytes(["Name", "Rank"], [name, "1"]), region)
    assert reading
    values = reading.rows[0].values
    assert sorted(f"{values.family_name} {values.given_names}".split()) == sorted(tidy(name).split())
