"""What partners may upload by mistake or malice, through the pages: a clear sentence, nothing written, the site goes on."""

import io
import os
import time
import zipfile

import openpyxl
import pytest
from django.urls import reverse

from ish.nominations.models import ImportStash, Nomination
from ish.people.models import Person
from tests.nominations.test_importing import _upload
from tests.nominations.test_reading_files import changed, workbook

HEADINGS = ["Family name", "Given names", "Date of birth", "E-mail", "Guardian", "Guardian e-mail"]
GUARD = ["Ken Example", "ken@example.org"]


def _bomb() -> bytes:
    """A workbook whose sheet unpacks to more than we take."""
    buffer = io.BytesIO(workbook())
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as new:
        new.writestr("xl/worksheets/sheet2.xml", bytes(100 * 2**20))
    return buffer.getvalue()


def _nested() -> bytes:
    """An archive in an archive in an archive."""
    data = b"0" * 10**6
    for level in range(3):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
            new.writestr(f"{level}.zip", data)
        data = buffer.getvalue()
    return data


def _entities() -> bytes:
    laughs = (
        b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><workbook>&b;</workbook>'
    )
    return changed(workbook(), {"xl/workbook.xml": lambda old: laughs})


def _outside() -> bytes:
    """A part that wants to be written elsewhere, and one that wants a file of ours."""
    return changed(
        workbook(), {"../../../../tmp/evil.xml": b"<a/>", "xl/externalLinks/externalLink1.xml": b"<a/>"}
    )


WRONG = {
    "bomb": ("list.xlsx", _bomb, None),
    "nested": ("list.xlsx", _nested, None),
    "entities": ("list.xlsx", _entities, None),
    "macros": ("list.xlsm", lambda: changed(workbook(), {"xl/vbaProject.bin": b"code"}), "acro"),
    "cut": ("list.xlsx", lambda: workbook()[:-300], None),
    "old_excel": ("list.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, None),
    "pdf": ("list.xlsx", lambda: b"%PDF-1.7 and so on", None),
    "page": ("list.csv", lambda: b"<html><body><table><tr><td>Name</td></tr></table>", None),
    "picture": ("list.csv", lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(200), None),
    "noise": ("list.csv", lambda: os.urandom(4000), None),
    "blank": ("list.csv", lambda: b",,,\r\n,,,\r\n", None),
    "no_headings": ("list.csv", lambda: b"1,2,3\r\n4,5,6\r\n", None),
    "prose": ("list.txt", lambda: b"Dear colleagues, we name nobody this year.", None),
    "nul": ("list.csv", lambda: b"Family name,Given names\r\nDoe\0,Ja\0ne\0\r\n", None),
}


@pytest.mark.parametrize("kind", WRONG)
def test_what_cannot_be_taken_is_told_and_writes_nothing(kind, cast, as_user):
    name, data, word = WRONG[kind]
    client, content = as_user(cast.cem), data()
    began = time.monotonic()
    answer = _upload(client, cast.kumamoto, name, content)
    page = client.get(answer.url) if answer.status_code == 302 else answer
    text = page.content.decode()
    assert page.status_code == 200
    assert "lease" in text  # it says what to do
    assert word is None or word in text
    assert time.monotonic() - began < 10
    if kind != "nul":
        confirmed = client.post(answer.url) if answer.status_code == 302 else answer
        assert confirmed.status_code == 200
        assert not Nomination.objects.exists()
        assert not Person.objects.exists()
    assert client.get(reverse("nominations:mine")).status_code == 200


def test_parts_that_point_outside_touch_nothing(cast, as_user, tmp_path):
    client = as_user(cast.cem)
    answer = _upload(client, cast.kumamoto, "list.xlsx", _outside())
    assert client.get(answer.url).status_code == 200
    assert not os.path.exists("/tmp/evil.xml")  # noqa: S108, PTH110 - the place the archive names


def test_an_empty_file_and_none_at_all(cast, as_user):
    client = as_user(cast.cem)
    address = reverse("nominations:upload", args=[cast.kumamoto.pk])
    assert client.post(address).status_code == 200
    answer = _upload(client, cast.kumamoto, "empty.csv", b"\xef\xbb\xbf")
    page = client.get(answer.url) if answer.status_code == 302 else answer
    assert b"lease" in page.content or b"empty" in page.content
    assert not Nomination.objects.exists()


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.csv",
        "<script>alert(1)</script>.csv",
        "名簿.csv",
        "a" * 250 + ".csv",
        "con\u202egpj.csv",
    ],
)
def test_odd_names_of_files(name, cast, as_user):
    client = as_user(cast.cem)
    answer = _upload(
        client, cast.kumamoto, name, _csv(["Doe", "Jane", "12.04.2008", "jane@example.org", *GUARD])
    )
    page = client.get(answer.url) if answer.status_code == 302 else answer
    assert page.status_code == 200
    assert b"<script>alert" not in page.content
    assert all("/" not in row.file_name for row in ImportStash.objects.all())


def _csv(*rows: list[str]) -> bytes:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"'

    return "\r\n".join(";".join(map(cell, row)) for row in (HEADINGS, *rows)).encode()


def test_formulas_are_text_on_the_way_in_and_harmless_on_the_way_out(cast, as_user):
    evil = '=HYPERLINK("http://x.example.org","Jane")'
    client = as_user(cast.olga)
    data = _csv(
        [evil, "+1", "12.04.2008", "j@example.org", "@SUM(1)", "g@example.org"],
        ["Doe", "Ann", "1.5.2008", "a@example.org", *GUARD],
    )
    answer = _upload(client, cast.kumamoto, "list.csv", data)
    shown = client.get(answer.url)
    assert shown.status_code == 200
    client.post(answer.url, {"on_behalf": "by mail", "leave_out": "on"})
    assert Person.objects.filter(given_names="Ann").exists()
    for kind in ("csv", "xlsx"):
        for address in ("nominations:list", "people:list", "logistics:roster"):
            file = client.get(reverse(address), {"_export": kind})
            content = b"".join(file.streaming_content) if file.streaming else file.content
            _no_formula(kind, content)


def _no_formula(kind: str, content: bytes) -> None:
    if kind == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        assert not [c.value for row in sheet.iter_rows() for c in row if c.data_type == "f"]
        return
    for line in content.decode("utf-8-sig").splitlines():
        assert not line.startswith(("=", "+", "-", "@"))
        assert ';"=' not in line and ',"=' not in line and ",=" not in line


def test_a_formula_cell_of_a_workbook_is_not_taken_for_a_name(cast, as_user):
    book = openpyxl.Workbook()
    book.active.append(HEADINGS)
    book.active.append(["=A1", "Jane", "12.04.2008", "jane@example.org", *GUARD])
    buffer = io.BytesIO()
    book.save(buffer)
    client = as_user(cast.cem)
    answer = _upload(client, cast.kumamoto, "list.xlsx", buffer.getvalue())
    page = client.get(answer.url).content.decode()
    assert "formula" in page
    assert not Nomination.objects.exists()
