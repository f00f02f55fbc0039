"""What upper floors hang into the frame: navigation, search sources, panels. Filled in `AppConfig.ready()`."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ish.desk import folding

Row = TypeVar("Row")
Label = str | Promise
log = logging.getLogger(__name__)


# ---------------------------------------------------------------- NAVIGATION


# Headings within the navigation of a role that has many entries, in this order; entries without a part stand before them.
PARTS = {
    "selection": _("Selection"),
    "labs": _("Labs"),
    "travel": _("Travel"),
    "edition": _("The edition"),
}


@dataclass(frozen=True)
class Entry:
    """One entry of a role's navigation. Beside it is shown how many rows `counted(request)` has, when above zero (None: nothing
    to count); `stage` hides the entry in editions whose programme lacks that stage, `shown(request)` from people whom it does not
    concern; `part` is its heading (of `PARTS`)."""

    role: str
    order: int
    label: Label
    url_name: str
    icon: str = ""
    counted: Callable[[HttpRequest], QuerySet[Any] | None] | None = None
    stage: str | None = None
    part: str = ""
    shown: Callable[[HttpRequest], bool] | None = None


class Navigation:
    """All entries, by role and order."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._inside: dict[tuple[str, str], tuple[str, ...]] = {}

    def add(self, entry: Entry) -> None:
        """Add an entry; raises `ValueError` when the role has that address already."""
        if any((e.role, e.url_name) == (entry.role, entry.url_name) for e in self._entries):
            raise ValueError(f"Navigation of {entry.role!r} lists {entry.url_name!r} twice.")
        self._entries.append(entry)

    def inside(self, role: str, url_name: str, *pages: str) -> None:
        """Say that pages whose names begin so lie inside of an entry, though their addresses do not begin with its own."""
        self._inside[role, url_name] = (*self._inside.get((role, url_name), ()), *pages)

    def closeness(self, entry: Entry, page: str) -> int:
        """Return how closely the page of this name lies inside of an entry: 0 for not at all."""
        of = self._inside.get((entry.role, entry.url_name), ())
        return max((len(name) for name in of if page.startswith(name)), default=0)

    def of(self, role: str, edition: Any = None) -> list[Entry]:
        """Return the entries of a role that make sense in `edition` (an object with `has_stage`, or None: all without stage)."""
        found = [e for e in self._entries if e.role == role and _in_stage(e, edition)]
        return sorted(found, key=lambda e: e.order)

    def every(self) -> list[Entry]:
        """Return all entries."""
        return list(self._entries)


def _in_stage(entry: Entry, edition: Any) -> bool:
    return entry.stage is None or (edition is not None and edition.has_stage(entry.stage))


def url_of(entry: Entry) -> str:
    """Return the entry's address, or "" while it has none (an app without pages yet)."""
    try:
        return reverse(entry.url_name)
    except NoReverseMatch:
        log.warning("navigation leads nowhere", extra={"url_name": entry.url_name})
        return ""


# ---------------------------------------------------------------- SEARCH


@dataclass(frozen=True)
class Hit:
    """One thing found: what it is called, what tells it from others, where it is; `restricted`: somebody whose data is kept and
    not used."""

    title: str
    detail: str
    url: str
    restricted: bool = False


@dataclass(frozen=True)
class Found:
    """What one source found."""

    label: Label
    hits: list[Hit]


Source = Callable[[Any, list[str], int], list[Hit]]


class Search:
    """Sources of the search: `fn(user, words, limit)` returns only what the user may see."""

    def __init__(self) -> None:
        self._sources: list[tuple[Label, Source]] = []

    def add(self, label: Label, fn: Source) -> None:
        """Add a source under a heading ("People")."""
        self._sources.append((label, fn))

    def find(self, user: Any, text: str, limit: int = 20) -> list[Found]:
        """Return what each source found for the words of `text`; empty groups are left out."""
        words = folding.split(text)
        if not words:
            return []
        groups = [Found(label, list(fn(user, words, limit))) for label, fn in self._sources]
        return [group for group in groups if group.hits]


# ---------------------------------------------------------------- PANELS

Panel = Callable[[HttpRequest, Any], str | SafeString | None]


class Panels:
    """Pieces of pages from other apps: `fn(request, obj)` returns rendered HTML, or None when it has nothing to say."""

    def __init__(self) -> None:
        self._panels: dict[str, list[tuple[int, Panel]]] = {}

    def add(self, slot: str, fn: Panel, order: int = 50) -> None:
        """Add a panel to a slot ("desk.organiser", "person" …)."""
        self._panels.setdefault(slot, []).append((order, fn))
        self._panels[slot].sort(key=lambda pair: pair[0])

    def of(self, slot: str) -> list[Panel]:
        """Return the panels of a slot in order."""
        return [fn for _order, fn in self._panels.get(slot, [])]

    def render(self, slot: str, request: HttpRequest, obj: Model | Any = None) -> list[str]:
        """Return what the panels of a slot say about `obj`, without the silent ones."""
        return [html for fn in self.of(slot) if (html := fn(request, obj))]


navigation = Navigation()
search = Search()
panels = Panels()


def words_match(words: Iterable[str], *lookups: str) -> Q:
    """Return the condition that each word occurs in one of the `lookups` (for texts that are not folded; see `searching`)."""
    condition = Q()
    for word in (part for text in words for part in folding.split(text)):
        # SQLite knows the two cases of English letters only.
        cases = [word] if word.isascii() else {word, word.lower(), word.upper(), word.capitalize()}
        either = Q()
        for lookup in lookups:
            for case in cases:
                either |= Q(**{f"{lookup}__icontains": case})
        condition &= either
    return condition


def called(rows: Iterable[Row], words: Sequence[str], limit: int, *names: str) -> list[Row]:
    """Return the first of some hundred rows in whose texts (attributes, `names`) each word occurs, however it is written."""
    fitting = (row for row in rows if folding.fits(words, *(getattr(row, name) for name in names)))
    return list(islice(fitting, limit))
