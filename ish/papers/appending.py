"""Putting papers of others behind one of ours: PDFs page by page without what acts by itself, pictures on a page of their own.

Files come from outside, so every one is tried for itself first; what cannot be shown raises `CannotAppend` and spoils nothing.
"""

import logging
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import Any

import typst
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
MOST_PAGES, MOST_POINTS = 40, 60_000_000
_PICTURES = {JPEG: "jpg", PNG: "png"}
_ACTING = ("/A", "/AA", "/Parent", "/Popup", "/StructParent")
_SHOWN = {"/Widget", "/FreeText", "/Stamp", "/Ink", "/Highlight", "/Underline", "/Square", "/Circle", "/Line"}
_PAGE = """#set document(title: "picture")
#set page(paper: "a4", margin: 15mm, flipped: {flipped})
#image("picture.{ending}", width: 100%, height: 100%, fit: "contain")
"""


# What the reader says of a damaged file may hold words of it.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


class Why(StrEnum):
    """Why a file cannot stand behind a paper of ours."""

    LOCKED = "locked"
    BROKEN = "broken"
    LONG = "long"
    LARGE = "large"
    OTHER = "other"


class CannotAppend(Exception):
    """This file cannot be shown in a paper. `why` says the reason."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True)
class Part:
    """Pages with their name in the list of contents; a paper of ours (`name` is "") brings its headings."""

    name: str
    pdf: bytes


def pages_of(data: bytes, kind: str) -> bytes:
    """Return a file of this content type as a PDF of its own. Raises `CannotAppend`."""
    if kind == PDF:
        return _from_pdf(data)
    if kind in _PICTURES:
        return _from_picture(data, kind)
    raise CannotAppend(Why.OTHER)


def together(parts: Sequence[Part]) -> bytes:
    """Return the parts as one PDF, the first of which is a paper of ours; each is found in the list of contents."""
    if len(parts) == 1:
        return parts[0].pdf
    writer = PdfWriter(clone_from=BytesIO(parts[0].pdf))
    # What follows has no tags: the whole no longer keeps the promise of the first part.
    writer.root_object.pop(NameObject("/Metadata"), None)
    writer.root_object.pop(NameObject("/Outlines"), None)
    first = 0
    for number, part in enumerate(parts):
        reader = PdfReader(BytesIO(part.pdf))
        if number:
            for page in reader.pages:
                writer.add_page(page, excluded_keys=["/StructParents"])
        for name, at in _contents(part, reader):
            writer.add_outline_item(name, first + at)
        first += len(reader.pages)
    return _written(writer)


def _contents(part: Part, reader: PdfReader) -> list[tuple[str, int]]:
    """Return what stands on which page of a part."""
    if part.name:
        return [(part.name, 0)]
    heads = [one for one in reader.outline if not isinstance(one, list)]
    return [(one.title or "", reader.get_destination_page_number(one) or 0) for one in heads]


def _written(writer: PdfWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _from_pdf(data: bytes) -> bytes:
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise CannotAppend(Why.LOCKED)
        if len(reader.pages) > MOST_PAGES:
            raise CannotAppend(Why.LONG)
        if not reader.pages:
            raise CannotAppend(Why.BROKEN)
        writer = PdfWriter()
        for page in reader.pages:
            _quiet(writer.add_page(page, excluded_keys=["/AA", "/B", "/StructParents"]))
        return _written(writer)
    except CannotAppend:
        raise
    except Exception as error:  # whatever a file from outside makes a reader stumble over
        raise CannotAppend(Why.BROKEN) from error


def _quiet(page: Any) -> None:
    """Leave of what lies on a page only what is to be seen: no links, scripts, sounds or files."""
    kept = [one for one in page.get("/Annots") or [] if one.get_object().get("/Subtype") in _SHOWN]
    for one in kept:
        for key in _ACTING:
            one.get_object().pop(NameObject(key), None)
    if "/Annots" in page:
        page[NameObject("/Annots")].get_object().clear()
        page[NameObject("/Annots")].get_object().extend(kept)


def _from_picture(data: bytes, kind: str) -> bytes:
    width, height = size_of(data, kind)
    if not width or not height:
        raise CannotAppend(Why.BROKEN)
    if width * height > MOST_POINTS:
        raise CannotAppend(Why.LARGE)
    flipped = "true" if width > height else "false"
    with tempfile.TemporaryDirectory(prefix="ish-") as folder:  # for this process alone, gone in a moment
        page = Path(folder) / "page.typ"
        page.write_text(_PAGE.format(flipped=flipped, ending=_PICTURES[kind]))
        page.with_name(f"picture.{_PICTURES[kind]}").write_bytes(data)
        try:
            made: bytes = typst.compile(page, root=Path(folder), format="pdf", ignore_system_fonts=True)
        except (typst.TypstError, RuntimeError) as error:
            raise CannotAppend(Why.BROKEN) from error
    return made


def size_of(data: bytes, kind: str) -> tuple[int, int]:
    """Return width and height of a picture as its head says; (0, 0) when it says nothing."""
    if kind == PNG:
        return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        mark, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(data[at + 7 : at + 9], "big"), int.from_bytes(data[at + 5 : at + 7], "big")
        at += 1 if mark == 0xFF else 2 + length
    return 0, 0


_SHOWN_PAGE = """#set document(title: "page")
#set page(width: 210mm, height: auto, margin: 0mm)
#image("paper.pdf", page: {page}, width: 100%)
"""


def picture(pdf: bytes, page: int, *, ppi: float = 110) -> bytes:
    """Return one page (from 1) of what `pages_of` returned as a PNG picture. Raises `CannotAppend`."""
    with tempfile.TemporaryDirectory(prefix="ish-") as folder:
        sheet = Path(folder) / "page.typ"
        sheet.write_text(_SHOWN_PAGE.format(page=int(page)))
        sheet.with_name("paper.pdf").write_bytes(pdf)
        try:
            made = typst.compile(sheet, root=Path(folder), format="png", ppi=ppi, ignore_system_fonts=True)
        except (typst.TypstError, RuntimeError) as error:
            raise CannotAppend(Why.BROKEN) from error
    return made[0] if isinstance(made, list) else made


def count(pdf: bytes) -> int:
    """Return how many pages `pages_of` returned."""
    return len(PdfReader(BytesIO(pdf)).pages)
