"""Names with care: parts told apart where the writing tells them, single names allowed, every script kept."""

import re

from ish.nominations.reading.text import words

_PARTICLES = {
    "von", "van", "de", "der", "den", "del", "della", "di", "da", "dos", "du", "la", "le", "zu", "zur", "und", "of",
    "ten", "ter", "bin", "ibn", "bint", "al", "el", "ben", "bat", "abu", "st", "st.", "san", "mac", "mc", "d'", "y",
}  # fmt: skip
_FAMILY_FIRST_REGIONS = {"JP", "KR", "CN", "TW", "HK", "HU", "VN", "MO", "KP"}
_FAMILY_FIRST_SCRIPT = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NO_NAME = re.compile(r"[=@<>{}\[\]|\\^~*_#$%]|https?:|www\.")


def split_name(name: str, *, region: str = "", family_first: bool | None = None) -> tuple[str, str, bool]:
    """Family name, given names, and whether the writing itself told them apart. A single name comes back as given name.
    `family_first` is what a heading says of the order (None: nothing); people do not always keep to it."""
    if "," in name:
        family, _, given = (part.strip() for part in name.partition(","))
        if family_first is False:
            family, given = given, family
        return (family, given, True) if family and given else ("", family or given, True)
    tokens = name.split()
    if len(tokens) < 2:
        return "", name, True
    shouted = _shouted_family(tokens)
    if shouted:
        return *shouted, True
    if _FAMILY_FIRST_SCRIPT.search(name):
        return tokens[0], " ".join(tokens[1:]), True
    if family_first if family_first is not None else region.upper() in _FAMILY_FIRST_REGIONS:
        end = _first_family(tokens) if family_first else 1
        return " ".join(tokens[:end]), " ".join(tokens[end:]), False
    begin = _western_family(tokens)
    return " ".join(tokens[begin:]), " ".join(tokens[:begin]), False


def _shouted_family(tokens: list[str]) -> tuple[str, str] | None:
    """HAYASHIDA Mio, Mio HAYASHIDA, VAN DER BERG Anna."""
    loud = [_is_loud(token) for token in tokens]
    if all(loud) or not any(loud):
        return None
    first_quiet = loud.index(False)
    if first_quiet and not any(loud[first_quiet:]):
        return " ".join(tokens[:first_quiet]), " ".join(tokens[first_quiet:])
    first_loud = loud.index(True)
    if first_loud and all(loud[first_loud:]) and _is_long(tokens[first_loud:]):
        return " ".join(tokens[first_loud:]), " ".join(tokens[:first_loud])
    return None


def _is_loud(token: str) -> bool:
    """In capitals; an initial ("J.") is no shouting."""
    letters = [char for char in token if char.isalpha()]
    return len(letters) > 1 and token == token.upper() and token != token.lower()


def _is_long(tokens: list[str]) -> bool:
    return sum(len(token) for token in tokens) > 2


def _western_family(tokens: list[str]) -> int:
    """Where the family name begins: the last word with the particles before it; something stays for the given name."""
    begin = len(tokens) - 1
    for index in range(1, len(tokens) - 1):
        if tokens[index].casefold() in _PARTICLES:
            return index
    return begin


def _first_family(tokens: list[str]) -> int:
    """Where the family name ends that comes first: after the particles and one word; something stays for the given name."""
    end = 0
    while end < len(tokens) - 2 and tokens[end].casefold() in _PARTICLES:
        end += 1
    return end + 1


def is_no_name(name: str) -> bool:
    """Whether this cannot be a name: no letter in it, or signs that addresses and formulas have."""
    return bool(_NO_NAME.search(name)) or not any(char.isalpha() for char in name)


def same_order(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two names (family, given), of the same words, have them in the same order: parted elsewhere, or the other one
    first, they are one name; José María and María José are two."""
    mine, theirs = (_ways(name) for name in (one, other))
    return not mine.isdisjoint(theirs)


def _ways(name: tuple[str, str]) -> set[tuple[str, ...]]:
    family, given = (words(part) for part in name)
    return {(*family, *given), (*given, *family)}
