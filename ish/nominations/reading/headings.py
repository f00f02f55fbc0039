"""Which row holds the headings, and which column means what. The words are in `headings.tsv`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

from ish.nominations.reading.model import HEADING_SEARCH_ROWS, Cell, Column, letter_of, shortened
from ish.nominations.reading.small_words import FILLERS, FORMS, NAME_WORDS, OF_PLACES, ORDINALS, STUDENT
from ish.nominations.reading.text import words

SEVERAL = ("nationalities",)  # fields that several columns may hold
FULL_NAME = "name"  # whole name in one cell, or the family name beside a column of given names

_GUARDIAN_FIELD = {
    "": "guardian_name",
    FULL_NAME: "guardian_name",
    "email": "guardian_email",
    "phone": "guardian_phone",
}
LONGEST = 200
"""Letters of a heading that are looked at."""
_CJK = "\u3005-\u30ff\u3400-\u9fff\uac00-\ud7af\uff66-\uff9f"
_SCRIPT_RUN = re.compile(rf"[{_CJK}]+(?:[\s・･/／]*[{_CJK}]+)*|[^{_CJK}]+")
_IS_CJK = re.compile(rf"[{_CJK}]")
_BRACKETS = re.compile(r"[(（\[【〔][^()（）\[\]【】〔〕]*[)）\]】〕]")
_AND = re.compile(r"[/|\n,;:・／&+]|\s[-–—]\s|\s(?:and|und|et|y|e|i|a|та|і|и)\s")
_BETWEEN = re.compile(r"[/|\n,;:・／]|\s[-–—]\s|[()（）\[\]【】]")


def key_of(heading: str) -> str:
    """The heading as compared: its words without case, accents, stars and punctuation; of a long one those at its beginning."""
    return " ".join(words(re.sub(r"(?i)\be[\s\-‐‑–]?mail", "email", heading[:LONGEST])))


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
def _guardian_in_cjk_words() -> tuple[str, ...]:
    return tuple(word for word in _table()["guardian"] if _IS_CJK.match(word))


@cache
def _guardian_words() -> frozenset[str]:
    return frozenset(word for key in _table()["guardian"] for word in key.split())


def field_of(heading: str) -> str:
    """The field a heading stands for, or "" if nobody knows it or its languages contradict each other. Of a long heading, the
    beginning says it."""
    return _field_of(heading[:LONGEST])


@lru_cache(maxsize=4000)
def _field_of(heading: str) -> str:
    for attempt in (heading, _BRACKETS.sub(" ", heading)):
        if found := _lookup(key_of(attempt)):
            return found
    parts = [
        *_SCRIPT_RUN.findall(_BRACKETS.sub(" ", heading)),
        *_SCRIPT_RUN.findall(heading),
        *_BETWEEN.split(heading),
    ]
    found_fields = {found for part in parts if (found := _lookup(key_of(part)))}
    if len(found_fields) == 1:
        return found_fields.pop()
    return FULL_NAME if _names_together(heading) else ""


def _names_together(heading: str) -> bool:
    """ "Last name, first name", "Nom / Prénom de l'élève", "Name & surname": one cell holds both."""
    parts = [_lookup(key_of(part)) for part in _AND.split(_BRACKETS.sub(" ", heading)) if key_of(part)]
    return len(parts) == len(set(parts)) == 2 and set(parts) < {FULL_NAME, "family_name", "given_names"}


def is_family_first(heading: str) -> bool | None:
    """Whether a heading of whole names says that the family name comes first, or that it comes last; None if it says nothing."""
    tokens = key_of(heading).split()
    found: list[str] = []
    while tokens:
        two = _known().get(" ".join(tokens[:2]), "") if len(tokens) > 1 else ""
        two = "" if two == FULL_NAME else two
        field = two or NAME_WORDS.get(tokens[0]) or _known().get(tokens[0], "")
        tokens = tokens[2 if two else 1 :]
        if field in (FULL_NAME, "family_name", "given_names") and field not in found:
            found.append(field)
    if "given_names" not in found or len(found) < 2:
        return None
    families = [found.index(name) for name in ("family_name", FULL_NAME) if name in found]
    return families[0] < found.index("given_names")


@cache
def _bare() -> dict[str, str]:
    """The known headings without the words that say nothing of the field, but for those that would then mean two things."""
    found: dict[str, set[str]] = {}
    for key, field in _known().items():
        found.setdefault(" ".join(_telling(key)), set()).add(field)
    return {key: fields.pop() for key, fields in found.items() if key and len(fields) == 1}


def _telling(key: str) -> list[str]:
    return [token for token in key.split() if token not in FILLERS and token not in STUDENT]


def _lookup(key: str) -> str:
    if not key:
        return ""
    if found := _known().get(key):
        return found
    tokens = key.split()
    if any(token in _guardian_words() for token in tokens):
        left_out = _guardian_words() | FILLERS | STUDENT | {"2", "3"}
        rest = " ".join(token for token in tokens if token not in left_out)
        return _GUARDIAN_FIELD.get(_known().get(rest, "?" if rest else ""), "")
    return _guardian_in_cjk(key) or _without_small_words(tokens)


def _without_small_words(tokens: list[str]) -> str:
    """ "Name of the student", "Your nationality", "Second nationality", "Date of birth dd/mm/yyyy"."""
    telling = _telling(" ".join(tokens))
    field = _bare().get(" ".join(telling), "")
    if field and not (field == "rank" and len(telling) < len(tokens)):  # "student no" is no rank
        return field
    if FORMS & set(telling):
        field = _bare().get(" ".join(token for token in telling if token not in FORMS), "")
        return field if field == "birth_date" else ""
    field = _bare().get(" ".join(token for token in telling if token not in ORDINALS), "")
    return field if field == "nationalities" else ""


def _guardian_in_cjk(key: str) -> str:
    """保護者氏名: the two words stand together without a space."""
    for word in _guardian_in_cjk_words():
        if key.startswith(word):
            rest = key.removeprefix(word).strip().removeprefix("の").strip()
            return _GUARDIAN_FIELD.get(_known().get(rest, "?" if rest else ""), "")
    return ""


WAITING, PLACES = "waiting", "places"


def section_of(text: str) -> str:
    """What a line between the students says: that those below it are on the waiting list, have a place, or ("") nothing of it."""
    if len(text) > _LONGEST_SECTION:
        return ""
    key = key_of(_BRACKETS.sub(" ", text))
    return PLACES if key in OF_PLACES else WAITING if _lookup(key) == "reserve" else ""


@dataclass(frozen=True)
class Header:
    """The rows of the headings (first and last, from 0; -1 and -1: none) and one text for each column."""

    first: int
    last: int
    texts: tuple[str, ...]


NO_HEADER = Header(-1, -1, ())
_LOOKED_AT = 5000
_LONGEST_SECTION = 60
_LONGEST_HEADING = 120
_NAMES = {FULL_NAME, "family_name", "given_names", "native_name"}
_NO_HEADING = re.compile(r"[@\d]")


def find_header(rows: Sequence[Sequence[Cell]]) -> Header | None:
    """The row, or the two rows, with most known headings among the first filled ones; a name and one more are needed."""
    best, best_score = None, (1, 9)
    filled = [
        n for n, row in enumerate(rows[:_LOOKED_AT]) if any(isinstance(c, str) and c.strip() for c in row)
    ]
    for further in (0, 1):  # two rows only where they say more than one
        for index in filled[:HEADING_SEARCH_ROWS]:
            header = header_at(rows, index, index + further)
            if header and (score := _score(header.texts)) > best_score:
                best, best_score = header, score
    return best


def _score(texts: Sequence[str]) -> tuple[int, int]:
    """How many fields are known, and how many of them are a parent's: these are told from the student's by a group above."""
    fields = {found for text in texts if text and len(text) <= _LONGEST_HEADING and (found := field_of(text))}
    parents = sum(1 for field in fields if field.startswith("guardian_"))
    return (len(fields), parents) if fields & _NAMES else (0, 0)


def header_at(rows: Sequence[Sequence[Cell]], first: int, last: int) -> Header | None:
    """The headings in one row, or in two that are read together: a group above what belongs to it, or a heading that goes on
    below. None if the second row holds what no heading has."""
    if first == last:
        return Header(first, last, tuple(_heading(cell) for cell in rows[first]))
    if last >= len(rows) or not rows[first] or not rows[last]:
        return None
    below = [_heading(cell) for cell in rows[last]]
    if any(_NO_HEADING.search(text) or len(text) > _LONGEST_HEADING for text in below):
        return None
    if any(cell is not None and not isinstance(cell, str) for cell in rows[last]):
        return None
    above = [_heading(cell) for cell in rows[first]]
    if sum(1 for text in above if text.strip()) < 2:  # a title
        return None
    width = max(len(above), len(below))
    above += [""] * (width - len(above))
    below += [""] * (width - len(below))
    texts, group = [], ""
    for upper, own in zip(above, below, strict=True):
        group = upper or group
        texts.append(_joined(group, own) if own else upper)
    return Header(first, last, tuple(texts))


def _joined(group: str, own: str) -> str:
    together = f"{group} {own}".strip()
    return together if field_of(together) or not field_of(own) else own


def _heading(cell: Cell) -> str:
    return cell if isinstance(cell, str) else shortened(cell)


def map_columns(
    texts: Sequence[str], chosen: Mapping[str, str], examples: Mapping[int, Sequence[str]]
) -> tuple[list[Column], list[Column]]:
    """The columns with a heading or with values, each field at most once (but for nationalities), and those whose field another
    column already has.
    What was `chosen` for a heading counts more than what we make of it."""
    columns: list[Column] = []
    twice: list[Column] = []
    seen = _with_keys(texts, examples)
    wanted = {chosen[key] for _index, key, _text in seen if chosen.get(key)}
    taken: set[str] = set()
    for index, key, text in seen:
        settled = key in chosen
        field = chosen[key] if settled else field_of(text)
        shown = tuple(examples.get(index, ()))
        column = Column(index, letter_of(index), shortened(text), field, key, settled, shown)
        again = field not in SEVERAL and (field in taken or (not settled and field in wanted))
        if field and again:
            twice.append(column)
            column = replace(column, field="")
        taken.add(column.field)
        columns.append(column)
    return _as_they_stand(columns), twice


def _with_keys(texts: Sequence[str], examples: Mapping[int, Sequence[str]]) -> list[tuple[int, str, str]]:
    """The columns with a heading or with values: index, the key by which they are remembered, heading."""
    found: list[tuple[int, str, str]] = []
    keys: set[str] = set()
    for index in range(max(len(texts), max(examples, default=-1) + 1)):
        text = texts[index] if index < len(texts) else ""
        if not shortened(text) and not examples.get(index):
            continue
        key = key_of(text)[:100] or f"#{letter_of(index)}"
        key = key if key not in keys else f"{key} #{letter_of(index)}"
        keys.add(key)
        found.append((index, key, text))
    return found


def _as_they_stand(columns: list[Column]) -> list[Column]:
    """ "Name" beside "Vorname", "Nom" beside "Prénom" is the family name; 姓名 beside no other name is the name."""
    fields = {column.field for column in columns}
    if not fields & (_NAMES - {"native_name"}):
        return [
            replace(column, field=FULL_NAME)
            if column.field == "native_name" and not column.settled
            else column
            for column in columns
        ]
    if "given_names" not in fields or "family_name" in fields:
        return columns
    return [
        replace(column, field="family_name") if column.field == FULL_NAME and not column.settled else column
        for column in columns
    ]
