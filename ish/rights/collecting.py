"""Everything about a person that they (or a parent of theirs) may read, by the declarations: nothing is listed by hand, so that a
field declared tomorrow is in the copy tomorrow. What they may not read is named with the reason, without its content."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ish.consents import confided
from ish.documents import kinds
from ish.documents.models import Document
from ish.outbox.states import State as Sending
from ish.people.models import Guardian, Participation, Person
from ish.people.states import State
from ish.privacy import catalogue
from ish.privacy.catalogue import ModelPolicy
from ish.privacy.models import Look
from ish.privacy.services import readable, reveal_own
from ish.profiles import holdings
from ish.profiles.models import Emergency
from ish.rights import keeping, log, papers
from ish.rights.papers import Papers

EMPTY: tuple[Any, ...] = (None, "", [], {})
MESSAGES = "outbox.message"


@dataclass(frozen=True)
class Group:
    """The rows of one kind: its name, the label of its model, one list of facts a row, and until when they are kept."""

    title: str
    label: str
    rows: list[list[dict[str, Any]]]
    kept: list[str]


@dataclass(frozen=True)
class LeftOut:
    """Something that is kept about the person and is not theirs to read: what, how many of it, why."""

    title: str
    count: int
    reason: str


@dataclass(frozen=True)
class Everything:
    """All that a copy holds, but for the files themselves."""

    person: Person
    role: str
    taking_part: list[dict[str, Any]]
    groups: list[Group]
    left_out: list[LeftOut]
    looks: list[dict[str, Any]]
    changes: list[dict[str, Any]]
    papers: Papers
    contains: list[str] = field(default_factory=list)


def of(person: Person, *, role: str, guardian_id: int | None = None) -> Everything:
    """Return everything about `person` that `role` may read; of several parents, what concerns the one given alone."""
    rows = holdings.rows_of(person)
    found = papers.of(person, role=role, guardian_id=guardian_id)
    closed = holdings.guardians_alone(rows, person) if role != "guardian" else {}
    own = {
        label: [
            row for row in _own(label, objs, found, role, guardian_id) if row.pk not in closed.get(label, ())
        ]
        for label, objs in rows.items()
    }
    guardian = person.guardians.filter(pk=guardian_id or 0).first() if role == "guardian" else None
    theirs = _confided(own, guardian)
    groups, contains = _groups(person, own, role, theirs)
    return Everything(
        person=person,
        role=role,
        taking_part=[_taking_part(row) for row in _participations(person)],
        groups=groups,
        left_out=_for_guardians(found)
        if role == "guardian"
        else [*_left_out(rows, own, role), *_papers_left_out(found)],
        looks=log.looks(person, role=role),
        changes=log.changes(own, person, role=role, without=theirs),
        papers=found,
        contains=contains,
    )


def _own(label: str, objs: list[Model], found: Papers, role: str, guardian_id: int | None) -> list[Model]:
    """Return the rows that may go into the copy at all: nothing of another parent, nothing of a paper that is not open to the
    reader, nothing that was written and not sent."""
    if label == MESSAGES:
        return [row for row in objs if row.state == Sending.SENT]  # type: ignore[attr-defined]
    if label == "documents.storedfile":
        return [row for row in objs if row.pk in found.keys]
    if label == "documents.document":
        return [row for row in objs if _is_open(row, role)]
    if role == "guardian":
        return [row for row in objs if _is_of(row, guardian_id)]
    return objs


def _is_open(row: Any, role: str) -> bool:
    return isinstance(row, Document) and role in kinds.get(row.kind).reads


def _is_of(row: Model, guardian_id: int | None) -> bool:
    """Say whether a row concerns this parent: themself, what they said or handed in, what is kept of the student; not what
    another parent or the student signed."""
    if isinstance(row, Guardian):
        return row.pk == guardian_id
    if isinstance(row, Look):
        return bool(log.told_to_guardians(row))
    return not holdings.may_be_guardians(row) or holdings.guardian_of(row) == guardian_id


Confided = Mapping[tuple[str, int], frozenset[str]]
"""What another guardian wrote: by label and key of the row, the names of the fields."""


def _confided(own: Mapping[str, list[Model]], guardian: Guardian | None) -> Confided:
    """Return what of the rows this parent does not read because another one wrote it. People to call who are another parent are
    taken out of the rows in hand (which nobody saves)."""
    found: dict[tuple[str, int], frozenset[str]] = {}
    if guardian is None:
        return found
    others = confided.others(guardian)
    for label, objs in own.items():
        for row in objs:
            if names := confided.labels_hidden(label, row, guardian):
                found[(label, row.pk)] = names
            if isinstance(row, Emergency):
                row.contacts = [dict(one) for one in confided.seen(row.contacts, others)]
    return found


# ---------------------------------------------------------------- WHAT IS THEIRS


def _groups(
    person: Person, own: Mapping[str, list[Model]], role: str, without: Confided
) -> tuple[list[Group], list[str]]:
    groups: list[Group] = []
    contains: set[str] = set()
    for label, objs in own.items():
        filled = []
        for known in reveal_own(objs, person_id=person.pk, role=role):
            for name in without.get((label, known.obj.pk), ()):
                known.pop(name, None)
            facts = holdings.facts_of(known)
            contains.update(f"{label}.{fact['name']}" for fact in facts)
            if facts:
                filled.append(facts)
        if filled:
            policy = catalogue.declared(label)
            names = {fact["name"] for facts in filled for fact in facts}
            title = capfirst(str(policy.model._meta.verbose_name_plural))
            kept = keeping.in_words(policy, names, objs)
            groups.append(Group(title, label, filled, kept))
    return sorted(groups, key=lambda group: group.label == MESSAGES), sorted(contains)


def _participations(person: Person) -> Iterable[Participation]:
    rows = Participation.objects.filter(person=person).select_related("edition__programme")
    return rows.prefetch_related("steps").order_by("edition__arrival_day", "pk")


def _taking_part(row: Participation) -> dict[str, Any]:
    return {
        "edition": str(row.edition),
        "capacity": str(row.get_capacity_display()),
        "state": str(row.get_state_display()),
        "arrival_day": row.edition.arrival_day,
        "departure_day": row.edition.departure_day,
        "steps": [{"at": step.at, "state": str(State(step.new).label)} for step in row.steps.all()],
    }


# ---------------------------------------------------------------- WHAT IS NOT


def _for_guardians(found: Papers) -> list[LeftOut]:
    """Say to a parent what is never in their copy; the same words whether or not there is any of it."""
    silent = _("We do not say whether there is any.")
    return [
        LeftOut(_("What the student tells the school alone"), 0, silent),
        LeftOut(_("What another guardian wrote or signed, and letters to them"), 0, silent),
        LeftOut(
            _("Notes of those who organise"),
            0,
            _("For their own work. Ask us, and you are given what concerns you."),
        ),
        *_unread(found.unreadable),
    ]


def _left_out(rows: Mapping[str, list[Model]], own: Mapping[str, list[Model]], role: str) -> list[LeftOut]:
    """Name each kind of row in which something is filled in that does not go into the copy, with the reason."""
    found = []
    for label, objs in rows.items():
        policy = catalogue.declared(label)
        theirs, inside = readable(label, role), {row.pk for row in own[label]}
        hidden: dict[str, int] = {}
        for row in objs:
            closed = [
                one
                for one in policy.fields.values()
                if (one.name not in theirs or row.pk not in inside) and _filled(row, one.name)
            ]
            if closed and (reason := _reason(policy, [one.name for one in closed], row.pk in inside, role)):
                hidden[reason] = hidden.get(reason, 0) + 1
        title = capfirst(str(policy.model._meta.verbose_name_plural))
        found += [LeftOut(title, count, reason) for reason, count in hidden.items()]
    return found


def _filled(row: Model, name: str) -> bool:
    return getattr(row, name) not in EMPTY


def _reason(policy: ModelPolicy, names: list[str], inside: bool, role: str) -> str:
    """Return why these fields of a row stay out; "" for what only repeats others (the form by which people are found)."""
    readers = {reader for name in names for reader in policy.fields[name].reads}
    if not readers:
        return ""
    if policy.label in ("documents.storedfile", "documents.document"):
        return ""  # named as papers
    if policy.label == MESSAGES:
        return "" if inside else _("Written and not sent.")
    if not inside and "participant" in readers:
        return _(
            "Signed by a guardian, or written to one: it is theirs. How each consent stands is shown to you."
        )
    if "reviewer" in readers:
        return _("Written in confidence to advise on the selection. Ask us: what may be told, you are told.")
    return _(
        "Notes of those who organise, for their own work; they may say something of other people, too. "
        "Ask us, and you are given what concerns you."
    )


def _papers_left_out(found: Papers) -> list[LeftOut]:
    reason = _("Somebody else wrote it in confidence, or handed it in for others, too.")
    return [*_named(found.confidential, reason), *_unread(found.unreadable)]


def _unread(names: list[str]) -> list[LeftOut]:
    return _named(names, _("The virus scanner has not looked at it yet."))


def _named(names: list[str], reason: str) -> list[LeftOut]:
    return [LeftOut(name, names.count(name), reason) for name in dict.fromkeys(names)]
