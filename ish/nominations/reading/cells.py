"""One cell to one typed value, or one reason why not."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import phonenumbers

from ish.nominations.reading import countries
from ish.nominations.reading.model import (
    MAX_GRADE,
    MAX_INTERESTS,
    MAX_MOTIVATION,
    MAX_NAME,
    Cell,
    Params,
    Severity,
)
from ish.nominations.reading.names import is_no_name
from ish.nominations.reading.text import folded, tidy, tidy_lines

MAX_EMAIL = 254
MAX_RANK = 32_767
LONGEST_RANK = 60
MIN_PHONE = 5
_NOTHING = {"-", "--", "–", "—", "n/a", "n.a.", "none", "./.", "k.a.", "keine", "aucun", "なし", "?", "brak"}
_LONGEST_NOTHING = max(map(len, _NOTHING)) + 20  # with blanks around it
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]*[^\W_]"
)
_IN_BRACKETS = re.compile(r".*<([^<>]+@[^<>]+)>")
_LEVEL = re.compile(r"(?<![A-Za-z0-9])([ABC][12])(?![0-9A-Za-z])")
_NATIVE = re.compile(r"(?i)native|mother tongue|muttersprach|langue maternelle|母語|ojczysty")
_SPLIT_INTERESTS = re.compile(r"[;,/|\n、，；・／•]+")
_TH = r"(?:\.|st|nd|rd|th|er|re|e|ère|ème|eme|ª|º|位|番|番目)?"
_RANK = re.compile(rf"(?:no\.?|nr\.?|rank|rang|#|第)?\s*(\d{{1,5}})\s*{_TH}", re.IGNORECASE)
_ON_THE_LIST = (
    r"(?:r|res\.?|reserves?|w|wl|wait(?:ing)?[ -]?list(?:ed)?|substitute|alternate|backup|ersatz(?:person|kandidat(?:in)?)?|"
    r"nachrücker(?:in)?|warteliste|réserve|réserviste|suppléante?|liste d[’']attente|補欠|予備|補|候補|候补|备取|備取|예비|"
    r"rezerwa|rezerwowy|rezerwowa|lista rezerwowa|náhradník|náhradnice|резерв|suplente|riserva)"
)
_RESERVE = re.compile(
    rf"\(?{_ON_THE_LIST}\)?\s*[-:.#]?\s*\(?(?:no\.?|nr\.?|n°|第)?\s*(\d{{1,5}})?{_TH}\)?", re.IGNORECASE
)
_RESERVE_AFTER = re.compile(rf"第?\s*(\d{{1,5}})\s*{_TH}\s*[-–:,]?\s*\(?{_ON_THE_LIST}\)?\.?", re.IGNORECASE)
_SEXES = {
    "M": "m male man boy masc masculine masculin mannlich maennlich mann junge h homme garcon 男 男性 男子 mezczyzna",
    "F": "f female woman girl fem feminine feminin w weiblich frau madchen femme fille 女 女性 女子 k kobieta",
    "X": "x d divers diverse other nonbinary nb autre nichtbinar その他",
}
_YES_WORDS = "yes y ja j oui o tak t si sí sì ano да так はい 是 예 כן x true"
_NO_WORDS = "no n nein non nie ne ні нет いいえ 否 아니오 לא false 0 nominated titulaire"
_YES = {folded(word) for word in _YES_WORDS.split()}
_NO = {folded(word) for word in _NO_WORDS.split()}
_TICKS = ("✓", "✔", "☑", "●", "○", "◯")
_SEX_OF = {folded(word): sex for sex, names in _SEXES.items() for word in names.split()}


_SPREADSHEET_ERROR = re.compile(r"#(?:N/A|NV|N/D|N/P|[\w/]{2,12}[!?])|Err:\d{3}", re.IGNORECASE)


class BadCell(ValueError):
    """The cell cannot be taken as it stands; `code` and `params` say why."""

    def __init__(self, code: str, *, severity: Severity = "error", **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.severity: Severity = severity
        self.params: Params = params


@dataclass(frozen=True)
class Context:
    """What the reading of a cell depends on besides the cell."""

    region: str
    today: date


def text_of(cell: Cell) -> str:
    """What a cell says as text; a whole number stays whole."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e16:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return str(cell)


def is_empty(cell: Cell) -> bool:
    """Nothing, or only blanks."""
    return cell is None or (isinstance(cell, str) and not cell[:1].isalnum() and not tidy(cell))


def is_sign_for_nothing(cell: Cell) -> bool:
    """One of the signs people put for "nothing"."""
    return isinstance(cell, str) and len(cell) < _LONGEST_NOTHING and tidy(cell).casefold() in _NOTHING


def is_spreadsheet_error(cell: Cell) -> bool:
    """What a spreadsheet shows instead of a value: #N/A, #REF!, #BEZUG!, Err:508."""
    return isinstance(cell, str) and len(cell) < 20 and bool(_SPREADSHEET_ERROR.fullmatch(cell.strip()))


def read_name(cell: Cell, context: Context) -> str:
    """A name as it is written. Raises `BadCell`."""
    name = tidy(text_of(cell))
    if len(name) > MAX_NAME:
        raise BadCell("name_too_long", length=len(name), limit=MAX_NAME)
    if is_no_name(name):
        raise BadCell("name_signs")
    return name


def _limited(limit: int, *, lines: bool = False) -> Callable[[Cell, Context], str]:
    def read(cell: Cell, context: Context) -> str:
        text = tidy_lines(text_of(cell)) if lines else tidy(text_of(cell))
        if len(text) > limit:
            raise BadCell("text_too_long", length=len(text), limit=limit)
        return text

    return read


read_key = _limited(MAX_GRADE)
read_school = _limited(MAX_NAME)
read_grade = _limited(MAX_GRADE)
read_motivation = _limited(MAX_MOTIVATION, lines=True)


def read_rank(cell: Cell, context: Context) -> tuple[int | None, bool]:
    """The rank and whether it is one of the waiting list. Raises `BadCell`."""
    text = tidy(unicodedata.normalize("NFKC", text_of(cell)))
    if len(text) > LONGEST_RANK:
        raise BadCell("rank_unknown")
    match, reserve = _RANK.fullmatch(text), False
    if not match:
        match, reserve = _RESERVE.fullmatch(text) or _RESERVE_AFTER.fullmatch(text), True
    if not match:
        raise BadCell("rank_unknown")
    if match[1] is None:
        return None, reserve
    rank = int(match[1])
    if not 1 <= rank <= MAX_RANK:
        raise BadCell("rank_unknown")
    return rank, reserve


def read_waiting(cell: Cell, context: Context) -> tuple[bool, int | None]:
    """Whether somebody is on the waiting list, and the rank there if it is told. Raises `BadCell`."""
    word = folded(text_of(cell))
    if word in _YES or (word.isdecimal() and int(word[:9])) or tidy(text_of(cell)) in _TICKS:
        return True, None
    if word in _NO:
        return False, None
    try:
        rank, waiting = read_rank(cell, context)
    except BadCell as error:
        raise BadCell("yes_no_unknown") from error
    return waiting, rank if waiting else None


def read_sex(cell: Cell, context: Context) -> str:
    """M, F or X. Raises `BadCell`."""
    sex = _SEX_OF.get(folded(text_of(cell)))
    if not sex:
        raise BadCell("sex_unknown")
    return sex


def read_nationalities(cell: Cell, context: Context) -> tuple[str, ...]:
    """The ISO codes, in the order written. Raises `BadCell` if one of them is unknown."""
    text = tidy_lines(text_of(cell))
    if len(text) > countries.LONGEST:
        raise BadCell("text_too_long", length=len(text), limit=countries.LONGEST)
    codes, unknown = countries.nationalities(text)
    if any(piece.casefold() == countries.NOT_AVAILABLE for piece in unknown):
        raise BadCell("country_or_nothing")
    if unknown:
        raise BadCell("country_unknown", country=", ".join(unknown)[:60])
    if not codes:
        raise BadCell("country_unknown", country=text_of(cell)[:60])
    return codes


def read_email(cell: Cell, context: Context) -> str:
    """The address in small letters. Raises `BadCell`."""
    text = tidy(unicodedata.normalize("NFKC", text_of(cell)))
    if len(text) > MAX_NAME + MAX_EMAIL:
        raise BadCell("email_unknown")
    inside = _IN_BRACKETS.fullmatch(text)
    address = (inside[1] if inside else text).strip().removeprefix("mailto:").strip(" ;,").lower()
    if address.count("@") > 1 and re.search(r"[;, /]", address):
        raise BadCell("email_several")
    local, _, _domain = address.partition("@")
    dots = local.startswith(".") or local.endswith(".") or ".." in address
    if len(address) > MAX_EMAIL or len(local) > 64 or dots or not _EMAIL.fullmatch(address):
        raise BadCell("email_unknown")
    return address


def read_phone(cell: Cell, context: Context) -> str:
    """The number in E.164; without a country code it counts as one of the region. Raises `BadCell`."""
    text = tidy(unicodedata.normalize("NFKC", text_of(cell)))
    if len(text) > 100:
        raise BadCell("phone_unknown")
    try:
        number = phonenumbers.parse(text, context.region.upper() or None)
    except phonenumbers.NumberParseException as error:
        raise BadCell("phone_unknown") from error
    if not phonenumbers.is_possible_number(number) or len(str(number.national_number)) < MIN_PHONE:
        raise BadCell("phone_unknown")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def read_level(cell: Cell, context: Context) -> str:
    """A level of the CEFR. Raises `BadCell` (a warning: the list can go without)."""
    text = tidy(unicodedata.normalize("NFKC", text_of(cell)))
    levels = set(_LEVEL.findall(text.upper()))
    if len(levels) == 1:
        return levels.pop()
    if not levels and _NATIVE.search(text):
        return "C2"
    raise BadCell("level_unknown", severity="warning")


def split_interests(text: str) -> list[str]:
    """The parts of a list of interests, each once."""
    parts = (tidy(part) for part in _SPLIT_INTERESTS.split(text))
    return list(dict.fromkeys(part for part in parts if part))


def read_interests(cell: Cell, context: Context) -> tuple[str, ...]:
    """The fields of interest, each once, in the order written. Raises `BadCell`."""
    interests = tuple(split_interests(text_of(cell)))
    length = len("; ".join(interests))
    if length > MAX_INTERESTS:
        raise BadCell("text_too_long", length=length, limit=MAX_INTERESTS)
    return interests
