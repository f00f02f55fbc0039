"""Small files of each kind, good and bad. All of them invented."""

import io
import zipfile

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n0\n%%EOF\n"
OTHER_PDF = PDF.replace(b"<<>>", b"<</A 1>>")
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40 + b"IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 60 + b"\xff\xd9"
HEIC = b"\0\0\0\x18ftypheic" + b"\0" * 40
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
HTML = b"<html><script>alert(1)</script></html>"


def zipped(*names: str, first: str = "", stored: bytes = b"") -> bytes:
    """Return an archive with these files; `first` is stored as it is, as office programs do."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        if first:
            archive.writestr(first, stored)
        for name in names:
            archive.writestr(name, b"x")
    return file.getvalue()


DOCX = zipped("[Content_Types].xml", "word/document.xml")
ODT = zipped("content.xml", first="mimetype", stored=b"application/vnd.oasis.opendocument.text")
ZIP = zipped("bomb.txt")
