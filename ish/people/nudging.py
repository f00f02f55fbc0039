"""Who is written to when it is somebody's turn: students themselves, guardians, coordinators, lab supervisors, each at an address
of their own. Apps that know such people say here how they are reached from a participation."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Lower

from ish.people.models import Guardian, Participation
from ish.people.states import Actor
from ish.programme.models import Edition

Condition = Callable[[date], Q]


@dataclass(frozen=True, eq=False)
class Source:
    """How those who have to act are reached: `way` leads from a participation to their rows, and the other names are lookups from
    the participation, too (the first that is filled counts). `page` names the address on which they see to it."""

    actor: Actor
    way: str
    label: Any
    name: str = "name"
    page: str = ""
    languages: Sequence[str] = ()
    zones: Sequence[str] = ()
    where: Condition = field(default=lambda at: Q())

    @property
    def kind(self) -> str:
        """The kind of message."""
        return f"turn_{self.actor}"

    def addresses(self, rows: QuerySet[Participation], at: date) -> QuerySet[Any]:
        """Return these participations once for each address that is not the person's own, as `address`."""
        email = f"{self.way}__email"
        narrowed = Participation.objects.filter(pk__in=rows.order_by().values("pk"))
        reached = narrowed.filter(self.where(at), **{f"{email}__gt": ""})
        found = reached.annotate(address=Lower(email), own_address=Lower("person__email"))
        return found.exclude(address=F("own_address"))

    def people(self, rows: QuerySet[Participation], at: date) -> "list[Recipient]":
        """Return who is written to about these participations, each address once, with the participations that concern them."""
        paths = [f"{self.way}__pk", f"{self.way}__email", f"{self.way}__{self.name}"]
        more = [*self.languages, *self.zones]
        found: dict[str, Recipient] = {}
        told = self.addresses(rows, at).order_by("pk", f"{self.way}__pk")
        for pk, address, key, email, name, *rest in told.values_list("pk", "address", *paths, *more):
            if address not in found:
                languages, zones = rest[: len(self.languages)], rest[len(self.languages) :]
                found[address] = Recipient(email, name, _first(languages), _first(zones))
            found[address].about.append((pk, key))
        return list(found.values())


def _first(values: Iterable[Any]) -> str:
    return next((str(value) for value in values if value), "")


@dataclass
class Recipient:
    """Somebody who is written to: at which address, in which language, about whom (participation, own row)."""

    email: str
    name: str
    language: str
    zone: str
    about: list[tuple[int, int]] = field(default_factory=list)

    def key(self, kind: str, edition: Edition, at: date) -> str:
        """Return what keeps a second letter of the same day away; it does not give the address away."""
        digest = hashlib.sha256(self.email.casefold().encode()).hexdigest()[:32]
        return f"{kind}:{edition.pk}:{digest}:{at.isoformat()}"


_sources: dict[str, Source] = {}
_owing: dict[str, Callable[[Participation], Collection[int]]] = {}
_guardian_page: list[Callable[[Participation, Guardian], str]] = []


def register(source: Source) -> None:
    """Say how those are reached whose turn it may be. Raises `ValueError` when that was said already."""
    if source.actor in _sources:
        raise ValueError(f"How {source.actor!r} is reached is registered twice.")
    _sources[source.actor] = source


def every() -> list[Source]:
    """Return all sources, in the order of registration; students are written to by themselves (`mails.reminder`)."""
    return list(_sources.values())


def get(actor: str) -> Source:
    """Return how those are reached; raises `KeyError`."""
    return _sources[actor]


def set_owing(code: str, fn: Callable[[Participation], Collection[int]]) -> None:
    """Tell which of somebody's guardians (keys) still have to do what a requirement asks: who has done their part is not written
    to, and so learns nothing of the other's answer."""
    _owing[code] = fn


def owes(participation: Participation, code: str, guardian_id: int) -> bool:
    """Say whether this guardian still has to do it; everybody does where nobody knows better."""
    known = _owing.get(code)
    return known is None or guardian_id in known(participation)


def set_guardian_page(fn: Callable[[Participation, Guardian], str]) -> None:
    """Tell the page (a whole address with a signed link) on which a guardian sees to everything that is asked of them."""
    _guardian_page[:] = [fn]


def guardian_page(participation: Participation, guardian: Guardian) -> str:
    """Return that page; "" while nobody knows one."""
    return _guardian_page[0](participation, guardian) if _guardian_page else ""
