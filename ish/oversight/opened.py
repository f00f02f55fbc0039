"""What a role meets: the pages that open for it, and the lists on them with the columns it may read.

Read off the rules at the views and the declarations, so that nothing has to be kept up by hand.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from inspect import getmodule, unwrap
from typing import Any

from django.utils.text import capfirst

from accounts import roles
from ish.desk.access import rule_of
from ish.desk.addresses import every_address
from ish.desk.registry import navigation
from ish.desk.tables import Table
from ish.oversight import declared
from ish.privacy import services


@dataclass(frozen=True)
class Listed:
    """A list that a role meets: what it is called, and what of people stands in it."""

    title: str
    shows: tuple[str, ...]


@dataclass(frozen=True)
class Seen:
    """What one role meets."""

    role: str
    label: str
    pages: tuple[str, ...]
    lists: tuple[Listed, ...]


def by_role(*names: str) -> list[Seen]:
    """Return for each role registered (or those named) what it meets."""
    return [_seen(role) for role in roles.every() if not names or role.name in names]


def _seen(role: roles.Role) -> Seen:
    entries = sorted((e for e in navigation.every() if e.role == role.name), key=lambda entry: entry.order)
    found = {listed for title, table in _tables(role.name) if (listed := _listed(title, table, role.name))}
    label = str(capfirst(str(role.label)))
    lists = tuple(sorted(found, key=lambda listed: listed.title.casefold()))
    return Seen(role.name, label, tuple(str(entry.label) for entry in entries), lists)


def _listed(title: str, table: type[Table], role: str) -> Listed | None:
    """Return what the role may read of a list; None when nothing in it is about people."""
    shown = [
        declared.field_label(model.lower(), field)
        for fields in table.personal().values()
        for model, field in fields
        if all(f in services.readable(m, role) for m, f in fields)
    ]
    if not shown:
        return None
    caption = str((getattr(table._meta, "attrs", None) or {}).get("caption", ""))
    called = caption or title or str(getattr(table._meta.model, "_meta", table).verbose_name_plural)
    return Listed(str(capfirst(called)), tuple(dict.fromkeys(shown)))


def _tables(role: str) -> Iterator[tuple[str, type[Table]]]:
    """Yield the tables that views open to this role name, each with what the navigation calls its page."""
    titles = {entry.url_name: str(entry.label) for entry in navigation.every() if entry.role == role}
    for names, url_name, tables in _views():
        if not names or role in names:
            for table in tables:
                yield titles.get(url_name, ""), table


@cache
def _views() -> tuple[tuple[tuple[str, ...], str, tuple[type[Table], ...]], ...]:
    """Return for each view of ours the roles it opens for, its name, and the tables that its code (or a helper) names."""
    found = []
    for address in every_address():
        rule = rule_of(address.view)
        if rule is None or rule.public:
            continue
        tables = tuple(_named(unwrap(address.view)))
        if tables:
            found.append((rule.roles, address.name, tables))
    return tuple(found)


def _named(view: Any, depth: int = 2) -> Iterator[type[Table]]:
    module, code = getmodule(view), getattr(view, "__code__", None)
    if module is None or code is None:
        return
    for name in code.co_names:
        thing = getattr(module, name, None)
        if isinstance(thing, type) and issubclass(thing, Table):
            yield thing
        elif depth and callable(thing) and getattr(thing, "__module__", "") == module.__name__:
            yield from _named(unwrap(thing), depth - 1)
