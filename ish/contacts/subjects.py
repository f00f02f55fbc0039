"""What can be written about: each app registers its own, by the label of the model ("people.person")."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Named:
    """Somebody or something as the log names it: what it is called, where its page is, which partner it belongs to; `restricted`:
    a person whose data is kept and not used."""

    label: str
    url: str = ""
    partner: str = ""
    restricted: bool = False


Names = Callable[[Any, Collection[int], Any], dict[int, Named]]
Search = Callable[[Any, Any, list[str], int], dict[int, Named]]


@dataclass(frozen=True)
class Subject:
    """A kind of subject. `named(user, keys, edition)` names those of the rows that the user sees as an organiser (in this
    edition, or in any: None); `search(user, edition, words, limit)` finds some; `personal`: the row is a person, with whom its
    entries are erased; `icon` stands beside the name."""

    key: str
    label: str | Promise
    named: Names
    search: Search
    icon: str = "person"
    personal: bool = False


_known: dict[str, Subject] = {}


def register(subject: Subject) -> None:
    """Add a kind of subject. Raises `ValueError` when its key is taken."""
    if subject.key in _known:
        raise ValueError(f"The subject {subject.key!r} is registered twice.")
    _known[subject.key] = subject


def every() -> list[Subject]:
    """Return all kinds in the order of registration."""
    return list(_known.values())


def find(about: str) -> tuple[Subject, int] | None:
    """Return kind and key of "people.person:12"; None for what is none."""
    kind, _colon, number = about.partition(":")
    subject = _known.get(kind)
    if subject is None or not number.isdecimal() or len(number) > 17:
        return None
    return subject, int(number)


def about(subject: Subject, pk: int) -> str:
    """Return what an entry about this row carries."""
    return f"{subject.key}:{pk}"


def names(user: Any, abouts: Iterable[str], edition: Any = None) -> dict[str, Named]:
    """Return the names of what the user sees of these subjects (one or two queries a kind)."""
    keys: dict[str, set[int]] = {}
    for text in set(abouts):
        if pair := find(text):
            keys.setdefault(pair[0].key, set()).add(pair[1])
    found: dict[str, Named] = {}
    for kind, numbers in keys.items():
        subject = _known[kind]
        for pk, named in subject.named(user, numbers, edition).items():
            found[about(subject, pk)] = named
    return found


def search(user: Any, edition: Any, text: str, limit: int = 20) -> list[tuple[Subject, dict[str, Named]]]:
    """Return what is called so, kind by kind; kinds of which nothing was found are left out."""
    words = text.split()[:8]
    if not words:
        return []
    groups = [(subject, subject.search(user, edition, words, limit)) for subject in every()]
    return [
        (subject, {about(subject, pk): named for pk, named in found.items()})
        for subject, found in groups
        if found
    ]
