"""Covering, in what a student or a partner writes, the words that say who it is. A pure core: names go in, and texts.

Words are compared whole and folded (case, accents, ü or ue, hyphens, one word or two); Chinese, Japanese and Korean names are
found without spaces between them, too. What is left standing is unchanged, and a cover has one length, whatever is under it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby

from ish.desk import folding

COVER = "▒▒▒"
MOST = 8
"""So many words of a text are at most read as one name."""
LONGEST = 6
"""So many characters in a row are at most looked for as a part of a name; names themselves may be longer."""


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PARTICLES = _listed(
    """
    af al am an and bin bint da dal das de dei del den der di do dos du e el en ibn la las le les los of
    pour san st te ten ter the und van vom von y zu zum zur
    """
)
# Names that are also words: in small letters they stand, unless a name is beside them.
_EVERYDAY = _PARTICLES | _listed(
    """
    about ai all also any are art as at au baker bath bay be been bell best bird black bloom blue book
    both brown but by can case chance chi clay come cook cross cruz day did done dove each ein er es et
    even ever every fan far fast few field fine fire fish for forest fox free from frost fun gave gene go
    goes gold good grace grant gray great green grey had hall hand hard has have he heart her here hi high
    hill him his ho home hope house hunt hunter ich if il im in is it ja job joy jung just keen key kind
    king klein know kurz lake land lang lange last lead light like line little live long love low ma mai
    major man many mar mark master may me melody men mi mich mie miles miller min mint mir miss mit mobile
    moon more most much my near new nice no noble nor nun nur ocean often old on one or other ou our out
    over own page park part paz peace per price pro rain rather reading red reed rice rich river rose run
    sage said same say schwarz sea see sein self sense set she shi short si sie since sing sky smith so
    sol some son song sons star stern still stone storm strong such summer sun sur ta tag tan than that
    then they this time to too true tu um un unit up us use very was we weiss well were west what when
    white who wild will winter wise with wo wolf wood woods word would yes yet you young your
    """
)
# What many schools and partners are called.
_GENERIC = _PARTICLES | _listed(
    """
    academia academy advanced art arts associate association board boarding boys center centre city club
    colegio college collegiate committee community comprehensive council department district eastern ecole
    escuela ev exchange faculty forum foundation friends friendship gemeinschaftsschule gesamtschule
    gimnazjum girls grammar gymnasium gymnazium high higher hochschule institut institute instituto
    international internationale junior kolleg komitee liceo liceum lyceum lycee math mathematics medicine
    memorial middle music national northern oberschule partnership prefectural prep preparatory primary
    private program programme project public realschule regional scholars school schule science sciences
    secondary senior sister society southern stadt state student students studies summer technical
    technology town twin universidad universitaet universitat universite universiteit university upper
    verein western young youth
    """
)
_EASTERN = (
    (0x1100, 0x11FF), (0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3040, 0x30FA), (0x30FC, 0x318F), (0x31F0, 0x31FF),
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xA960, 0xA97F), (0xAC00, 0xD7FF), (0xF900, 0xFAFF), (0xFF66, 0xFF9F),
    (0x20000, 0x3FFFF),
)  # fmt: skip
_KANA = re.compile(r"[\u3040-\u30ff\uff66-\uff9f]+")
_KATAKANA = r"[\u30a1-\u30fa\u30fc]"
_ADDRESSED = "(?=同学|老师|先生|小姐|さん|くん|君|ちゃん|様|씨|님|양|군)"
_LETTER, _DIGIT, _EAST = "letter", "digit", "east"
_PARTED = re.compile(r"[()\[\]（）,;/|–—]|\s-\s")
_BESIDE = re.compile(r"[ \t\u00a0]*[-‐‑'’·・,/]?[ \t\u00a0]*")
_BETWEEN_COVERS = re.compile(r"[ \t\u00a0]*[-‐‑–'’·・,/]?[ \t\u00a0]*[(（]?")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")

Span = tuple[int, int]


@lru_cache(maxsize=4096)
def _kind(char: str) -> str:
    """Return what a character is part of: a word, a number, a text without blanks between its words; "" for what parts them."""
    if any(low <= ord(char) <= high for low, high in _EASTERN):
        return _EAST
    category = unicodedata.category(char)
    if category[0] in "LM" or category == "Cf":
        return _LETTER
    return _DIGIT if category[0] == "N" else ""


@lru_cache(maxsize=16384)
def _forms(word: str) -> tuple[str, ...]:
    return folding.forms(word)


@dataclass(frozen=True)
class _Word:
    start: int
    end: int
    forms: tuple[str, ...]
    capital: bool


def _words(text: str) -> list[_Word]:
    """Return the words and numbers of a text that have blanks or signs between them."""
    found, start = [], 0
    for kind, chars in groupby(text, _kind):
        word = "".join(chars)
        end = start + len(word)
        if kind in (_LETTER, _DIGIT):
            seen = "".join(c for c in word if unicodedata.category(c) != "Cf")
            forms = _forms(seen)
            if forms[0]:
                found.append(_Word(start, end, forms, seen[0] != seen[0].lower()))
        start = end
    return found


def _eastern(text: str) -> list[str]:
    return ["".join(chars) for kind, chars in groupby(text, _kind) if kind == _EAST]


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text)


# ---------------------------------------------------------------- WHAT IS LOOKED FOR


def _spellings(word: _Word) -> set[str]:
    """Return how a name may be written: "Mueller" also without what spells out an umlaut."""
    found = set(word.forms)
    found |= {re.sub("([aou])e", r"\1", form) for form in word.forms if len(form) >= 5}
    return found


@dataclass
class _Known:
    """Folded words of names. `joined` has whole names without blanks and of how many words they are; of single words `always` are
    covered, `capital` with a capital letter, `beside` next to another part of the name."""

    joined: dict[str, set[int]] = field(default_factory=dict)
    always: set[str] = field(default_factory=set)
    capital: set[str] = field(default_factory=set)
    beside: set[str] = field(default_factory=set)
    endings: tuple[str, ...] = ("s",)

    def add_whole(self, words: Sequence[_Word]) -> None:
        """Take in a name of one or more words."""
        for number in (0, -1):
            text = "".join(word.forms[number] for word in words)
            self.joined.setdefault(text, set()).add(len(words))

    def add_name(self, text: str) -> None:
        """Take in somebody's name with each of its words."""
        words = _words(text)
        if len(words) > 1:
            self.add_whole(words)
        for number, word in enumerate(words, 1):
            plain = word.forms[0]
            self.beside |= _spellings(word)
            if len(plain) > 1 and not (plain in _PARTICLES and number < len(words)):
                (self.capital if plain in _EVERYDAY else self.always).update(_spellings(word))
                self.add_whole([word])

    def add_place(self, text: str) -> None:
        """Take in the name of a partner or a school, with its parts in and outside of brackets."""
        whole = _words(text)
        short = "".join(word.forms[0][0] for word in whole)
        if len(short) >= 3:
            self.capital.add(short)
        for words in (whole, *(_words(part) for part in _PARTED.split(text))):
            own = [word for word in words if word.forms[0] not in _GENERIC]
            if len(own) > 1 or (own and len(words) > 1) or len(words) > 2:
                self.add_whole(words)
            while own and len(own[0].forms[0]) == 1:
                own = own[1:]
            if len(own) > 1:
                self.add_whole(own)
            self._add_words(own)

    def _add_words(self, own: Sequence[_Word]) -> None:
        """Take in what only this place is called: alone always, with others where it is written like a name."""
        for word in own:
            plain = word.forms[0]
            if len(own) == 1 and len(plain) > 1 and plain not in _EVERYDAY:
                self.always |= _spellings(word)
            elif len(plain) > 3 or len(own) == 1 < len(plain):
                self.capital |= _spellings(word)

    def may_begin(self, word: _Word) -> bool:
        """Say whether a name of more words may begin with this one."""
        return any(name.startswith(word.forms) for name in self.joined)

    def is_whole(self, words: Sequence[_Word], text: str) -> bool:
        """Say whether words are one name, as it is kept, or written as one word or with hyphens where it is not."""
        counts = set[int]().union(
            *(self.joined.get("".join(word.forms[n] for word in words), ()) for n in (0, -1))
        )
        if not counts or len(words) in counts:
            return bool(counts) and len(words) > 1
        if len(words) == 1:
            return max(counts) > 1
        gaps = {text[one.end : two.start] for one, two in zip(words, words[1:], strict=False)}
        return gaps <= {"-", "‐", "‑"} or (gaps <= {" ", "-"} and all(word.capital for word in words))

    def has(self, word: _Word) -> bool:
        """Say whether a word alone is part of a name."""
        if any(form in self.always or (word.capital and form in self.capital) for form in word.forms):
            return True
        bare = (form.removesuffix(end) for form in word.forms for end in self.endings if form.endswith(end))
        return word.capital and any(len(form) > 2 and form in self.always for form in bare)


class Covering:
    """Covers `names` (each way in which somebody is called: given names, family name, both) and `places` (partner, school)."""

    def __init__(self, names: Iterable[str], places: Iterable[str] = ()) -> None:
        self._names, self._places = _Known(), _Known(endings=("s", "er"))
        names, places = [_normal(name) for name in names], [_normal(place) for place in places]
        for name in names:
            self._names.add_name(name)
        for place in places:
            self._places.add_place(place)
        self._east = _east_pattern(names, places)

    def cover(self, text: str) -> str:
        """Return the text (in Unicode's composed form) with what says who it is covered."""
        text = _normal(text)
        spans = [match.span() for match in _ADDRESS.finditer(text)]
        spans += [match.span() for match in self._east.finditer(text)] if self._east else []
        words = _words(text)
        spans += [(word.start, word.end) for word in _marked(words, text, self._names, near=True)]
        spans += [(word.start, word.end) for word in _marked(words, text, self._places)]
        parts, last = [], 0
        for start, end in _merged(spans, text):
            parts += [text[last:start], COVER]
            last = end
        return "".join([*parts, text[last:]])


def _marked(words: Sequence[_Word], text: str, known: _Known, *, near: bool = False) -> Iterator[_Word]:
    """Yield what is to be covered: whole names as one piece, words; with `near` also what stands beside them."""
    found: dict[int, _Word] = {}
    at = 0
    while at < len(words):
        most = min(MOST, len(words) - at) if known.may_begin(words[at]) else 1
        taken = next((n for n in range(most, 0, -1) if _is_name(words[at : at + n], text, known)), 0)
        for number in range(at, at + taken):
            found[number] = _Word(words[at].start, words[at + taken - 1].end, (), True)
        at += taken or 1
    if near and found:
        _spread(words, text, known, found)
    yield from found.values()


def _is_name(some: Sequence[_Word], text: str, known: _Known) -> bool:
    if any(two.start - one.end > 3 for one, two in zip(some, some[1:], strict=False)):
        return False
    return known.is_whole(some, text) or (len(some) == 1 and known.has(some[0]))


def _spread(words: Sequence[_Word], text: str, known: _Known, found: dict[int, _Word]) -> None:
    """Take in particles, initials and everyday words that belong to a name, from each that was found to both sides."""
    for start in sorted(found):
        for step in (1, -1):
            at = start + step
            while 0 <= at < len(words) and at not in found and _beside(words, at, at - step, text, known):
                found[at] = _with_dot(words[at], text)
                at += step


def _beside(words: Sequence[_Word], at: int, other: int, text: str, known: _Known) -> bool:
    first, second = words[min(at, other)], words[max(at, other)]
    if not _BESIDE.fullmatch(text[first.end : second.start]):
        return False
    word = words[at]
    if any(form in known.beside and len(form) > 1 for form in word.forms):
        return True
    initials = {form[0] for form in known.beside}
    return word.capital and word.forms[0] in initials and _with_dot(word, text) != word


def _with_dot(word: _Word, text: str) -> _Word:
    """Return an initial with the dot behind it, any other word as it is."""
    initial = len(word.forms[0]) == 1 and text[word.end :][:1] == "."
    return replace(word, end=word.end + 1) if initial else word


def _merged(spans: Iterable[Span], text: str) -> list[Span]:
    """Return the spans in order; those with nothing to read between them are one, so that nobody counts the words under them."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and (start <= found[-1][1] or _BETWEEN_COVERS.fullmatch(text[found[-1][1] : start])):
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return [_closed(span, text) for span in found]


def _closed(span: Span, text: str) -> Span:
    """Take in the bracket that ends what was opened under the cover."""
    start, end = span
    inside = text[start:end]
    opened = inside.count("(") + inside.count("（") > inside.count(")") + inside.count("）")
    return (start, end + 1) if opened and text[end:][:1] in (")", "）") else span


# ---------------------------------------------------------------- CHINESE, JAPANESE, KOREAN


def _east_pattern(names: Iterable[str], places: Iterable[str]) -> "re.Pattern[str] | None":
    """Return what finds names written without blanks: whole, and each two or more of their characters in a row."""
    pieces: set[str] = set()
    single: set[str] = set()
    for name in names:
        parts = _eastern(name)
        pieces |= {part for part in [*parts, "".join(parts)] if len(part) > 1} | _rows("".join(parts))
        single |= {part for part in parts if len(part) == 1}
    for place in places:
        pieces |= {part for part in _eastern(place) if len(part) > 1}
    if not pieces and not single:
        return None
    ones = f"[{''.join(sorted(single))}]" if single else ""
    either = (
        [f"(?:{ones}[ ・]?)?(?:{_either(pieces)})(?:[ ・]?{ones})?" if ones else _either(pieces)]
        if pieces
        else []
    )
    if ones:
        either += [ones + _ADDRESSED, rf"(?<!\w){ones}(?!\w)"]
    return re.compile("|".join(either))


def _rows(name: str) -> set[str]:
    """Return the parts of two or more characters of a name; syllables of Japanese words are no part by themselves."""
    sizes = range(2, min(len(name), LONGEST) + 1)
    rows = {name[start : start + size] for size in sizes for start in range(len(name) - size + 1)}
    return {row for row in rows if not _KANA.fullmatch(row)}


def _either(pieces: Iterable[str]) -> str:
    return "|".join(_spaced(piece) for piece in sorted(pieces, key=lambda piece: (-len(piece), piece)))


def _spaced(piece: str) -> str:
    """Return a piece with blanks that may stand in it; what is all katakana stands alone, not within a longer word."""
    inside = r"[ \u3000・]?".join(map(re.escape, piece))
    if re.fullmatch(f"{_KATAKANA}+", piece):
        return f"(?<!{_KATAKANA}){inside}(?!{_KATAKANA})"
    return inside
