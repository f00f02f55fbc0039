"""In which ways an answer shows something: as text on a page, in a form, a file, a header, an address …

Each answer is divided into the texts of its surfaces, so that the matrix can say where a value stood, and so that what must never
carry a sensitive value (an address, the name of a file, a tooltip, the subject of a mail) can be told from a page.
"""

import html
import io
import re
import zipfile
from collections import defaultdict
from html.parser import HTMLParser
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PdfReadError

PAGE, FORM, FRAGMENT, TIP, CHOICES = "page", "form", "fragment", "tip", "choices"
ADDRESS, FILE_NAME, HEADER = "address", "file name", "header"
SHEET, CALENDAR, PAPER, DATA = "spreadsheet", "calendar", "paper", "data"
MAIL, SUBJECT, SEARCH, LOG, HISTORY = "mail", "subject", "search", "log", "history"

LETTERS = {
    PAGE: "P",
    FORM: "F",
    FRAGMENT: "f",
    TIP: "t",
    CHOICES: "c",
    ADDRESS: "a",
    FILE_NAME: "n",
    HEADER: "h",
    SHEET: "X",
    CALENDAR: "C",
    PAPER: "D",
    DATA: "j",
    MAIL: "M",
    SUBJECT: "s",
    SEARCH: "S",
    LOG: "!l",
    HISTORY: "!h",
}
"""What the matrix writes into its cells."""

NOT_FOR_SECRETS = frozenset({TIP, CHOICES, ADDRESS, FILE_NAME, HEADER, MAIL, SUBJECT, SEARCH})
"""Surfaces that others see over a shoulder, that lie in other people's logs, or that travel in clear."""

_SHOWN_TO_NOBODY = ("action", "method", "class", "id", "for", "style", "rel", "type", "role", "lang", "nonce")
_ADDRESSES = ("href", "src", "action", "formaction", "hx-get", "hx-post", "hx-push-url", "hx-vals")
_QUIET = ("script", "style")


class _Parts(HTMLParser):
    """Collects the texts of a page by surface."""

    def __init__(self, shown: str) -> None:
        super().__init__(convert_charrefs=True)
        self.shown = shown
        self.found: dict[str, list[str]] = defaultdict(list)
        self.within: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in ("option", "textarea", "datalist", *_QUIET):
            self.within.append("choice" if tag == "option" and "selected" not in values else tag)
        for name, value in values.items():
            self.found[self._of(tag, name, values)].append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("option", "textarea", "datalist", *_QUIET) and self.within:
            self.within.pop()

    def handle_data(self, data: str) -> None:
        self.found[self._around()].append(data)

    def _of(self, tag: str, name: str, values: dict[str, str]) -> str:
        if name in _ADDRESSES:
            return ADDRESS
        if name == "value" and tag in ("input", "button"):
            return FORM
        if name == "value" and tag == "option":
            return FORM if "selected" in values else CHOICES
        return self.shown if name in _SHOWN_TO_NOBODY else TIP

    def _around(self) -> str:
        if "datalist" in self.within or "choice" in self.within:
            return CHOICES
        if "script" in self.within or "style" in self.within:
            return DATA
        return FORM if self.within else self.shown


def of_page(text: str, shown: str = PAGE) -> dict[str, str]:
    """Return the texts of a page (or of a piece of one: `shown=FRAGMENT`) by surface."""
    parts = _Parts(shown)
    parts.feed(text)
    parts.close()
    return {surface: " ".join(texts) for surface, texts in parts.found.items()}


def of_answer(response: Any, body: bytes, *, fragment: bool = False) -> dict[str, str]:
    """Return the texts of an answer by surface, with those of its headers and cookies."""
    headers = dict(response.headers)
    found = {
        ADDRESS: headers.pop("Location", "") + headers.pop("HX-Redirect", ""),
        FILE_NAME: headers.pop("Content-Disposition", ""),
        HEADER: " ".join([*headers.values(), *(c.value for c in response.cookies.values())]),
    }
    kind, text = str(response.headers.get("Content-Type", "")), as_text(body)
    if kind.startswith("text/html"):
        for surface, more in of_page(text, FRAGMENT if fragment else PAGE).items():
            found[surface] = f"{found.get(surface, '')} {more}"
        return found
    return {**found, _file(kind, body): text}


def _file(kind: str, body: bytes) -> str:
    if body[:5] == b"%PDF-":
        return PAPER
    if body[:2] == b"PK" or "csv" in kind:
        return SHEET
    return CALENDAR if "calendar" in kind else DATA


def as_text(body: bytes) -> str:
    """Return what somebody can read in an answer: texts of pages and calendars, of every sheet of a workbook, of every page of a
    PDF and of what it says about itself."""
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as file:
            return html.unescape(
                " ".join(file.read(name).decode(errors="replace") for name in file.namelist())
            )
    if body[:5] == b"%PDF-":
        return _pdf_text(body)
    text = body.decode(errors="replace")
    # Long lines of a calendar are folded.
    return re.sub(r"\r\n ", "", text) if text.startswith("BEGIN:VCALENDAR") else text


def _pdf_text(body: bytes) -> str:
    try:
        reader = PdfReader(io.BytesIO(body))
        about = " ".join(str(value) for value in (reader.metadata or {}).values())
        pages = " ".join(page.extract_text() for page in reader.pages)
        return f"{about} {pages}".replace("\u200b", "")
    except PdfReadError:
        return ""  # the paper of the world is an empty one
