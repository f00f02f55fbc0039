"""Everything we hold about a person, for the person: by the declarations, so that nothing declared is forgotten."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts import roles
from ish import clock
from ish.people.models import Person
from ish.privacy import catalogue
from ish.privacy.models import Look
from ish.privacy.services import Hidden, looks_of, reveal
from ish.profiles import showing

_EMPTY: tuple[Any, ...] = (None, "", [], {})


# What repeats others on a page, and is only of use in a file.
_FILE_ONLY = {"outbox.message": ("to_email", "to_name", "context", "reason", "body_html")}


@dataclass(frozen=True)
class Group:
    """The facts of one kind: its name, and one list of facts a row."""

    title: str
    label: str
    rows: list[list[dict[str, Any]]]

    def shown(self) -> list[list[dict[str, Any]]]:
        """Return the rows as a page shows them."""
        skipped = _FILE_ONLY.get(self.label, ())
        return [[fact for fact in facts if fact["name"] not in skipped] for facts in self.rows]


def of(person: Person, *, reader: Any) -> list[Group]:
    """Return all that is kept about `person` and that they may read, by kind, in the order of the declarations."""
    found = []
    for policy in catalogue.every().values():
        lookup = policy.lookup()
        if lookup is None or not policy.fields:
            continue
        rows = [_facts(row, reader) for row in policy.model._default_manager.filter(**{lookup: person.pk})]
        if filled := [facts for facts in rows if facts]:
            title = str(policy.model._meta.verbose_name_plural)
            found.append(Group(capfirst(title), policy.label, filled))
    # What was written to somebody is long: it comes after what is kept about them.
    return sorted(found, key=lambda group: group.label == "outbox.message")


def _facts(row: Model, reader: Any) -> list[dict[str, Any]]:
    try:
        known = reveal(row, reader=reader, role="participant", where="own data")
    except Hidden:
        return []
    return [
        {
            "name": f["name"],
            "label": capfirst(str(f["label"])),
            "value": showing.words(row, f["name"]),
            "raw": f["value"],
        }
        for f in known.facts()
        if f["value"] not in _EMPTY
    ]


def as_plain(groups: list[Group]) -> dict[str, Any]:
    """Return the same for a file."""
    return {
        group.title: [{fact["name"]: _plain(fact["raw"]) for fact in facts} for facts in group.rows]
        for group in groups
    }


def _plain(value: Any) -> Any:
    simple = isinstance(value, (str, int, float, bool, list, dict)) or value is None
    return value if simple else str(value)


@dataclass(frozen=True)
class Shown:
    """One look in words."""

    at: Any
    reader: str
    role: str
    what: list[str]
    where: str
    reason: str


def looks(person: Person, limit: int = 200) -> list[Shown]:
    """Return who looked at a person's sensitive facts, in words, newest first."""
    return [_shown(row) for row in looks_of(person.pk)[:limit]]


def _shown(look: Look) -> Shown:
    known = {role.name: role.label for role in roles.every()}
    reader = look.reader.name or look.reader.email if look.reader else _("somebody whose account is gone")
    return Shown(
        at=clock.seen(look.at),
        reader=str(reader),
        role=str(known.get(look.role, look.role)),
        what=_what(look.fields),
        where=_WHERE.get(look.where, lambda: look.where)(),
        reason=look.reason,
    )


_WHERE = {
    "page": lambda: _("on a page"),
    "person page": lambda: _("on your page"),
    "form": lambda: _("while filling in for you"),
    "conflict": lambda: _("while filling in for you"),
    "export": lambda: _("in a list taken away as a file"),
}


def _what(fields: list[str]) -> list[str]:
    """Return the facts seen by their section: which part of it would say more than it helps."""
    titles = []
    for name in fields:
        label = name.rpartition(".")[0]
        try:
            titles.append(str(apps.get_model(label)._meta.verbose_name))
        except (LookupError, ValueError):
            titles.append(name)
    return [title[:1].upper() + title[1:] for title in dict.fromkeys(titles)]
