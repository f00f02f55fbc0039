"""Countries and nationalities as people write them, to ISO 3166 alpha-2. The table is `countries.tsv`."""

import re
from functools import cache, lru_cache
from pathlib import Path

from ish.nominations.reading.text import folded

_STRONG = re.compile(r"[/;|\n、，；／・]+")
_WEAK = re.compile(r",|\+|&| (?:and|und|et|i|y|e|oraz|a|та|и|ו) ")
_ENDINGS = (
    ("国籍", ""),
    ("國籍", ""),
    ("citizen", ""),
    ("national", ""),
    ("ische", "isch"),
    ("ischer", "isch"),
    ("isches", "isch"),
    ("deutsche", "deutsch"),
    ("deutscher", "deutsch"),
)


@cache
def _table() -> dict[str, str]:
    """Every folded name, code and demonym, and the alpha-2 code it stands for."""
    found: dict[str, str] = {}
    for line in Path(__file__).with_name("countries.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        alpha2, alpha3, names, people = line.split("\t")
        for name in (alpha2, alpha3, *names.split("|"), *people.split("|")):
            if name:
                found.setdefault(folded(name), alpha2)
    return found


def country(text: str) -> str | None:
    """The code of one country or nationality, or None if nobody knows it."""
    key = folded(text)
    table = _table()
    if key in table:
        return table[key]
    for ending, instead in _ENDINGS:
        if key.endswith(ending) and (code := table.get(key[: -len(ending)] + instead)):
            return code
    return None


@lru_cache(maxsize=1000)
def nationalities(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The codes in the text in their order, each once, and the pieces that nobody knows."""
    codes: list[str] = []
    unknown: list[str] = []
    for code, piece in _pieces(text, (_STRONG, _WEAK)):
        if code is None:
            unknown.append(piece)
        elif code not in codes:
            codes.append(code)
    return tuple(codes), tuple(unknown)


def _pieces(text: str, separators: tuple[re.Pattern[str], ...]) -> list[tuple[str | None, str]]:
    """The whole is tried before its parts: "Bosnia and Herzegovina" and "Korea, Republic of" are one country."""
    text = text.strip()
    if not text:
        return []
    code = country(text)
    if code or not separators:
        return [(code, text)]
    parts = [part for part in separators[0].split(text) if part.strip()]
    return [found for part in parts for found in _pieces(part, separators[1:])]
