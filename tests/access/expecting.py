"""The words in which expectations are written: who may do what at an address. See `test_matrix.py`."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from django.urls import reverse

ACTORS = (
    "anonymous",
    "nobody",
    "organiser",
    "organiser_other",
    "coordinator",
    "coordinator_other",
    "participant",
    "participant_other",
    "host",
    "host_other",
    "reviewer",
    "reviewer_other",
    "officer",
    "companion",
    "mixed",
)
# Somebody with several roles may enter what one of these may: with that role, and no further.
SUM_OF = {"mixed": ("coordinator", "organiser_other", "participant_other")}
Status = int | set[int]


@dataclass(frozen=True)
class Literal:
    """An argument of an address that is no object's key."""

    value: Any


@dataclass(frozen=True)
class Expect:
    """Which status an actor gets for GET (`pages`) and POST (`posts`); whoever is not named is refused.

    `args` fills the address: the name of an object of the world (its key is taken) or a `Literal`. `data` is what is posted: a
    dictionary, or a function of the world. `query` is appended to the address; it may be a function of the world, too.
    """

    pages: Mapping[str, Status] = field(default_factory=dict)
    posts: Mapping[str, Status] = field(default_factory=dict)
    args: Mapping[str, str | Literal] = field(default_factory=dict)
    data: Mapping[str, Any] | Callable[[Any], Mapping[str, Any]] = field(default_factory=dict)
    query: str | Callable[[Any], str] = ""

    def url(self, name: str, world: Any) -> str:
        """Return the whole address, filled with the objects of a world; `name` is an address when it begins with a slash."""
        filled = {
            key: value.value if isinstance(value, Literal) else getattr(world, value).pk
            for key, value in self.args.items()
        }
        query = self.query(world) if callable(self.query) else self.query
        return (name if name.startswith("/") else reverse(name, kwargs=filled)) + query


def everybody(status: Status) -> dict[str, Status]:
    """The same for all, signed in or not."""
    return dict.fromkeys(ACTORS, status)


def signed_in(status: Status) -> dict[str, Status]:
    """The same for all who are signed in."""
    return dict.fromkeys(ACTORS[1:], status)


def of(*actors: str, status: Status = 200) -> dict[str, Status]:
    """The same for the actors named. Raises `ValueError` for an unknown one."""
    if unknown := set(actors) - set(ACTORS):
        raise ValueError(f"Unknown actors: {unknown}")
    return dict.fromkeys(actors, status)


def expectations() -> dict[str, dict[str, Expect]]:
    """Return what each file beside this one expects, by name of the address. Raises `ValueError` when two name the same."""
    package = import_module("tests.access.expectations")
    names = [module.name for module in iter_modules(package.__path__)]
    found = {name: import_module(f"tests.access.expectations.{name}").EXPECTED for name in names}
    if twice := [
        url for url, times in Counter(url for urls in found.values() for url in urls).items() if times > 1
    ]:
        raise ValueError(f"Expected twice: {twice}")
    return found
