"""How an erased value is known again without being known: a pure core of words and keyed hashes.

A text is taken as its words (letters and digits without case and accents; of scripts without spaces, each sign). A value becomes
the keyed hash of its words, a long one those of several pieces; a text is searched by hashing its words in turn; only where one
begins some value are the words after it hashed, too. With the key gone, the hashes say nothing.
"""

import hashlib
import html
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

PIECE, STEP = 6, 4
"""A long text is searched for by pieces of so many words, one every so many."""
SHORTEST, SHORTEST_NUMBER, SHORTEST_SIGNS = 5, 6, 3
_SIGNS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
_WORD = re.compile(f"[{_SIGNS}]|[^\\W_{_SIGNS}]+")
_SIGN = re.compile(f"[{_SIGNS}]")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_NUMBER = re.compile(r"\+?\d[\d \-/().\u00a0]{5,}\d")

SHORT, COMMON, CHOICE = "short", "common", "choice"


@dataclass(frozen=True)
class Piece:
    """What is kept of a value, or of a piece of it: hash of the first word, number of words, hash of all."""

    start: str
    size: int
    digest: str


def plain(text: str) -> str:
    """Return the text without case and accents."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", "".join(sign for sign in apart if not unicodedata.combining(sign)))


def words(text: str) -> list[str]:
    """Return the words of a text."""
    return _WORD.findall(plain(text))


def why_not(found: Sequence[str], common: frozenset[str] | set[str] = frozenset()) -> str:
    """Return why a value cannot be searched for: too short, or a word that stands everywhere; "" when it can be."""
    letters = sum(map(len, found))
    if found and all(_SIGN.match(word) for word in found):
        return "" if letters >= SHORTEST_SIGNS else SHORT
    if letters < (SHORTEST_NUMBER if "".join(found).isdigit() else SHORTEST):
        return SHORT
    return COMMON if " ".join(found) in common or all(word in common for word in found) else ""


class Hasher:
    """Hashes words with a key; the first words of values are asked for again and again and remembered."""

    def __init__(self, key: bytes) -> None:
        self.key = key
        self._starts: dict[str, str] = {}

    def start(self, word: str) -> str:
        """Return the short hash of a first word."""
        known = self._starts.get(word)
        if known is None:
            known = self._starts[word] = self._hash(word, 6, b"start")
        return known

    def digest(self, found: Sequence[str]) -> str:
        """Return the hash of some words."""
        return self._hash(" ".join(found), 16, b"words")

    def pieces(self, found: Sequence[str]) -> list[Piece]:
        """Return what is kept of a value with these words: of a long one, pieces from beginning to end."""
        if len(found) <= PIECE:
            return [self._piece(found)]
        last = len(found) - PIECE
        begins = sorted({*range(0, last, STEP), last})
        return [self._piece(found[begin : begin + PIECE]) for begin in begins]

    def _piece(self, found: Sequence[str]) -> Piece:
        return Piece(self.start(found[0]), len(found), self.digest(found))

    def _hash(self, text: str, size: int, person: bytes) -> str:
        return hashlib.blake2b(text.encode(), digest_size=size, key=self.key, person=person).hexdigest()


class Index:
    """All pieces that are looked for."""

    def __init__(self, hasher: Hasher, pieces: Iterable[tuple[str, int, str]]) -> None:
        self.hasher = hasher
        self.sizes: dict[str, set[int]] = defaultdict(set)
        self.digests: set[str] = set()
        for start, size, digest in pieces:
            self.sizes[start].add(size)
            self.digests.add(digest)

    def search(self, text: str) -> set[str]:
        """Return the hashes of the pieces that occur in a text, however it is written."""
        found: set[str] = set()
        for reading in readings(text):
            found |= self._in(words(reading))
        for number in _NUMBER.findall(text):
            found |= self._in(["".join(sign for sign in number if sign.isdigit())])
        return found

    def _in(self, text: Sequence[str]) -> set[str]:
        found: set[str] = set()
        start, sizes = self.hasher.start, self.sizes
        for place, word in enumerate(text):
            for size in sizes.get(start(word), ()):
                if place + size <= len(text):
                    digest = self.hasher.digest(text[place : place + size])
                    if digest in self.digests:
                        found.add(digest)
        return found


def readings(text: str) -> Iterator[str]:
    """Yield a text as it is, and as it reads when escapes of JSON, HTML and addresses are resolved."""
    yield text
    if "\\u" in text:
        yield _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    if "&" in text and ";" in text:
        yield html.unescape(text)
    if "%" in text:
        yield unquote(text)
