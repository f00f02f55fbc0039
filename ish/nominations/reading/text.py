"""Letters and words: tidying what was typed, and folding it for comparison."""

import re
import unicodedata

# Joiners carry meaning in Persian and in Indic scripts and stay.
_KEPT_FORMAT = {"\u200c", "\u200d"}
_SPACE = re.compile(r"\s+")


def tidy(text: str) -> str:
    """One line without invisible characters, letters composed (NFC); the writing itself is untouched."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return _SPACE.sub(" ", _visible(text)).strip()


def tidy_lines(text: str) -> str:
    """Like `tidy`, keeping the line breaks of a longer text."""
    lines = (tidy(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "\n".join(lines).strip()


def _visible(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    kept = []
    for char in unicodedata.normalize("NFC", text):
        category = unicodedata.category(char)
        if char in _KEPT_FORMAT or category not in {"Cc", "Cf", "Cs", "Co", "Cn"}:
            kept.append(char)
        elif char.isspace():
            kept.append(" ")
    return "".join(kept)


def folded(text: str) -> str:
    """Letters and digits alone, without case, accents and width: for comparing."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_ALIKE)).casefold()
    return "".join(char for char in decomposed if char.isalnum())


def words(text: str) -> list[str]:
    """The folded words of a text."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_ALIKE)).casefold()
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return [word for word in re.split(r"[\W_]+", plain) if word]


_ALIKE = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ʼ": "'", "ʹ": "'"})
