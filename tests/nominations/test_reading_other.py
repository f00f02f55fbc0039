"""Lists of LibreOffice (ODS) and of an old Excel (XLS), headings in two lines, and what partners abroad call things."""

import io
import zipfile
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ish.nominations.reading import Unreadable, read
from ish.nominations.reading.countries import nationalities
from ish.nominations.reading.headings import field_of

SAMPLES = Path(__file__).parent / "samples"
TODAY = date(2026, 11, 22)
_NS = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("table", "office", "text", "style")
)
CELL = '<table:table-cell office:value-type="string"><text:p>%s</text:p></table:table-cell>'
FORMULA = (
    '<table:table-cell table:formula="of:=WEBSERVICE(&quot;x&quot;)" office:value-type="string">'
    "<text:p>Ada</text:p></table:table-cell>"
)
DAY = '<table:table-cell office:value-type="date" office:date-value="2009-03-04"><text:p>04.03.09</text:p></table:table-cell>'
EMPTY = (
    '<table:table-row table:number-rows-repeated="%d">'
    '<table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
)


def ods(*rows: str, before: str = "", **parts: bytes) -> bytes:
    """An ODS file with one sheet of these rows."""
    tables = f'<table:table table:name="List">{"".join(rows)}</table:table>'
    content = f"<office:document-content {_NS}>{before}<office:body>{tables}</office:body></office:document-content>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        for name, part in parts.items():
            archive.writestr(name.replace("__", "/"), part)
    return buffer.getvalue()


def row(*cells: str, more: str = "") -> str:
    found = "".join(cell if cell.startswith("<") else CELL % escape(cell) for cell in cells)
    return f"<table:table-row{more}>{found}</table:table-row>"


HEAD = row("Family name", "Given names", "Date of birth")


def load(data: bytes, region: str = "DE"):
    return read(data, "list", default_region=region, today=TODAY)


def refusal(data: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        load(data)
    return refused.value.code


# ---------------------------------------------------------------- LIBREOFFICE


def test_an_ods_list_is_read():
    note = (
        '<table:table-cell office:value-type="string"><office:annotation><text:p>no</text:p></office:annotation>'
        "<text:p>Ada<text:s/>Mary</text:p></table:table-cell>"
    )
    reading = load(ods(row("Our list"), EMPTY % 2, HEAD, row("Okafor", note, DAY), EMPTY % 1_048_000))
    assert reading.problems == [p for p in reading.problems if p.code == "column_missing"]
    (ada,) = reading.rows
    assert (ada.number, ada.values.family_name, ada.values.given_names) == (5, "Okafor", "Ada Mary")
    assert ada.values.birth_date == date(2009, 3, 4)
    assert not ada.problems


def test_an_ods_formula_is_named_and_never_evaluated():
    (ada,) = load(ods(HEAD, row("Okafor", FORMULA, DAY))).rows
    assert [(p.code, p.column) for p in ada.problems] == [("formula", "B")]
    assert ada.values.given_names == ""


def test_hidden_sheets_of_an_ods_are_left_alone():
    style = (
        '<office:automatic-styles><style:style style:name="ta2" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    )
    data = ods(HEAD, row("Okafor", "Ada", DAY), before=style)
    hidden = f'<table:table table:name="No" table:style-name="ta2">{HEAD}{row("A", "B", DAY)}</table:table>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<office:body>", b"<office:body>" + hidden.encode()))
    assert load(buffer.getvalue()).sheets == ("List",)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (ods(HEAD, **{"Basic__script.xml": b"<a/>"}), "file_macros"),
        (ods(HEAD, **{"META-INF__manifest.xml": b"<manifest:encryption-data/>"}), "file_encrypted"),
        (ods(HEAD, row("A", more=' table:number-rows-repeated="1000000"')), "file_too_many_rows"),
        (
            ods(HEAD, row('<table:table-cell table:number-columns-repeated="16000"/>', "x")),
            "file_too_many_columns",
        ),
        (ods(HEAD, before="<unclosed>"), "file_damaged"),
        (ods(HEAD, styles=b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'), "file_hostile"),
    ],
)
def test_an_ods_that_is_no_list_is_refused(data, code):
    assert refusal(data) == code


# ---------------------------------------------------------------- OLD EXCEL


def test_an_xls_list_is_read_and_its_formula_named():
    reading = load((SAMPLES / "warszawa.xls").read_bytes(), "PL")
    zaneta, jan = reading.rows
    assert (zaneta.number, zaneta.values.family_name, zaneta.values.birth_date) == (
        4,
        "Łukaszewska",
        date(2009, 3, 4),
    )
    assert (zaneta.values.phone, zaneta.values.rank) == ("+48225550123", 1)
    assert (jan.values.nationalities, jan.values.reserve) == (("PL", "UA"), True)
    assert [(p.code, p.column) for p in jan.problems] == [("formula", "G")]
    assert reading.sheets == ("Kandydaci",)  # the other one is hidden


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_damaged_xls_brings_nothing_down(data):
    content = bytearray((SAMPLES / "warszawa.xls").read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(8, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        load(bytes(content[: data.draw(st.integers(100, len(content)))]))
    except Unreadable as refused:
        assert refused.code.startswith("file_")


# ---------------------------------------------------------------- HEADINGS


def _csv(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def test_headings_in_two_lines_belong_together():
    reading = load(
        _csv(
            "Nominations of our school;;;;;",
            "Student;;;Parent or guardian;;",
            "Family name;Given names;Date of birth;Name;E-mail;Phone",
            "Okafor;Ada;2009-05-01;Ben Okafor;ben@example.org;+49622158001",
        )
    )
    (ada,) = reading.rows
    assert [column.field for column in reading.columns] == [
        "family_name", "given_names", "birth_date", "guardian_name", "guardian_email", "guardian_phone",
    ]  # fmt: skip
    assert (ada.values.guardian_name, ada.values.family_name, ada.number) == ("Ben Okafor", "Okafor", 4)


def test_a_heading_that_goes_on_below():
    reading = load(
        _csv("Family;Given;Date;E-mail", "name;names;of birth;", "Okafor;Ada;2009-05-01;ada@example.org")
    )
    assert [column.field for column in reading.columns] == [
        "family_name",
        "given_names",
        "birth_date",
        "email",
    ]
    assert [row.values.given_names for row in reading.rows] == ["Ada"]


def _words(kind: str) -> list[tuple[str, str]]:
    """What is meant, and one way in which partners write it."""
    lines = (line.split("\t") for line in (SAMPLES / "words.tsv").read_text(encoding="utf-8").splitlines())
    return [
        (meant, text)
        for found, meant, texts in (one for one in lines if len(one) == 3)
        for text in texts.split("|")
        if found == kind
    ]


@pytest.mark.parametrize(("field", "heading"), _words("heading"))
def test_headings_of_partners(field, heading):
    assert field_of(heading) == field
    assert field_of(f"{heading} *") == field


# ---------------------------------------------------------------- COUNTRIES, DATES, NAMES


@pytest.mark.parametrize(("codes", "text"), _words("country"))
def test_countries_by_any_name(codes, text):
    assert nationalities(text) == (tuple(codes.split()), ())


DAYS = (  # one day
    "3 de septiembre de 2009|3. září 2009|3 вересня 2009 р.|3 вересня 2009 року|3 września 2009 r.|3 בספטמבר 2009|2009년 9월 3일|"
    "2009年9月3日|平成21年9月3日|3 septembre 2009|3. September 2009|September 3, 2009|3rd of September 2009|3-Sep-2009|"
    "3 settembre 2009|20090903|2009. 9. 3.|03.09.2009"
)


@pytest.mark.parametrize("text", DAYS.split("|"))
def test_days_as_partners_write_them(text):
    (found,) = load(_csv("Name;Date of birth", f"Ada Okafor;{text}")).rows
    assert (found.values.birth_date, found.problems) == (date(2009, 9, 3), [])


@pytest.mark.parametrize("language", ["en", "de", "fr", "ja", "pl"])
def test_countries_that_the_template_offers_are_read_again(language):
    from ish.nominations.services.sheets import country_names  # noqa: PLC0415 - apps: models need the settings first

    names = country_names(language)
    assert len(names) == len({nationalities(name)[0] for name in names}) > 240
    assert len([name for name in names if len(name) == 2 and name.isascii()]) <= 2
