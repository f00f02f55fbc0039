"""What has changed from one text to the next, line by line; a core without a database."""

from dataclasses import dataclass
from difflib import SequenceMatcher

AROUND = 1
"""So many lines that stayed are shown beside a change."""


@dataclass(frozen=True)
class Line:
    """A line of a comparison: "same", "gone", "new", or "gap" for what stayed and is not shown."""

    kind: str
    text: str = ""


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
                found += [Line("gone", line) for line in before[i:j]]
                found += [Line("new", line) for line in after[k:m]]
    return found


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]
