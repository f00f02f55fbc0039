"""The journal of erasures: one line each, with keys, classes and moments only, beside the database and outside every archive.

Whoever restores an old archive brings back what was erased since; the journal says what that was. Each line bears the mark of its
database, because keys of another one mean other people.
"""

import json
import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from ish.privacy.emptying import Due, Scope
from ish.privacy.models import Book


def path() -> Path:
    """Return where the journal lies."""
    return Path(settings.DATA_DIR) / "erasures.jsonl"


def mark() -> str:
    """Return the mark of this database; it gets one when it is first asked for."""
    row = Book.objects.order_by("pk").first() or Book.objects.create()
    return str(row.mark)


def lines(due: Due, scope: Scope) -> list[dict[str, Any]]:
    """Return what is to be written: one line for each group of classes that the same people have in common."""
    by_people: dict[tuple[int, ...], list[str]] = {}
    for code, people in due.items():
        if people:
            by_people.setdefault(tuple(sorted(people)), []).append(code)
    at, book = timezone.now().isoformat(), mark() if by_people else ""
    return [
        {
            "at": at,
            "book": book,
            "edition": scope.edition_id,
            "everything": scope.everything,
            "consent": scope.consent,
            "classes": codes,
            "people": people,
        }
        for people, codes in by_people.items()
    ]


def write(entries: Sequence[dict[str, Any]]) -> None:
    """Add lines and see that they are on the disk."""
    text = "".join(json.dumps(entry) + "\n" for entry in entries)
    descriptor = os.open(path(), os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        size = file.seek(0, os.SEEK_END)
        if size and os.pread(descriptor, 1, size - 1) != b"\n":
            text = "\n" + text  # the last line was cut off: what follows it must not be lost with it
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())


def length() -> int:
    """Return how many lines this database has written so far."""
    return sum(1 for _at, _entry in _mine())


def since(moment: datetime, known: int | None = None) -> Iterator[tuple[Scope, Due]]:
    """Yield what this database erased after the moment, in order, whatever a clock that was set back wrote beside it: also what
    follows the first `known` lines."""
    for number, (at, entry) in enumerate(_mine()):
        if at >= moment or (known is not None and number >= known):
            scope = Scope(entry["edition"], entry["everything"], entry.get("consent", ""))
            yield scope, dict.fromkeys(entry["classes"], entry["people"])


def _mine() -> Iterator[tuple[datetime, dict[str, Any]]]:
    """Yield the lines of this database with their moments. One that was cut off by a power failure is passed over."""
    if not path().is_file():
        return
    book = mark()
    with path().open(encoding="utf-8", errors="replace") as file:
        for text in file:
            try:
                entry = json.loads(text)
                at = datetime.fromisoformat(entry["at"])
                mine = entry["book"] == book
            except (ValueError, KeyError, TypeError):
                continue
            if mine:
                yield at, entry
