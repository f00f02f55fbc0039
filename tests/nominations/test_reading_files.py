"""Files of every kind: what we take, what we refuse, and that nothing hostile gets far."""

import io
import time
import zipfile
from datetime import date

import openpyxl
import pytest
import xlsxwriter

from ish.nominations.reading import Unreadable, message, read
from ish.nominations.reading.messages import TEMPLATES
from ish.nominations.reading.model import MAX_BYTES, MAX_ROWS

TODAY = date(2026, 11, 22)
HEADINGS = ["Rank", "Family name", "Given names", "Date of birth", "Nationality", "E-mail"]
ADA = [1, "Okafor", "Ada", "2009-05-01", "Germany", "ada@example.org"]


def load(data: bytes, filename: str = "list.xlsx", region: str = "DE"):
    return read(data, filename, default_region=region, today=TODAY)


def refusal(data: bytes, filename: str = "list.xlsx") -> str:
    with pytest.raises(Unreadable) as refused:
        load(data, filename)
    assert "lease" in message(refused.value)
    return refused.value.code


def workbook(*rows: list, sheets: dict[str, list[list]] | None = None) -> bytes:
    book = openpyxl.Workbook()
    for row in rows or (HEADINGS, ADA):
        book.active.append(row)
    for name, lines in (sheets or {}).items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def changed(data: bytes, changes: dict[str, object]) -> bytes:
    """The workbook with parts added (bytes) or rewritten (a function of the old bytes)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            change = changes.get(name)
            new.writestr(name, change(old.read(name)) if callable(change) else old.read(name))
        for name, content in changes.items():
            if not callable(content):
                new.writestr(name, content)
    return buffer.getvalue()


def csv_of(*rows: list, separator: str = ",") -> str:
    return "\r\n".join(separator.join(str(cell) for cell in row) for row in rows or (HEADINGS, ADA))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"\xef\xbb\xbf\r\n  \r\n", "file_empty"),
        (b"x" * (MAX_BYTES + 1), "file_too_large"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "file_damaged"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le"),
            "file_encrypted",
        ),
        (b"%PDF-1.7 whatever", "file_not_spreadsheet"),
        (b"<html><table><tr><td>Name", "file_not_spreadsheet"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "file_not_spreadsheet"),
        (bytes(range(256)) * 4, "file_not_spreadsheet"),
        (b"PK\x03\x04 this is no archive", "file_damaged"),
        (b",,,\r\n,,,\r\n", "file_empty"),
    ],
)
def test_what_is_no_list_is_refused(data, code):
    assert refusal(data) == code


def test_a_workbook_part_may_have_another_number():
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content = old.read(name).replace(b"xl/workbook.xml", b"xl/workbook2.xml")
            new.writestr(name.replace("workbook.xml", "workbook2.xml"), content)
    assert len(load(buffer.getvalue()).rows) == 1


def test_an_empty_workbook_is_refused():
    assert refusal(workbook([])) == "file_empty"


def test_a_cut_off_workbook_is_refused():
    assert refusal(workbook()[:-300]) == "file_damaged"


def test_other_archives_are_refused_by_name_of_their_kind():
    def archive(**parts: bytes) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as new:
            for name, content in parts.items():
                new.writestr(name.replace("__", "/"), content)
        return buffer.getvalue()

    assert (
        refusal(archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet")) == "file_not_spreadsheet"
    )
    assert refusal(archive(**{"word__document.xml": b"<a/>"})) == "file_not_spreadsheet"
    assert refusal(archive(**{"[Content_Types].xml": b"<a/>", "xl__workbook.bin": b""})) == "file_xlsb"


def test_macros_are_refused_whatever_the_name_says():
    assert refusal(changed(workbook(), {"xl/vbaProject.bin": b"code"})) == "file_macros"
    typed = changed(
        workbook(),
        {
            "[Content_Types].xml": lambda old: old.replace(
                b"spreadsheetml.sheet.main", b"x.sheet.macroEnabled.main"
            )
        },
    )
    assert refusal(typed, "list.xlsx") == "file_macros"


def test_a_bomb_is_refused_before_it_is_unpacked():
    begin = time.monotonic()
    assert refusal(changed(workbook(), {"xl/media/a.xml": b"\0" * 50_000_000})) == "file_zip_bomb"
    huge = changed(workbook(), {f"xl/media/{number}.xml": b"ab" * 499_000 for number in range(70)})
    assert refusal(huge) == "file_zip_bomb"
    assert refusal(changed(workbook(), {f"x/{number}": b"" for number in range(600)})) == "file_zip_bomb"
    assert time.monotonic() - begin < 5


def test_a_bomb_that_lies_about_its_size_does_no_harm():
    data = bytearray(changed(workbook(), {"xl/worksheets/sheet1.xml": lambda old: b" " * 900_000}))
    real = (900_000).to_bytes(4, "little")
    assert data.count(real) >= 1
    assert refusal(bytes(data.replace(real, (90).to_bytes(4, "little")))) == "file_damaged"


@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "prologue",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    ],
)
def test_entities_are_refused(codec, prologue):
    def poisoned(old: bytes) -> bytes:
        xml = old.decode().replace("Okafor", "&x;")
        return f'<?xml version="1.0" encoding="{codec}"?>{prologue}{xml}'.encode(codec)

    assert refusal(changed(workbook(), {"xl/worksheets/sheet1.xml": poisoned})) == "file_hostile"
    assert refusal(changed(workbook(), {"xl/strings.png": poisoned(b"<sst/>")})) == "file_hostile"


def test_external_links_are_not_followed():
    target = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    target += b'Type="x/externalLinkPath" Target="http://example.invalid/a.xlsx" TargetMode="External"/></Relationships>'
    data = changed(
        workbook(HEADINGS, [1, "='[1]Sheet1'!A1", *ADA[2:]]),
        {
            "xl/externalLinks/externalLink1.xml": b"<externalLink/>",
            "xl/externalLinks/_rels/externalLink1.xml.rels": target,
        },
    )
    assert [problem.code for problem in load(data).all_problems] == ["formula"]


def test_a_lie_about_the_dimensions_costs_nothing():
    begin = time.monotonic()
    sheet = "xl/worksheets/sheet1.xml"
    lie = changed(workbook(), {sheet: lambda old: old.replace(b'ref="A1:F2"', b'ref="A1:XFD1048576"')})
    assert len(load(lie).rows) == 1
    far = changed(
        workbook(), {sheet: lambda old: old.replace(b'r="2"', b'r="1048000"').replace(b'"A2"', b'"A1048000"')}
    )
    assert [row.number for row in load(far).rows] == [1048000]
    beyond = changed(workbook(), {sheet: lambda old: old.replace(b'<row r="2"', b'<row r="99999999999"')})
    assert refusal(beyond) == "file_too_many_rows"
    assert time.monotonic() - begin < 10


def test_too_many_rows_and_columns_are_refused():
    lines = [csv_of(HEADINGS)] + [f"{n},F{n},G,2009-05-01,DE,a{n}@example.org" for n in range(MAX_ROWS + 1)]
    assert refusal("\n".join(lines).encode(), "list.csv") == "file_too_many_rows"
    assert refusal(workbook(HEADINGS, [*ADA, *["x"] * 200])) == "file_too_many_columns"


def test_ten_thousand_rows_are_read_in_a_few_seconds():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        for number in range(1, MAX_ROWS + 1):
            sheet.write_row(number, 0, [number, f"F{number}", "Ada", *ADA[3:5], f"a{number}@example.org"])
    begin = time.monotonic()
    reading = load(buffer.getvalue())
    assert time.monotonic() - begin < 10
    assert (len(reading.rows), reading.all_problems) == (MAX_ROWS, [])


@pytest.mark.parametrize("filename", ["list.xlsx", "list.csv", "list.xls", "list.pdf", "list"])
def test_the_content_decides_not_the_name(filename):
    assert load(workbook(), filename).rows[0].values.full_name == "Ada Okafor"
    assert load(csv_of().encode(), filename).rows[0].values.full_name == "Ada Okafor"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings_and_separators(codec, separator):
    rows = [["Titel der Liste"], HEADINGS, [1, "Müller-Brücke", "Zoë", *ADA[3:]]]
    reading = load(csv_of(*rows, separator=separator).encode(codec), "list.csv")
    assert reading.rows[0].values.full_name == "Zoë Müller-Brücke"
    assert (reading.separator, reading.header_row) == (separator, 2)


@pytest.mark.parametrize(
    ("codec", "region", "name"),
    [
        ("cp932", "JP", "林田"),
        ("cp932", "DE", "林田"),
        ("cp1250", "PL", "Łąkowska"),
        ("cp1251", "UA", "Шевченко"),
        ("cp949", "KR", "김민준"),
        ("gb18030", "CN", "陈怡然"),
        ("big5", "TW", "陳怡君"),
        ("cp1255", "IL", "כהן"),
        ("cp1252", "JP", "Müller"),
    ],
)
def test_old_encodings_of_the_offices_of_a_country(codec, region, name):
    headings = [*HEADINGS, "志望理由"] if codec == "cp932" else HEADINGS
    row = [1, name, "Ada", *ADA[3:], "植物の研究がしたい"][: len(headings)]
    assert load(csv_of(headings, row).encode(codec), "list.csv", region).rows[0].values.family_name == name


def test_doubtful_letters_are_told():
    data = csv_of(HEADINGS, [1, "Łąkowska", "Elżbieta", *ADA[3:]]).encode("cp1250")
    assert [problem.code for problem in load(data, "list.csv").problems] == ["letters_doubtful"]


def test_quotes_line_breaks_and_a_declared_separator_keep_the_row_numbers():
    text = 'sep=;\r\nName;Born on;Motivation\r\n\r\n"Okafor, Ada";01.05.2009;"one\r\ntwo; three"\r\n'
    reading = load(text.encode(), "list.csv")
    assert reading.header_row == 2
    assert [(row.number, row.values.motivation) for row in reading.rows] == [(4, "one\ntwo; three")]


def test_formulas_are_kept_as_text_and_never_taken():
    csv_reading = load(csv_of(HEADINGS, [1, "=1+1", '"=""Ada"""', *ADA[3:]]).encode(), "list.csv")
    assert [problem.code for problem in csv_reading.all_problems] == ["formula"]
    assert csv_reading.rows[0].values.given_names == "Ada"
    for field, formula in enumerate(["=1", '="x"', "=A1", "=TODAY()", "=A1", "=A1"]):
        row = [*ADA[:field], formula, *ADA[field + 1 :]]
        (problem,) = load(workbook(HEADINGS, row)).all_problems
        assert (problem.code, problem.raw) == ("formula", formula)


def test_a_second_list_is_told_and_a_remark_sheet_is_not():
    reading = load(workbook(HEADINGS, ADA, sheets={"More": [HEADINGS, ADA], "Notes": [["call us"]]}))
    assert [(problem.code, problem.params) for problem in reading.all_problems] == [
        ("other_sheet", {"sheet": "More"})
    ]
    later = load(workbook(["only a cover page"], sheets={"List": [HEADINGS, ADA]}))
    assert (later.sheet, len(later.rows)) == ("List", 1)


def test_every_message_says_what_to_do():
    assert [code for code, text in TEMPLATES.items() if "lease" not in text and "You can" not in text] == []
