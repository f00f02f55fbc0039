"""Countries and nationalities as people write them, to ISO 3166 alpha-2. The table is `countries.tsv`."""

import re
from functools import cache, lru_cache
from pathlib import Path

from ish.nominations.reading.text import folded

_STRONG = re.compile(r"[/;|\n、，；／・]+")
_CODES = re.compile(r"[A-Z]{2,3}(?: +[A-Z]{2,3})+")
_WEAK = re.compile(r",|\+|&| [-–—] | (?:and|und|et|i|y|e|oraz|a|та|и|ו) ")
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
# Other forms of one adjective, by the one in the table: Polish, Czech, Ukrainian, Spanish.
_FORMS = (
    ("skie", "ski"), ("ska", "ski"), ("ckie", "cki"), ("cka", "cki"), ("dzkie", "dzki"), ("dzka", "dzki"),
    ("ske", "sky"), ("ska", "sky"), ("cke", "cky"), ("cka", "cky"),
    ("ське", "ський"), ("ська", "ський"), ("цьке", "цький"), ("цька", "цький"), ("зьке", "зький"), ("зька", "зький"),
    ("ana", "ano"), ("ena", "eno"), ("ina", "ino"), ("aca", "aco"), ("eca", "eco"), ("ola", "ol"), ("esa", "es"),
    ("ega", "ego"), ("ara", "aro"), ("sa", "so"), ("za", "zo"), ("ia", "io"), ("ca", "co"), ("eira", "eiro"),
)  # fmt: skip
# The first half of "franco-israélienne"; in other languages it is the adjective itself.
_HALVES = {
    "algero": "DZ", "americano": "US", "austro": "AT", "belgo": "BE", "brasilo": "BR", "canado": "CA", "finno": "FI",
    "franco": "FR", "franko": "FR", "germano": "DE", "greco": "GR", "helveto": "CH", "hispano": "ES", "ibero": "ES",
    "indo": "IN", "irano": "IR", "israelo": "IL", "italo": "IT", "japono": "JP", "libano": "LB", "luso": "PT",
    "maroco": "MA", "nippo": "JP", "polono": "PL", "polsko": "PL", "niemiecko": "DE", "russo": "RU", "serbo": "RS",
    "sino": "CN", "sueco": "SE", "syro": "SY", "tuniso": "TN", "turco": "TR", "ukraino": "UA",
}  # fmt: skip
NOT_AVAILABLE = "na"
"""Namibia or nothing: only people can tell."""
_HYPHEN = re.compile(r"[-‐‑–]")
_BRACKETS = re.compile(r"[(（\[][^()（）\[\]]*[)）\]]")
# Words around the country that say nothing of which it is.
_CITIZEN = re.compile(
    r"(?i)\b(?:citizens?(?:hip)?|nationals?|nationality|nationalité|citoyen(?:ne|neté)?|Staatsangehörig(?:keit|er?)|"
    r"Staatsbürger(?:in|schaft)?|obywatel(?:ka|stwo)?|občan(?:ka|ství)?|státní|громадян(?:ин|ка|ство)|граждан(?:ин|ка|ство)|"
    r"ciudadan(?:o|a|ía)|nacionalidad|cittadin(?:o|a|anza)|passport|paszport|holder|dual|doppelte|also|auch|aussi|the)\b"
    r"(?:\s+(?:of|de|von|der|the)\b)*:?"
)
_REPUBLIC = re.compile(r"(?i)\bRep\b\.?")
LONGEST = 200
"""Letters of a cell with countries: more is no list of them."""


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


@cache
def _peoples() -> frozenset[str]:
    """The demonyms and adjectives among the names."""
    lines = Path(__file__).with_name("countries.tsv").read_text(encoding="utf-8").splitlines()
    return frozenset(
        folded(name) for line in lines if not line.startswith("#") for name in line.split("\t")[3].split("|")
    )


@cache
def _endings() -> tuple[tuple[str, str], ...]:
    return tuple((folded(ending), folded(instead)) for ending, instead in (*_ENDINGS, *_FORMS))


def country(text: str) -> str | None:
    """The code of one country or nationality, or None if nobody knows it."""
    key = folded(text)
    table = _table()
    if key in table:
        return table[key]
    for ending, instead in _endings():
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
    if text.casefold() == NOT_AVAILABLE:
        return [(None, text)]
    bare = _BRACKETS.sub(" ", text)
    plain = " ".join(_REPUBLIC.sub("Republic", _CITIZEN.sub(" ", text)).split())
    code = (
        country(text)
        or (country(bare) if bare != text else None)
        or (country(plain) if plain != text else None)
    )
    if code:
        return [(code, text)]
    if _CODES.fullmatch(text):
        return [(country(part), part) for part in text.split()]
    if both := _two_in_one(plain):
        return both
    if not separators:
        return [(None, text)]
    parts = [part for part in separators[0].split(text) if part.strip()]
    return [found for part in parts for found in _pieces(part, separators[1:])]


def _two_in_one(text: str) -> list[tuple[str | None, str]]:
    """ "franco-israélienne", "deutsch-französisch", "Japanese American": two nationalities, where both halves are known."""
    halves = _HYPHEN.split(text)
    apart = text.split()
    if len(apart) == 2 and all(folded(half) in _peoples() for half in apart):
        return [(country(half), half) for half in apart]
    if len(halves) != 2 or not all(half.isalpha() for half in halves):
        return []
    first = _HALVES.get(folded(halves[0])) or country(halves[0])
    second = country(halves[1])
    return [(first, halves[0]), (second, halves[1])] if first and second else []
