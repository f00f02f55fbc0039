"""What upper floors tell privacy: other stores to erase, which part an organiser does, when phases are, rules of keeping."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from ish.privacy.retention import CLASSES, Keeping

Eraser = Callable[[int], dict[str, int]]
ManyEraser = Callable[[Collection[int], int | None], dict[str, int]]
Parts = Callable[[Any, int | None], set[str]]
Restricted = Callable[[], QuerySet[Any]]
Phases = Callable[[int], Mapping[str, tuple[date, date]]]
Rules = Callable[[int | None], Mapping[str, Keeping]]
Holds = Callable[[Collection[int] | None], set[int]]
Watch = Callable[..., None]


@dataclass(frozen=True)
class Store:
    """Another store than declared columns. `fn(person_id)` empties it of one person, `many(people, edition_id)` of many at once.

    On schedule it is emptied with the class `erase`: when the person's last edition is due (edition None), or, `by_edition`, of
    what belongs to the edition that is. What is kept on a `consent` alone goes with it, too; `left()` returns the keys of the
    participations of which there is any.
    """

    name: str
    fn: Eraser
    erase: str = "season"
    many: ManyEraser | None = None
    by_edition: bool = False
    consent: str = ""
    left: Restricted | None = None

    def empty(self, people: Collection[int], edition_id: int | None) -> dict[str, int]:
        """Empty it of these people; return counts by what was emptied."""
        if self.many is not None:
            return self.many(people, edition_id)
        counts: dict[str, int] = {}
        for person_id in people:
            for name, count in self.fn(person_id).items():
                counts[name] = counts.get(name, 0) + count
        return counts


@dataclass(frozen=True)
class Exceptional:
    """Rows of a model that are kept as `erase` says, whatever its declaration says: `rows()` returns their keys as a queryset."""

    erase: str
    rows: Restricted


_stores: dict[str, Store] = {}
_parts: list[Parts] = []
_phases: list[Phases] = []
_sealed: dict[str, Any] = {}
_exceptions: dict[str, list[Exceptional]] = {}
_rules: list[Rules] = []
_holds: list[Holds] = []
_watch: list[Watch] = []
_restricted: list[Restricted] = []


def on_erase(
    name: str,
    fn: Eraser,
    *,
    erase: str = "season",
    many: ManyEraser | None = None,
    by_edition: bool = False,
    consent: str = "",
    left: Restricted | None = None,
) -> None:
    """Have `fn(person_id)` empty another store when a person is erased; it returns counts by what was emptied. On schedule it is
    emptied with the class `erase`: for many people at once by `many(people, edition_id)`, if given (see `Store`). What rests on a
    `consent` alone is emptied with it, too, and says by `left()` of which participations there is any (their keys)."""
    if by_edition and many is None:
        raise ValueError(f"{name}: who empties by edition does it for many at once.")
    if bool(consent) != (left is not None):
        raise ValueError(f"{name}: what rests on a consent says of whom there is any.")
    _stores[name] = Store(name, fn, erase, many, by_edition, consent, left)


def erasers() -> dict[str, Eraser]:
    """Return the registered erasers of one person by name."""
    return {name: store.fn for name, store in _stores.items()}


def stores() -> list[Store]:
    """Return the registered stores."""
    return list(_stores.values())


def keep_rows(label: str, rows: Restricted, *, erase: str) -> None:
    """Have some rows of a model ("documents.storedfile") be of another class of keeping than declared: those of `rows()`, a
    queryset of keys, asked anew each time. A row belongs to one exception at most."""
    _exceptions.setdefault(label.lower(), []).append(Exceptional(erase, rows))


def kept_otherwise(label: str) -> list[Exceptional]:
    """Return which rows of a model are of another class than declared."""
    return list(_exceptions.get(label.lower(), ()))


def on_rotate(name: str, store: Any) -> None:
    """Have another place with sealed values taken along when keys change (`rotation.Store`: `tokens()` and `swap(…)`)."""
    _sealed[name] = store


def sealed_stores() -> dict[str, Any]:
    """Return the registered places with sealed values by name."""
    return dict(_sealed)


def set_parts_source(fn: Parts) -> None:
    """Tell how to find the parts ("lead", "health" …) that a user does in an edition (None: in any)."""
    _parts[:] = [fn]


def parts_of(user: Any, edition_id: int | None) -> set[str]:
    """Return the organiser's parts of `user` in the edition; none when nobody told how to find them."""
    return _parts[0](user, edition_id) if _parts else set()


def set_phase_source(fn: Phases) -> None:
    """Tell how to find the phases of an edition: code → (opens, closes)."""
    _phases[:] = [fn]


def phases_of(edition_id: int | None) -> Mapping[str, tuple[date, date]]:
    """Return the phases of an edition; empty when unknown."""
    return _phases[0](edition_id) if _phases and edition_id is not None else {}


def set_rules_source(fn: Rules) -> None:
    """Tell how to find the rules of keeping that hold for an edition (None: for any)."""
    _rules[:] = [fn]


def rules_of(edition_id: int | None) -> Mapping[str, Keeping]:
    """Return until when what is kept in an edition, by class: the rules of the organisers, else the proposal."""
    return _rules[0](edition_id) if _rules else CLASSES


def set_holds_source(fn: Holds) -> None:
    """Tell how to find, among people (keys; None: everybody), those of whom nothing may be erased today."""
    _holds[:] = [fn]


def held_of(people: Collection[int] | None) -> set[int]:
    """Return those of the people (None: of everybody) of whom nothing may be erased today."""
    return _holds[0](people) if _holds and (people is None or people) else set()


def set_watch(fn: Watch) -> None:
    """Have `fn(policy=…, rows=…)` see what is about to be emptied, for the evidence that it is gone afterwards."""
    _watch[:] = [fn]


def watch() -> Watch | None:
    """Return who sees what is about to be emptied, or None."""
    return _watch[0] if _watch else None


def set_restricted_source(fn: Restricted) -> None:
    """Tell how to find the people whose data is kept and not used: a queryset of people."""
    _restricted[:] = [fn]


def restricted() -> QuerySet[Any] | None:
    """Return the keys of people whose data is kept and not used, for a condition within another query; None: nobody told how."""
    return _restricted[0]().order_by().values("pk") if _restricted else None
