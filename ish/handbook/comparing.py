"""What has changed from one text to the next, line by line and, within a line, word by word; a core without a database."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

AROUND = 1
"""So many lines that stayed are shown beside a change."""
ALIKE = 0.5
"""A line that has so much in common with another one is that line, changed."""
_MARKS = re.compile(r"^(?:#+|>)\s*|\*\*")


@dataclass(frozen=True)
class Piece:
    """Words of a changed line: "same", "gone" or "new"."""

    kind: str
    text: str


@dataclass(frozen=True)
class Line:
    """A line of a comparison, without marks: "same", "gone", "new", "changed" (`pieces`), or "gap" for what is not shown."""

    kind: str
    text: str = ""
    pieces: tuple[Piece, ...] = ()


def compare(old: str, new: str) -> list[Line]:
    """Return the lines that differ with a little around them; nothing when both say the same."""
    before, after = _lines(old), _lines(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    found: list[Line] = []
    for group in matcher.get_grouped_opcodes(AROUND):
        if found:
            found.append(Line("gap"))
        for tag, i, j, k, m in group:
            if tag == "equal":
                found += [Line("same", line) for line in before[i:j]]
            else:
                found += _differing(before[i:j], after[k:m])
    return found


def _lines(text: str) -> list[str]:
    return [shown for line in text.split("\n") if (shown := _MARKS.sub("", line.strip()))]


def _differing(gone: list[str], new: list[str]) -> list[Line]:
    """Return lines that went and came; those that answer each other as one."""
    found: list[Line] = []
    for one, other in zip_longest(gone, new):
        changed = _changed(one, other) if one and other else None
        if changed is not None:
            found.append(changed)
            continue
        found += [Line(kind, line) for kind, line in (("gone", one), ("new", other)) if line]
    return found


def _changed(old: str, new: str) -> Line | None:
    """Return a line with what changed in it, or None for two lines that have little in common."""
    before, after = old.split(), new.split()
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < ALIKE:
        return None
    pieces: list[Piece] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", " ".join(before[i:j])))
            continue
        pieces += [
            Piece(kind, " ".join(words))
            for kind, words in (("gone", before[i:j]), ("new", after[k:m]))
            if words
        ]
    return Line("changed", new, tuple(pieces))
