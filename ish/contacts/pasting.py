"""A pasted mail: who wrote it to whom, when and about what, read from its head as mail programmes write it.

Knows heads in English, German and French: of messages as such, of what is forwarded, the line above a quotation, and what one
copies from a mail page in a browser. Only a head is taken away; everything else stays text.
"""

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser

LINES = 80
"""A head ends before so many lines."""
FIRST_YEAR = 1971
"""Mails are no older."""
WIDTH = 1_000
"""No line of a head is longer."""
_NAMES = {
    "from": "from von de expéditeur",
    "to": "to an à",
    "date": "date sent datum gesendet envoyé",
    "subject": "subject betreff objet",
}
_KNOWN = {word: name for name, words in _NAMES.items() for word in words.split()}
_KNOWN |= {"gesendet am": "date", "sent on": "date", "received": ""}
# Lines that stand in a head, too, and say nothing that is kept.
_OTHER = re.compile(
    r"(?:cc|bcc|kopie|blindkopie|reply-to|antwort an|importance|wichtigkeit|priorit(?:y|ät)|attachments?|anlagen?|anhänge?|sender"
    r"|organi[sz]ation|(?:x|content|list|thread|arc|dkim|authentication|return|delivered|mime|message|in-reply|references|user|received)"
    r"[\w-]*)",
    re.IGNORECASE,
)
_LINE = re.compile(r"^[>|\s]*[*_]{0,2}([\w][\w -]{1,24}?)\s?:[*_]{0,2}(?:\s+(.*))?$")
_FORWARDED = re.compile(
    r"^[\s>]*-{2,}\s*(?:original|forwarded|weitergeleitete?|ursprüngliche?|message|nachricht|e-?mail|transféré|d'origine|\s|:)+-{2,}\s*$"
    r"|^(?:begin forwarded message|anfang der weitergeleiteten nachricht|début du message transféré)\s*:?\s*$",
    re.IGNORECASE,
)
_TIME = r"\d{1,2}[:h]\d{2}"
_ABOVE = (
    re.compile(rf"^On (?P<when>.{{4,80}}?{_TIME}(?::\d\d)?(?:\s*[AP]M)?),?\s+(?P<who>.{{2,200}}?)\s+wrote:$"),
    re.compile(rf"^Am (?P<when>.{{4,80}}?{_TIME}.{{0,12}}?)\s+schrieb\s+(?P<who>.{{2,200}}?)\s*:$"),
    re.compile(rf"^Le (?P<when>.{{4,80}}?{_TIME}),?\s+(?P<who>.{{2,200}}?)\s+a écrit\s?:$"),
)
_ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_HTML = re.compile(r"</(?:html|body|div|p|td|span|a|b)\s*>|<br\s*/?>", re.IGNORECASE)
_REMOVED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\u202d\u202e\ufeff]")


@dataclass(frozen=True)
class Pasted:
    """What was read: empty where nothing was found; `text` is what is left of the paste."""

    text: str
    sender: str = ""
    recipient: str = ""
    subject: str = ""
    at: datetime | None = None

    @property
    def found(self) -> bool:
        """Whether there was a head."""
        return bool(self.sender)

    @property
    def sender_address(self) -> str:
        """The e-mail address of the sender, if there is one."""
        found = _ADDRESS.search(self.sender)
        return found.group().lower() if found else ""


def read(text: str, *, zone: tzinfo) -> Pasted:
    """Return head and text of what was pasted; hours without a zone are those of `zone`."""
    text = clean(text)
    for way in (_by_names, _by_line_above, _by_browser):
        if found := way(text, zone):
            return found
    return Pasted(text)


def clean(text: str) -> str:
    """Return text as it is kept: a mail in HTML without its markup, no control characters, nothing that turns the direction of
    writing around."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(_HTML.findall(text, 0, 20_000)) > 2:
        text = _without_markup(text)
    return _REMOVED.sub("", text).replace("\u00a0", " ").strip()


# ---------------------------------------------------------------- LINES WITH NAMES


def _by_names(text: str, zone: tzinfo) -> Pasted | None:
    """From: …, Date: …, Subject: … – or their like."""
    lines = text.split("\n")
    begins = next((n for n, line in enumerate(lines[:LINES]) if line.strip()), 0)
    if _FORWARDED.match(lines[begins][:WIDTH]):
        begins += 1
    head, ends = _head(lines, begins)
    if not head.get("from") or not (head.get("date") or head.get("subject")):
        return None
    return Pasted(
        text="\n".join(lines[ends:]).strip(),
        sender=_who(head["from"]),
        recipient=_who(head.get("to", "")),
        subject=_decoded(head.get("subject", ""))[:300],
        at=moment(head.get("date", ""), zone=zone),
    )


def _head(lines: list[str], begins: int) -> tuple[dict[str, str], int]:
    """Return {name: value} of the lines of a head, and where the text begins."""
    head: dict[str, str] = {}
    last, ends, inside = "", begins, False
    for number in range(begins, min(begins + LINES, len(lines))):
        line = lines[number][:WIDTH]
        name, value = _named(line)
        if name is not None and not (name and name in head):
            last, inside = name, True
            if name:
                head[name] = value
        elif not line.strip():
            if head and not _goes_on(lines, number, head):
                break
            continue
        elif last and (line[0] in " \t" or not head[last]):
            head[last] = f"{head[last]} {line.strip()}".strip()
        elif not (inside and line[0] in " \t"):
            break
        ends = number + 1
    return head, ends


def _named(line: str) -> tuple[str | None, str]:
    """Return the name of a line of a head ("" for one that is not kept) and its value; None for any other line."""
    found = _LINE.match(line)
    if not found:
        return None, ""
    word = " ".join(found[1].lower().split())
    if word in _KNOWN:
        return _KNOWN[word], (found[2] or "").strip(" \t*")
    return ("", "") if _OTHER.fullmatch(word) else (None, "")


def _goes_on(lines: list[str], number: int, head: dict[str, str]) -> bool:
    """Say whether the head goes on behind an empty line: some programmes leave one between its lines."""
    following = next((line for line in lines[number + 1 : number + 4] if line.strip()), "")
    name, value = _named(following[:WIDTH])
    return bool(name) and name not in head and bool(value)


# ---------------------------------------------------------------- OTHER HEADS


def _by_line_above(text: str, zone: tzinfo) -> Pasted | None:
    """On Tue, Nov 3, 2026 at 10:11 AM Anna Weber <anna@example.org> wrote: – also broken into two lines."""
    lines = text.split("\n")
    for count in (1, 2, 3):
        first = " ".join(line.strip() for line in lines[:count])[:WIDTH]
        for pattern in _ABOVE:
            if found := pattern.match(first):
                rest = [re.sub(r"^>\s?", "", line) for line in lines[count:]]
                at = moment(found["when"], zone=zone)
                return Pasted("\n".join(rest).strip(), sender=_who(found["who"].rstrip(",")), at=at)
    return None


def _by_browser(text: str, zone: tzinfo) -> Pasted | None:
    """A name, below it the time, below it "to me": as copied from the page of a mail service."""
    lines = [line.strip() for line in text.split("\n", 6)[:6]]
    who, when = (*[line for line in lines if line][:2], "", "")[:2]
    if len(who) > 120 or len(when) > 60 or not _WHEN.match(when):
        return None
    at = moment(when, zone=zone)
    if at is None or not (_ADDRESS.search(who) or len(who.split()) in (2, 3, 4)):
        return None
    rest = text.split(when, 1)[1].lstrip("\n")
    rest = re.sub(r"^\s*(?:to|an|à)\s*:?\s[^\n]{1,120}\n", "", rest, count=1, flags=re.IGNORECASE)
    return Pasted(rest.strip(), sender=_who(who), at=at)


def _who(value: str) -> str:
    """Return "Anna Weber <anna@example.org>" of any way to write it."""
    value = _decoded(value)
    found = _ADDRESS.search(value)
    if not found:
        return value.strip(" <>\"'")[:300]
    name = re.sub(r"\s+", " ", re.split(r"[<\[(]|mailto:", value)[0].replace(found.group(), "")).strip(
        " \"'<>,;"
    )
    address = found.group()
    return f"{name} <{address}>"[:300] if name else address[:300]


def _decoded(value: str) -> str:
    """Return a header in plain letters, on one line."""
    if "=?" not in value:
        return value
    try:
        return " ".join(_REMOVED.sub("", str(make_header(decode_header(value)))).split())
    except (HeaderParseError, UnicodeError, LookupError, ValueError):
        return value


# ---------------------------------------------------------------- MOMENTS

_MONTHS = {
    1: "jan jän janv",
    2: "feb fév",
    3: "mar mär mrz maerz",
    4: "apr avr",
    5: "may mai",
    6: "jun juin",
    7: "jul juil",
    8: "aug aoû",
    9: "sep",
    10: "oct okt",
    11: "nov",
    12: "dec dez déc",
}
_BEGINNINGS = sorted(
    ((word, number) for number, words in _MONTHS.items() for word in words.split()), key=lambda x: -len(x[0])
)
_RFC = re.compile(r"^(?:\w{3}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(?::\d\d)? (?:[+-]\d{4}|GMT|UTC)")
_CLOCK = re.compile(r"\b(\d{1,2})[:h](\d{2})(?::\d{2})?\s*([AP]\.?M\b)?", re.IGNORECASE)
_DAYS = (
    (re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b"), "ymd"),
    (re.compile(r"\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})\b"), "dmy"),
    (re.compile(r"\b(\d{1,2})(?:\.|er|st|nd|rd|th)?\s+([^\W\d]{3,12})\.?,?\s+(\d{4})\b"), "dmy"),
    (re.compile(r"\b([^\W\d]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b"), "mdy"),
)
_SLASHED = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})\b")
_WHEN = re.compile(r"^(?:[^\W\d]{2,10}\.?,?\s+)?[\w./-]+\.?[\s,]+.{0,40}$")


def moment(text: str, *, zone: tzinfo) -> datetime | None:
    """Return the moment that the date of a mail means; None when it is none, could be two, or was before there were mails."""
    found = _moment(text.strip()[:200], zone)
    return found if found and found.year >= FIRST_YEAR else None


def _moment(text: str, zone: tzinfo) -> datetime | None:
    if _RFC.match(text):
        try:
            return parsedate_to_datetime(text)
        except (ValueError, IndexError):
            return None
    clock, day = _CLOCK.search(text), _day(text)
    if clock is None or day is None:
        return None
    hour, minute, half = int(clock[1]), int(clock[2]), (clock[3] or "").upper().replace(".", "")
    if half:
        hour = hour % 12 + (12 if half == "PM" else 0)
    try:
        return datetime(*day, hour, minute, tzinfo=zone)
    except ValueError:
        return None


def _day(text: str) -> tuple[int, int, int] | None:
    for pattern, order in _DAYS:
        if found := pattern.search(text):
            parts = dict(zip(order, found.groups(), strict=True))
            month = int(parts["m"]) if parts["m"].isdecimal() else _month(parts["m"])
            return (_year(parts["y"]), month, int(parts["d"])) if month else None
    if found := _SLASHED.search(text):
        first, second, year = int(found[1]), int(found[2]), _year(found[3])
        american = bool(re.search(r"\d\s*[AP]M\b", text, re.IGNORECASE))
        if american or second > 12:
            return year, first, second
        return (year, second, first) if first > 12 or first == second else None
    return None


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def _month(word: str) -> int | None:
    word = word.lower()
    return next((number for beginning, number in _BEGINNINGS if word.startswith(beginning)), None)


# ---------------------------------------------------------------- HTML


class _Text(HTMLParser):
    """Collects what a reader of a page sees."""

    BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "table"})
    HIDDEN = frozenset({"script", "style", "head", "title"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line, or something that nobody sees."""
        self.hidden += tag in self.HIDDEN
        if tag in self.BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End a line, or what nobody sees."""
        if tag in self.HIDDEN:
            self.hidden = max(self.hidden - 1, 0)
        if tag in self.BREAKS - {"br"}:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep what is read."""
        if not self.hidden:
            self.parts.append(re.sub(r"\s+", " ", data))


def _without_markup(text: str) -> str:
    parser = _Text()
    parser.feed(text)
    parser.close()
    lines = [line.strip() for line in "".join(parser.parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
