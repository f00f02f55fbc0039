"""Names as somebody pastes them, one person a line: "Ada Adler <ada@example.org>", "Adler, Ada; ada@example.org", columns of a
spreadsheet. Nothing here knows the database."""

import re
from dataclasses import dataclass, field

MOST = 200
"""So many lines are taken at once."""
LONGEST = 200

_ADDRESS = re.compile(r"[^\s<>;,:()\[\]\"]+@[^\s<>;,:()\[\]\"]+\.[^\s<>;,:()\[\]\".]+")
_BULLET = re.compile(r"^\s*(?:[-*•·–—]|\d{1,3}[.)])\s+")
_PARTICLES = {"von", "van", "de", "der", "den", "del", "della", "di", "da", "dos", "du", "la", "le", "zu", "zur", "ten",
"ter", "bin", "ibn", "bint", "al", "el", "ben", "bat", "abu"}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One person of a paste: the number of the line, the names, the address; `problem` says why it cannot be taken ("")."""

    number: int
    text: str
    given: str = ""
    family: str = ""
    email: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Paste:
    """The people of a text, and how many lines were too many."""

    lines: list[Line] = field(default_factory=list)
    left_out: int = 0


def read(text: str) -> Paste:
    """Return the people of a text; empty lines are none, and a line that is there twice is one."""
    lines = [line.strip() for line in text.replace("\0", "").replace("\r", "\n").split("\n")]
    wanted = list(dict.fromkeys(line for line in lines if any(c.isalnum() for c in line)))
    return Paste([_line(n, line) for n, line in enumerate(wanted[:MOST], 1)], max(len(wanted) - MOST, 0))


def _line(number: int, text: str) -> Line:
    addresses = _ADDRESS.findall(text)
    rest = _ADDRESS.sub(" ", _BULLET.sub("", text))
    rest = re.sub(r"\bmailto:|[<>()\[\]\"“”„]", " ", rest)
    given, family = names(rest)
    problem = ""
    if not any(c.isalnum() for c in given):
        problem = "no_name"
    elif len(addresses) > 1:
        problem = "two_addresses"
    elif len(given) > LONGEST or len(family) > LONGEST:
        problem = "too_long"
    email = addresses[0] if addresses else ""
    return Line(number, text[:300], given[:LONGEST], family[:LONGEST], email[:254], problem)


def names(text: str) -> tuple[str, str]:
    """Return given names and family name: "Family, Given", two columns (given name first), or the family name last."""
    columns = [" ".join(part.split()) for part in re.split(r"[\t;|]", text)]
    columns = [part.strip(" ,") if "," in part.strip(" ,") else part.strip(",") for part in columns]
    columns = [part for part in columns if any(c.isalnum() for c in part)]
    if not columns:
        return "", ""
    if len(columns) > 1 and "," not in columns[0]:
        return columns[0], columns[1]
    if "," in columns[0]:
        family, _comma, given = (part.strip() for part in columns[0].partition(","))
        return (given.rstrip(", "), family) if given.strip(", ") else (family, "")
    tokens = columns[0].split()
    if len(tokens) == 1:
        return tokens[0], ""
    begin = len(tokens) - 1
    while begin > 1 and tokens[begin - 1].casefold() in _PARTICLES:
        begin -= 1
    return " ".join(tokens[:begin]), " ".join(tokens[begin:])
