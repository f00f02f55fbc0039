"""What a file is, by its content: its name and what a browser says of it prove nothing. Nothing is opened or unpacked."""

import re
import unicodedata
from pathlib import PurePosixPath

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
OLD_WORD = "application/msword"
HEIC = "image/heic"
ZIP = "application/zip"
HTML = "text/html"
ENDINGS = {PDF: "pdf", JPEG: "jpg", PNG: "png", WORD: "docx", ODT: "odt", OLD_WORD: "doc", HEIC: "heic"}
LONGEST_NAME = 120
_UNSEEN = {"Cc", "Cf", "Co", "Cs"}  # control signs, and those that turn the direction of what follows


def sniff(data: bytes) -> str:
    """Return the content type that the bytes themselves show; "" for one we do not know."""
    head = data[:1024]
    # The standard wants the mark first; some programs write a byte order mark or line breaks before it.
    if head.lstrip(b"\xef\xbb\xbf\r\n\t \x00").startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"PK\x03\x04"):
        return _zipped(data)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return OLD_WORD
    if head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc"):
        return HEIC
    if re.match(rb"\s*(<!doctype html|<html|<script|<svg)", head, re.IGNORECASE):
        return HTML
    return ""


def _zipped(data: bytes) -> str:
    """Tell texts of office programs apart by the names inside, which stand in clear."""
    if b"mimetypeapplication/vnd.oasis.opendocument.text" in data[:200]:
        return ODT
    return WORD if b"word/" in data[:8192] or b"word/document" in data[-65536:] else ZIP


def whole(data: bytes, kind: str) -> bool:
    """Say whether the end of the file has arrived: an upload that broke off in the middle has none."""
    tail = data[-2048:].rstrip(b"\x00\r\n\t ")
    if kind == PDF:
        return b"%%EOF" in tail
    if kind == PNG:
        return b"IEND" in tail[-16:]
    return True  # cameras write things of their own after a picture's end


def is_locked(data: bytes, kind: str) -> bool:
    """Say whether a PDF is encrypted: it may ask everybody who opens it for a password, or fall apart in some programs."""
    return kind == PDF and re.search(rb"/Encrypt\s*(?:\d+\s+\d+\s+R\b|<<)", data) is not None


def safe_name(name: str, kind: str) -> str:
    """Return a name to show and to save under: no folders, nothing unseen, one ending, that of the content."""
    last = PurePosixPath(name.replace("\\", "/")).name
    seen = "".join(
        sign for sign in unicodedata.normalize("NFC", last) if unicodedata.category(sign) not in _UNSEEN
    )
    stem = re.sub(r"[<>:\"/|?*]+", " ", seen)
    while (ending := PurePosixPath(stem).suffix.lower()) and ending[1:].isalnum() and len(ending) <= 5:
        stem = stem[: -len(ending)]
    stem = " ".join(stem.split()).strip(". ")[:LONGEST_NAME] or "paper"
    return f"{stem}.{ENDINGS.get(kind, 'bin')}"
