"""The name line of a travel document's machine readable zone (ICAO Doc 9303, parts 3, 4 and 5), from the names as we hold them.

Somebody who compares it with the line at the foot of their passport sees at once whether we have the names right.
"""

import re
import unicodedata
from dataclasses import dataclass

FILLER = "<"
_APOSTROPHES = "'’ʼ‘`´ʹʺ"
# Doc 9303-3, section 6: what issuing states write for letters outside A to Z. Everything else loses its marks.
_LATIN = {
    "Ä": "AE", "Å": "AA", "Æ": "AE", "Ð": "D", "Đ": "D", "Ħ": "H", "I": "I", "İ": "I", "ı": "I", "Ĳ": "IJ",
    "ĸ": "Q", "Ł": "L", "Ŋ": "N", "Ö": "OE", "Ø": "OE", "Œ": "OE", "Þ": "TH", "Ŧ": "T", "Ü": "UE", "ẞ": "SS",
    "ß": "SS",
}  # fmt: skip
_CYRILLIC = {
    "А": "A", "Б": "B", "В": "V", "Г": "G", "Д": "D", "Е": "E", "Ё": "E", "Ж": "ZH", "З": "Z", "И": "I",
    "І": "I", "Й": "I", "К": "K", "Л": "L", "М": "M", "Н": "N", "О": "O", "П": "P", "Р": "R", "С": "S",
    "Т": "T", "У": "U", "Ф": "F", "Х": "KH", "Ц": "TS", "Ч": "CH", "Ш": "SH", "Щ": "SHCH", "Ы": "Y",
    "Ъ": "IE", "Ь": "", "Э": "E", "Ю": "IU", "Я": "IA", "Ґ": "G", "Ў": "U", "Є": "IE", "Ї": "I", "Ђ": "D",
    "Ј": "J", "Љ": "LJ", "Њ": "NJ", "Ћ": "C", "Џ": "DZ", "Ѓ": "G", "Ќ": "K", "Ѕ": "DZ",
}  # fmt: skip
# States whose three letters in passports are not those of ISO 3166.
_STATES = {"DEU": "D"}


@dataclass(frozen=True)
class Layout:
    """Where the name line stands: what precedes the names, and how long the line is."""

    prefix: str
    length: int
    with_state: bool


PASSPORT = Layout("P<", 44, with_state=True)  # TD3, upper line
ID_CARD = Layout("", 30, with_state=False)  # TD1, lower line
NAMES = Layout("", 39, with_state=False)  # what a passport has room for beside its code and state


def name_line(*, family_name: str, given_names: str, state: str = "", layout: Layout = PASSPORT) -> str:
    """Return the line as printed: upper case, fillers, cut to length. `state` is the ISO 3166 alpha-3 code of the issuing state.

    A single name stands alone, whichever of the two it was written in. Names without a letter give fillers only.
    """
    head = layout.prefix
    if layout.with_state:
        head += _STATES.get(state.upper(), state.upper()).ljust(3, FILLER)[:3]
    names = [name for name in (transliterated(family_name), transliterated(given_names)) if name]
    room = layout.length - len(head)
    return head + _fitted(names, room).ljust(room, FILLER)


def differs(printed: str, line: str, layout: Layout = PASSPORT) -> bool:
    """Say whether the names in the line as somebody read it in their document are other names than those in our `line`.

    Blanks count as fillers, and fillers at the end do not count. Whoever typed the names alone has typed enough.
    """
    ours = _names_in(line[len(layout.prefix) + (3 if layout.with_state else 0) :])
    read = re.sub(r"[\s«‹]", FILLER, printed.strip().upper())
    head = 5 if layout.with_state else 0
    return ours not in (_names_in(read), _names_in(read[head:]))


def _names_in(text: str) -> str:
    return re.sub(f"{FILLER}+", FILLER, text).strip(FILLER)


def transliterated(name: str) -> str:
    """Return a name in the letters A to Z, its parts joined by fillers."""
    letters = []
    for char in _composed(name):
        if char in _APOSTROPHES:
            continue
        letters.append(_letters(char))
    return re.sub(f"{FILLER}+", FILLER, "".join(letters)).strip(FILLER)


def unwritable(name: str) -> str:
    """Return the letters of a name that have no place in the line (written in another script): once each, in order."""
    lost = [
        char
        for char in _composed(name)
        if unicodedata.category(char)[0] == "L" and char not in _APOSTROPHES and _letters(char) == FILLER
    ]
    return "".join(dict.fromkeys(lost))


def _composed(name: str) -> str:
    """Upper case with each letter and its marks in one, as far as Unicode knows it so; what upper-casing leaves small stays."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).upper())


def _letters(char: str) -> str:
    """Return what is printed for one character; a filler for all that is no letter we know."""
    if "A" <= char <= "Z":
        return char
    for table in (_LATIN, _CYRILLIC):
        if char in table:
            return table[char]
    if unicodedata.category(char) == "Mn":
        return ""
    plain = "".join(c for c in unicodedata.normalize("NFKD", char) if unicodedata.category(c) != "Mn")
    if plain and all("A" <= c <= "Z" for c in plain):
        return plain
    return "".join(_CYRILLIC.get(c, FILLER) for c in plain) or FILLER


def _fitted(names: list[str], room: int) -> str:
    """Return the names joined; if cut, something of the given names remains and the last place is a letter, which is the sign."""
    whole = (FILLER * 2).join(names)
    if len(whole) <= room:
        return whole
    if len(names) == 2 and len(names[0]) > room - 3:
        names = [names[0][: room - 3].rstrip(FILLER), names[1]]
        whole = (FILLER * 2).join(names)
    while len(whole) > room and whole[room - 1] == FILLER:
        before = whole[:room].rstrip(FILLER)
        whole = before[:-1] + whole[len(before) :]
    return whole[:room]
