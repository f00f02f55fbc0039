"""Papers of others behind one of ours: pages, pictures, what cannot be shown, nothing that acts by itself."""

import struct
import zlib
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from ish.papers import appending, setting
from ish.papers.appending import JPEG, PDF, PNG, CannotAppend, Part, Why


def paper(text="Mio has built a robot."):
    data = {"heading": "CV", "of": "Mio", "text": text}
    return setting.typeset("unshown", data, language="en", title="CV", day=date(2027, 3, 1))


def picture(width=40, height=30):
    """Return a red picture as PNG."""

    def piece(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = piece(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    rows = zlib.compress(b"".join(b"\0" + b"\xc0\0\0" * width for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + head + piece(b"IDAT", rows) + piece(b"IEND", b"")


def written(pages=1, password="", acting=False):
    """Return a PDF: with a password, or with a link and a script that starts by itself."""
    writer = PdfWriter()
    for _number in range(pages):
        writer.add_blank_page(200, 200)
    if acting:
        writer.add_annotation(0, Link(rect=(0, 0, 9, 9), url="https://example.org/"))
        action = DictionaryObject(
            {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x")}
        )
        writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): action})
    if password:
        writer.encrypt(password)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_pages_and_pictures_follow_and_are_found_in_the_contents():
    parts = [Part("", paper("Ours.")), Part("Mio: CV", appending.pages_of(paper(), PDF))]
    parts += [Part("Mio: School report", appending.pages_of(picture(), PNG)), Part("", paper("Next."))]
    read = PdfReader(BytesIO(appending.together(parts)))
    assert len(read.pages) == 4
    assert [(line.title, read.get_destination_page_number(line)) for line in read.outline] == [
        ("CV", 0),
        ("Mio: CV", 1),
        ("Mio: School report", 2),
        ("CV", 3),
    ]
    assert "Ours." in read.pages[0].extract_text() and "robot" in read.pages[1].extract_text()
    assert read.pages[2].mediabox.width > read.pages[2].mediabox.height  # as the picture lies


def test_nothing_acts_by_itself():
    made = appending.together([Part("a", paper()), Part("b", appending.pages_of(written(acting=True), PDF))])
    for word in (b"/JavaScript", b"/JS", b"/AA", b"example.org"):
        assert word not in made, word


@pytest.mark.parametrize(
    ("data", "kind", "why"),
    [
        (written(password="secret"), PDF, Why.LOCKED),
        (paper()[:700], PDF, Why.BROKEN),
        (b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n0\n%%EOF\n", PDF, Why.BROKEN),
        (written(pages=41), PDF, Why.LONG),
        (picture()[:60], PNG, Why.BROKEN),
        (b"\xff\xd8\xff\xe0" + b"\0" * 60 + b"\xff\xd9", JPEG, Why.BROKEN),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 60_000, 60_000), PNG, Why.LARGE),
        (b"PK\x03\x04", "application/zip", Why.OTHER),
    ],
)
def test_what_cannot_be_shown_says_why(data, kind, why):
    with pytest.raises(CannotAppend) as told:
        appending.pages_of(data, kind)
    assert told.value.why == why


def test_a_pdf_that_only_forbids_changes_is_shown():
    writer = PdfWriter(clone_from=BytesIO(paper()))
    writer.encrypt("", owner_password="secret")
    out = BytesIO()
    writer.write(out)
    assert "robot" in PdfReader(BytesIO(appending.pages_of(out.getvalue(), PDF))).pages[0].extract_text()
