"""Which encoding the bytes of a CSV file are in: the one in which its letters are those of one language, each in its place."""

import re
from collections import Counter
from itertools import islice

from ish.nominations.reading.headings import field_of
from ish.nominations.reading.model import Unreadable

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_EAST_ASIAN = ("cp932", "cp949", "gb18030", "big5")
# What "save as CSV" writes on an office computer of that country when it does not write UTF-8.
_OFFICE = {
    "JP": "cp932", "KR": "cp949", "CN": "gb18030", "TW": "big5", "HK": "big5",
    "PL": "cp1250", "CZ": "cp1250", "SK": "cp1250", "HU": "cp1250", "BA": "cp1250", "HR": "cp1250",
    "UA": "cp1251", "RU": "cp1251", "IL": "cp1255", "GR": "cp1253", "TR": "cp1254",
}  # fmt: skip
_OTHER_SCRIPTS = ("cp1251", "cp1253", "cp1255")  # whose letters pass for ideographs
# What else is met, by how often: Excel offers "CSV (Macintosh)" and "CSV (MS-DOS)" beside its own.
_WESTERN = ("cp1252", "mac_roman", "cp1250", "iso8859_2", "cp850", "cp1254", "mac_latin2", "cp852", "cp1251")
_CENTRAL = ("cp1250", "iso8859_2", "mac_latin2", "cp852", "cp1252", "mac_roman", "cp850", "cp1251")
_CYRILLIC = ("cp1251", "koi8_u", "mac_cyrillic", "cp866")
_ALPHABETS = tuple(
    frozenset(alphabet)
    for alphabet in (
        "äöüß", "àâæçèéêëîïôœùûüÿ", "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíñóúü", "àèéìíòóùú",
        "áéíóöőúüű", "ăâîșțşţ", "čćđšž", "àáâãçéêíóôõúü", "äåæéöø", "çğıöşüİ", "āčēģīķļņšūž", "ąčęėįšųūž",
        "ëïéèöüó", "áðéíóúýþæö", "äõöüšž", "àçèéíïòóúü",
    )
)  # fmt: skip
_OPENING, _CLOSING, _WITHIN = "“„‚‘«’¿¡–—•№\u00a0", "”’»…®´–—\u00a0", "’´·‐‑"
_ALONE = "–—…°№€•☐☑✓\u00a0·´«»“”„’§©®™½²ºª"
_ODD, _SMALL_AT_THE_BEGIN, _KNOWN_HEADING, _LESS_LIKELY = -2.0, -0.2, 0.3, 0.01
# Replaced, or made UTF-8 twice: "MÃ¼ller", "Åukasz".
_LOST = re.compile("\ufffd|[ÃÂÅÄ][\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
_ASKED = re.compile(r"[A-Za-z]\?[a-z]")
_LOOKED_AT, _LINES = 4000, 20


def decoded(data: bytes, *, region: str = "") -> tuple[str, str, bool]:
    """The text, the name of its encoding, and whether its letters may be wrong. Raises `Unreadable` for what is no text."""
    for encoding in _certain(data):
        text = _read(data, encoding)
        if text is not None:
            return text, encoding, bool(_LOST.search(text))
    office = _OFFICE.get(region.upper(), "cp1252")
    for encoding in dict.fromkeys((office, *(() if office in _OTHER_SCRIPTS else ("cp932",)))):
        text = _read(data, encoding) if encoding in _EAST_ASIAN else None
        if text is not None and _looks_east_asian(text, encoding):
            return text, encoding, False
    return _of_one_byte(data, "cp1252" if office in _EAST_ASIAN else office)


def _of_one_byte(data: bytes, office: str) -> tuple[str, str, bool]:
    """The encoding whose letters fit best; what an office computer of the country writes is the likeliest."""
    more = {"cp1250": _CENTRAL, "cp1251": _CYRILLIC}.get(office, ())
    found = []
    for place, encoding in enumerate(dict.fromkeys((office, *more, *_WESTERN))):
        if (text := _read(data, encoding)) is not None:
            points, odd = _fit(text)
            found.append((points - _LESS_LIKELY * place, -place, odd, encoding, text))
    if not found:
        raise Unreadable("file_not_spreadsheet")
    _points, _place, odd, encoding, text = max(found)
    return text, encoding, odd or bool(_LOST.search(text)) or encoding not in (office, "cp1252")


def are_lost(text: str) -> bool:
    """Whether letters of a name were lost before it came to us: "M?ller", "MÃ¼ller"."""
    return bool(_LOST.search(text) or _ASKED.search(text))


def _certain(data: bytes) -> list[str]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return [encoding]
    if b"\0" in data[:200]:
        return ["utf-16-le", "utf-16-be"] if data[1:2] == b"\0" else ["utf-16-be", "utf-16-le"]
    return ["utf-8"]


def _read(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return text if _is_text(text) else None


def _is_text(text: str) -> bool:
    odd = sum(1 for char in text if char < " " and char not in "\r\n\t\v\f")
    return odd == 0 or ("\0" not in text and odd <= len(text) // 1000)


def _looks_east_asian(text: str, encoding: str) -> bool:
    """Accented Western letters often decode as rare ideographs; real text has them side by side, apart from small letters, and
    common ones."""
    wide = re.findall(r"[^\x00-\x7f]+", text)
    count = sum(len(run) for run in wide)
    if not count or sum(len(run) for run in wide if len(run) > 1) < count / 2:
        return False
    if len(re.findall(r"[a-z][^\x00-\x7f]|[^\x00-\x7f][a-z]", text)) > len(wide) / 2:
        return False
    if encoding != "cp932":
        return True
    common = sum(1 for run in wide for char in run if 0x81 <= char.encode("cp932", "replace")[0] <= 0x9F)
    return common >= 0.6 * count


def _fit(text: str) -> tuple[float, bool]:
    """How well the letters beyond ASCII fit, and whether one stands where it cannot: 1 if all are of one language and in place,
    less for each that is not; more if they make headings that we know."""
    letters: Counter[str] = Counter()
    points, total, odd = 0.0, 0, False
    german_quotes = "„" in text or "‚" in text
    for match in islice(re.finditer(r"[^\x00-\x7f]", text), _LOOKED_AT):
        at, char = match.start(), match[0]
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        if not char.isalpha():
            if not _sign_is_odd(char, before, after, german_quotes=german_quotes):
                continue
            points += _ODD
            odd = True
        elif _is_out_of_place(char, before, after):
            points += _ODD
            odd = True
        elif _is_latin(char):
            letters[char.lower()] += 1
            points += _SMALL_AT_THE_BEGIN if char.islower() and not before.isalpha() else 0
        else:
            points += 1
        total += 1
    if not total:
        return 1.0, False
    points += max(sum(letters[char] for char in alphabet) for alphabet in _ALPHABETS)
    return points / total + (_KNOWN_HEADING if _has_known_heading(text) else 0), odd


def _sign_is_odd(char: str, before: str, after: str, *, german_quotes: bool) -> bool:
    """Signs stand beside words, not in them."""
    if char < "\xa0" or char == "\ufffd":
        return True
    if before.isalpha() and after.isalpha():
        return char not in _WITHIN and not (char == "–" and after.isupper())
    if before.isalpha():
        return char not in _CLOSING and not (german_quotes and char in "“‘")
    if after.isalpha():
        return char not in _OPENING
    return char not in _ALONE


def _is_out_of_place(char: str, before: str, after: str) -> bool:
    """A capital in the middle of a word, or a letter of another script."""
    beside = [other for other in (before, after) if other.isalpha()]
    if any(_is_latin(char) != _is_latin(other) for other in beside):
        return True
    return char.isupper() and before.isalpha() and (before.islower() or after.islower())


def _is_latin(char: str) -> bool:
    return char < "\u0250" or "\u1e00" <= char < "\u1f00"


def _has_known_heading(text: str) -> bool:
    lines = text[:_LOOKED_AT].splitlines()[:_LINES]
    cells = (cell for line in lines for cell in re.split(r"[,;\t|\"]", line))
    return any(field_of(cell) for cell in cells if not cell.isascii())
