"""Words as they are looked for: case, accents and what nobody is sure how to write (ü or ue, a hyphen or none) do not count."""

import re
import unicodedata
from collections.abc import Iterable

MOST_WORDS = 8
# Letters that Unicode does not take apart.
_ALIKE = str.maketrans(
    {"ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "ħ": "h", "Ħ": "h"}
    | {"æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "þ": "th", "Þ": "th", "ı": "i"}
)
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_BETWEEN = re.compile(r"[\s,;:<>()\[\]\"“”„«»|、,،]+")
_INSIDE = re.compile(r"[-‐‑–—/·・]+")
# Written in one hand and left out in the next. PostgreSQL knows no NUL.
_DROPPED = re.compile("['’‘ʼʹ`´\0]+")


def fold(text: str) -> str:
    """Return text for comparison: without accents, case and surrounding blanks."""
    if text.isascii():
        return text.strip().lower()
    plain = unicodedata.normalize("NFKD", text.strip().translate(_ALIKE))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def forms(text: str) -> tuple[str, ...]:
    """Return a text folded, and once more with its umlauts spelt out ("muller", "mueller"), where it has some."""
    text = _DROPPED.sub("", text)
    spelt = unicodedata.normalize("NFC", text).lower().translate(_SPELT_OUT) if not text.isascii() else text
    return tuple(dict.fromkeys((fold(text), fold(spelt))))


def searchable(*texts: str) -> str:
    """Return what a row is found by: all the texts in all their forms, without hyphens, one a line."""
    lines = (form for text in texts if text for form in forms(_INSIDE.sub("", text)))
    return "\n".join(dict.fromkeys(lines))


def split(text: str) -> list[str]:
    """Return the words that somebody typed, as they are: parted at blanks and commas ("LIANG, Zihan"), the first few of them."""
    words = (word.strip(".") for word in _BETWEEN.split(text.replace("\0", "")))
    return [word for word in words if any(c.isalnum() for c in word)][:MOST_WORDS]


def wanted(words: Iterable[str]) -> list[tuple[str, ...]]:
    """Return for each word that somebody typed the forms of which one has to occur in what is `searchable`."""
    parts = (part for word in words for typed in split(word) for part in split(_INSIDE.sub(" ", typed)))
    return [forms(part) for part in parts]


def fits(words: Iterable[str], *texts: str) -> bool:
    """Say whether each word occurs in one of the texts."""
    whole = searchable(*texts)
    return all(any(form in whole for form in either) for either in wanted(words))
