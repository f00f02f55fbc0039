"""Everything we hold about a person, for the person: by the declarations, so that nothing declared is forgotten."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import ForeignKey, Model, QuerySet
from django.urls import reverse
from django.utils.text import capfirst

from ish.desk import counts
from ish.people.models import Guardian, Participation, Person
from ish.privacy import catalogue
from ish.privacy.services import Revealed, reveal_each, way_to_anchor
from ish.profiles import registry, showing

_EMPTY: tuple[Any, ...] = (None, "", [], {})


# What repeats others on a page, and is only of use in a file.
_FILE_ONLY = {"outbox.message": ("to_email", "to_name", "context", "reason", "body_html")}


# What was said once is a record: it is answered, not corrected.
_AS_IT_WAS = ("outbox.message", "profiles.changerequest", "nominations.correction", "consents.answer")


# Who looked has a page and a list of its own, newest first; there may be thousands.
_ELSEWHERE = ("privacy.look",)


@dataclass(frozen=True)
class Group:
    """The facts of one kind: its name, and one list of facts a row."""

    title: str
    label: str
    rows: list[list[dict[str, Any]]]
    keys: list[int]

    def shown(self) -> list[list[dict[str, Any]]]:
        """Return the rows as a page shows them."""
        skipped = _FILE_ONLY.get(self.label, ())
        return [[fact for fact in facts if fact["name"] not in skipped] for facts in self.rows]

    def to_correct(self) -> list[tuple[list[dict[str, Any]], str]]:
        """Return the rows as a page shows them, each with the address at which one says that it is wrong ("": none)."""
        if not correctable(self.label):
            return [(facts, "") for facts in self.shown()]
        urls = [reverse("profiles:wrong", args=[self.label, key]) for key in self.keys]
        return list(zip(self.shown(), urls, strict=True))


MESSAGES = "outbox.message"
_ABOUT_THE_STUDENT = ("profiles.changerequest",)
"""What a guardian says of the student, in a section that the student handed over: the student reads it there, too."""


def may_be_guardians(row: Model) -> bool:
    """Say whether rows of this kind are somebody's word or paper, a guardian's or the student's."""
    return _of_guardian(row) is not None


def guardian_of(row: Model) -> int | None:
    """Return the key of the guardian whose word, paper or answer a row is; None for what is no guardian's."""
    field = _of_guardian(row)
    return getattr(row, field.attname) if field else None


def _of_guardian(row: Model) -> Any:
    links = (one for one in row._meta.concrete_fields if isinstance(one, ForeignKey))
    return next((one for one in links if one.related_model is Guardian), None)


def is_guardians(row: Model) -> bool:
    """Say whether a row is what a guardian said or handed in, whether or not it is known which."""
    return guardian_of(row) is not None or getattr(row, "role", "") == "guardian"


def guardians_alone(rows: Mapping[str, Sequence[Model]], person: Person) -> dict[str, set[Any]]:
    """Return, by label, the keys of those of a person's rows that are a guardian's own and that the student does not read (GDPR
    Art. 15(4)): what they signed and answered, and letters to them. How each consent stands the student sees elsewhere."""
    found: dict[str, set[Any]] = {}
    own = {person.email.casefold(), person.user.email.casefold() if person.user else ""}
    parents = {one.email.casefold() for one in person.guardians.all()} - own - {""}
    for label, some in rows.items():
        if label == MESSAGES:
            keys = {row.pk for row in some if row.to_email.casefold() in parents}  # type: ignore[attr-defined]
        elif label in _ABOUT_THE_STUDENT:
            continue
        else:
            keys = {row.pk for row in some if is_guardians(row)}
        if keys:
            found[label] = keys
    return found


def correctable(label: str) -> bool:
    """Say whether rows of a kind can be corrected: not what was written to somebody, nor what they themselves asked for."""
    return label not in _AS_IT_WAS


def of(person: Person, *, reader: Any) -> list[Group]:
    """Return all that is kept about `person` and that they may read, by kind, in the order of the declarations.

    One query a kind of which there is anything and one a kind of anchor, however much there is; what a participation has one of
    comes with it.
    """
    by_kind = rows_of(person)
    closed = guardians_alone(by_kind, person)
    by_kind = {
        label: [row for row in rows if row.pk not in closed.get(label, ())] for label, rows in by_kind.items()
    }
    objs = [row for rows in by_kind.values() for row in rows]
    known = iter(reveal_each(objs, reader=reader, role="participant", where="own data"))
    found = []
    for label, rows in by_kind.items():
        lists = [(facts_of(next(known)), row) for row in rows]
        if filled := [([*_about(row), *facts], row.pk) for facts, row in lists if facts]:
            title = (
                registry.telling_of(label).title or catalogue.declared(label).model._meta.verbose_name_plural
            )
            told, keys = zip(*filled, strict=True)
            found.append(Group(capfirst(str(title)), label, list(told), list(keys)))
    # What was written to somebody is long: it comes after what is kept about them.
    return sorted(found, key=lambda group: group.label == MESSAGES)


def rows_of(person: Person) -> dict[str, list[Model]]:
    """Return the rows about a person by the label of their model."""
    single = _singles()
    taking_part = list(Participation.objects.filter(person=person).select_related(*single.values()))
    for row in taking_part:
        row.person = person
    found: dict[str, list[Model]] = {}
    asked: dict[str, QuerySet[Any]] = {}
    for label, policy in catalogue.every().items():
        lookup = policy.lookup()
        if lookup is None or not policy.fields or label in _ELSEWHERE:
            continue
        found[label] = []  # in the order of the declarations
        if policy.model is Person:
            found[label] = [person]
        elif policy.model is Participation:
            found[label] = list(taking_part)
        elif label in single:
            found[label] = [own for row in taking_part if (own := getattr(row, single[label], None))]
        else:
            way = "__".join(way_to_anchor(policy))
            rows = policy.model._default_manager.filter(**{lookup: person.pk})
            with_it = [one for one in (way, *registry.telling_of(label).with_it) if one]
            asked[label] = rows.select_related(*with_it) if with_it else rows
    for (label, rows), number in zip(asked.items(), counts.together(list(asked.values())), strict=True):
        if number:
            found[label] = list(rows)
    return found


def _singles() -> dict[str, str]:
    """Return what a participation has one of (a nomination, a section of the profile): the label and the way there."""
    own = [relation for relation in Participation._meta.related_objects if relation.one_to_one]
    return {relation.related_model._meta.label_lower: str(relation.get_accessor_name()) for relation in own}


def _about(row: Model) -> list[dict[str, Any]]:
    """Return the line that tells a row from others of its kind, where they need one."""
    about = registry.telling_of(row._meta.label_lower).about
    if about is None:
        return []
    label, value = about(row)
    return [{"name": "about", "label": label, "value": value, "raw": value}]


def facts_of(known: Revealed) -> list[dict[str, Any]]:
    """Return what is kept in one row and may be read, in words and as it is."""
    telling = registry.telling_of(known.obj._meta.label_lower)
    return [
        {
            "name": f["name"],
            "label": capfirst(str(telling.labels.get(f["name"], f["label"]))),
            "value": telling.words.get(f["name"], partial(showing.words, name=f["name"]))(known.obj),
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
