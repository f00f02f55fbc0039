"""Which row holds the headings, and which column means what. The words are in `headings.tsv`."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from ish.nominations.reading.model import HEADING_SEARCH_ROWS, Cell, Column, letter_of, shortened
from ish.nominations.reading.text import words

FULL_NAME = "name"  # whole name in one cell, or the family name beside a column of given names

_GUARDIAN_FIELD = {
    "": "guardian_name",
    FULL_NAME: "guardian_name",
    "email": "guardian_email",
    "phone": "guardian_phone",
}
_FILLERS = {
    "of",
    "the",
    "s",
    "de",
    "du",
    "des",
    "la",
    "le",
    "l",
    "d",
    "der",
    "die",
    "das",
    "vom",
    "von",
    "for",
    "の",
    "1",
    "or",
}
_CJK = "\u3005-\u30ff\u3400-\u9fff\uac00-\ud7af\uff66-\uff9f"
_SCRIPT_RUN = re.compile(rf"[{_CJK}]+(?:[\s・･/／]*[{_CJK}]+)*|[^{_CJK}]+")
_BRACKETS = re.compile(r"[(（\[【〔].*?[)）\]】〕]")
_BETWEEN = re.compile(r"[/|\n,;:・／]|\s[-–—]\s|[()（）\[\]【】]")


def key_of(heading: str) -> str:
    """The heading as compared: its words without case, accents, stars and punctuation."""
    return " ".join(words(re.sub(r"(?i)\be[\s\-‐‑–]?mail", "email", heading)))


@cache
def _table() -> dict[str, list[str]]:
    lines = Path(__file__).with_name("headings.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {field: [key for name in names.split("|") if (key := key_of(name))] for field, names in rows}


@cache
def _known() -> dict[str, str]:
    known: dict[str, str] = {}
    for field, keys in _table().items():
        for key in keys if field != "guardian" else ():
            known.setdefault(key, field)
    return known


@cache
def _guardian_words() -> frozenset[str]:
    return frozenset(word for key in _table()["guardian"] for word in key.split())


def field_of(heading: str) -> str:
    """The field a heading stands for, or "" if nobody knows it or its languages contradict each other."""
    for attempt in (heading, _BRACKETS.sub(" ", heading)):
        if found := _lookup(key_of(attempt)):
            return found
    parts = [
        *_SCRIPT_RUN.findall(_BRACKETS.sub(" ", heading)),
        *_SCRIPT_RUN.findall(heading),
        *_BETWEEN.split(heading),
    ]
    found_fields = {found for part in parts if (found := _lookup(key_of(part)))}
    return found_fields.pop() if len(found_fields) == 1 else ""


def _lookup(key: str) -> str:
    if not key:
        return ""
    if found := _known().get(key):
        return found
    tokens = key.split()
    guardian = [token for token in tokens if token in _guardian_words()]
    if guardian:
        rest = [token for token in tokens if token not in _guardian_words() and token not in _FILLERS]
        return _GUARDIAN_FIELD.get(_known().get(" ".join(rest), "?" if rest else ""), "")
    return _guardian_in_cjk(key)


def _guardian_in_cjk(key: str) -> str:
    """保護者氏名: the two words stand together without a space."""
    for word in ("保護者", "親権者", "父母"):
        if key.startswith(word):
            rest = key.removeprefix(word).strip().removeprefix("の").strip()
            return _GUARDIAN_FIELD.get(_known().get(rest, "?" if rest else ""), "")
    return ""


def find_header(rows: Sequence[Sequence[Cell]]) -> int | None:
    """The index of the row with most known headings among the first filled ones; a name and one more are needed."""
    best, best_score = None, 1
    filled = 0
    for index, row in enumerate(rows):
        texts = [cell for cell in row if isinstance(cell, str) and cell.strip()]
        filled += bool(texts)
        if filled > HEADING_SEARCH_ROWS:
            break
        fields = {found for text in texts if len(text) <= 120 and (found := field_of(text))}
        if len(fields) > best_score and fields & {FULL_NAME, "family_name", "given_names", "native_name"}:
            best, best_score = index, len(fields)
    return best


def map_columns(cells: Iterable[Cell]) -> tuple[list[Column], list[Column]]:
    """The columns with a heading, each field at most once, and those whose field another column already has."""
    columns: list[Column] = []
    twice: list[Column] = []
    taken: set[str] = set()
    for index, cell in enumerate(cells):
        heading = shortened(cell)
        if not heading:
            continue
        field = field_of(str(cell)) if isinstance(cell, str) else ""
        if field and field in taken:
            twice.append(Column(index, letter_of(index), heading, field))
            field = ""
        taken.add(field)
        columns.append(Column(index, letter_of(index), heading, field))
    return _as_family_name(columns), twice


def _as_family_name(columns: list[Column]) -> list[Column]:
    """ "Name" beside "Vorname", "Nom" beside "Prénom" is the family name."""
    fields = {column.field for column in columns}
    if "given_names" not in fields or "family_name" in fields:
        return columns
    return [
        Column(column.index, column.letter, column.heading, "family_name")
        if column.field == FULL_NAME
        else column
        for column in columns
    ]
