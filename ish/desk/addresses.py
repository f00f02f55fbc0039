"""Every address of the site, as the resolver knows it: for the check of access and for the tests that walk them all."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    """One pattern: its full name ("desk:home", empty without one), its route as written, its view, names of its arguments."""

    name: str
    route: str
    view: Any
    arguments: tuple[str, ...]


def every_address() -> Iterator[Address]:
    """Yield all addresses of the site."""
    yield from _walk(get_resolver(), route="", spaces=())


def _walk(resolver: URLResolver, *, route: str, spaces: tuple[str, ...]) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        here = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from _walk(entry, route=here, spaces=inner)
        elif isinstance(entry, URLPattern):
            name = ":".join((*spaces, entry.name)) if entry.name else ""
            yield Address(name, here, entry.callback, tuple(entry.pattern.regex.groupindex))
