"""Text files as spreadsheets write them: every letter arrives whatever the encoding, and no student is lost."""

import csv
import io
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ish.nominations.reading import Reading, Unreadable, read

TODAY = date(2026, 11, 22)
HEAD = "Family name;Given names;Date of birth;Motivation"
WEST = ["Müller", "Jörg", "Groß", "Österreicher", "Jäger"]
FRENCH = ["Prénom", "François", "Benoît", "Hélène", "Étienne"]
POLISH = ["Śliwińska", "Łukasiewicz", "Dąbrowska", "Wójcik", "Małgorzata"]
CZECH = ["Dvořáková", "Tomáš", "Jiří", "Šárka", "Žaneta"]
TYPED = ("utf-8", "cp1252", "cp1250", "cp1254", "mac_roman")  # they have typographic signs
WESTERN = ("utf-8", "cp1252", "mac_roman", "cp850")
CENTRAL = ("utf-8", "cp1250", "iso8859_2", "mac_latin2", "cp852")


def load(text: str | bytes, region: str = "DE") -> Reading:
    data = text if isinstance(text, bytes) else text.encode()
    return read(data, "list.csv", default_region=region, today=TODAY)


def codes(reading: Reading) -> list[str]:
    return [problem.code for problem in reading.all_problems if problem.code != "column_missing"]


@pytest.mark.parametrize(
    ("names", "region", "codec"),
    [
        *((names, region, codec) for names, region in ((WEST, "DE"), (FRENCH, "FR"), (FRENCH, "US")) for codec in WESTERN),
        *((names, region, codec) for names, region in ((POLISH, "PL"), (CZECH, "CZ"), (POLISH, "US")) for codec in CENTRAL),
        (["Шевченко", "Олександра", "Іван"], "UA", "koi8_u"),
        (["ШЕВЧЕНКО", "КОВАЛЬ", "МАРЧУК"], "UA", "cp866"),
        (["Yıldız", "Şahin", "Çağla", "Işık"], "DE", "cp1254"),
        (["Müller", "Zoë", "José", "Peña", "O’Brien", "François"], "US", "cp1252"),
    ],
)  # fmt: skip
def test_names_arrive_in_every_encoding(names, region, codec):
    said = "“well” – d’accord…" if codec in TYPED else "well"
    text = "\r\n".join([HEAD, *(f"{name};Ada;2009-05-01;{said}" for name in names)])
    reading = load(text.encode(codec), region)
    assert [row.values.family_name for row in reading.rows] == names
    assert {row.values.motivation for row in reading.rows} == {said}
    usual = codec in ("utf-8", "cp1252") or (codec == "cp1250" and region != "US")
    assert codes(reading) == ([] if usual else ["letters_doubtful"])


@pytest.mark.parametrize(
    "data",
    [
        "Śliwińska".encode("ascii", "replace"),
        "Gro§a".encode("cp1252"),
        "M\ufffdller".encode(),
        "Müller".encode().decode("cp1252").encode(),
        "Łukasz".encode().decode("latin1").encode(),
    ],
)
def test_letters_that_are_lost_already_are_told(data):
    assert "letters_doubtful" in codes(load(f"{HEAD}\n".encode() + data + b";Ada;2009-05-01;x\n"))


@pytest.mark.parametrize(
    ("name", "lost"), [("MÃ¼ller", True), ("M?ller", True), ("Müller", False), ("Ångström", False)]
)
def test_letters_that_a_workbook_lost_are_told(name, lost):
    book = openpyxl.Workbook()
    for row in (HEAD.split(";"), [name, "Ada", "2009-05-01", "why?because"]):
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    assert codes(load(buffer.getvalue())) == (["letters_doubtful"] if lost else [])


# ---------------------------------------------------------------- QUOTATION MARKS


@pytest.mark.parametrize("closing", ["fine", '"fine"', 'say "yes"', '5"', '"one\r\ntwo; three"'])
@pytest.mark.parametrize("opening", ['Aal;Ada;2009-05-01;"hello', 'Aal;"Ada;2009-05-01;hello'])
def test_a_quotation_mark_left_open_takes_no_student_away(opening, closing):
    lines = [
        HEAD,
        opening,
        "Bach;Bea;2009-05-02;ok",
        f"Cohn;Cem;2009-05-03;{closing}",
        "Dorn;Dan;2009-05-04;x",
    ]
    reading = load("\r\n".join(lines))
    assert [(row.number, row.values.full_name, row.values.birth_date.day) for row in reading.rows] == [
        (2, "Ada Aal", 1), (3, "Bea Bach", 2), (4, "Cem Cohn", 3), (5, "Dan Dorn", 4),
    ]  # fmt: skip
    assert reading.rows[0].values.motivation == "hello"
    assert [(problem.code, problem.row) for problem in reading.problems[2:]] == [("quote_open", 2)]


def test_quotation_marks_without_end_cost_no_more_than_a_refusal():
    lines = "\n".join([HEAD, *['a;b";"c;d'] * 30_000])
    with pytest.raises(Unreadable, match="file_damaged"):
        load(lines)


several_lines = st.text(st.sampled_from('ab;, "\n'), max_size=60).map(lambda text: f"x{text}x")


@settings(max_examples=100, deadline=None)
@given(st.lists(several_lines, min_size=1, max_size=4))
def test_texts_of_several_lines_stay_whole(texts):
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow(HEAD.split(";"))
    writer.writerows([f"Family{'abcd'[n]}", "Ada", "2009-05-01", text] for n, text in enumerate(texts))
    said = [row.values.motivation.split() for row in load(buffer.getvalue()).rows]
    assert said == [text.split() for text in texts]
