"""A season of any size in which each declared personal field of each person holds something of their own, in bulk.

Nothing is left out silently: a declared model without rows, or a field without a value, is an error (`unfilled`). Beside it a
later edition runs; some of the first come again. Other places that name people stand in `places.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Max

from ish.consents.models import Purpose, Text
from ish.documents import storage
from ish.documents.models import StoredFile
from ish.forgetting import queries, schedule
from ish.forgetting.models import ArchiveOffer
from ish.forgetting.rules import RuleBook
from ish.nominations.models import Nomination
from ish.people.models import Participation, Person, Step
from ish.people.states import GONE, State
from ish.placements.models import Plan
from ish.privacy import catalogue
from ish.privacy.catalogue import ModelPolicy
from ish.programme.models import Edition
from ish.selection.models import Reviewer
from logistics.demo import build
from tests.people import makers

ON_DISK = 4
"""Of so many of each edition files lie on the disk."""
PAPER, FORM, PICTURE, LETTER = "paper", "form", "picture", "letter"
KEPT = {PAPER: "season", FORM: "consent", PICTURE: "travel", LETTER: "season"}
FILES = {
    "consents.paper": {"file": FORM},
    "portraits.portrait": {"original": PICTURE, "framed": PICTURE},
    "applications.reference": {"file": LETTER},
    "documents.version": {"file": PAPER},
}
AGAIN, MEANWHILE, LATER = 3, 5, date(2029, 7, 15)
"""So many come again to the later edition, with so many new ones."""
DAY = date(2026, 10, 3)
STATES = (
    *[State.COMPLETED] * 6,
    *[State.CONFIRMED] * 3,
    State.WITHDREW,
    State.NOT_SELECTED,
    State.LEFT_EARLY,
)
EDITION_KEYS = 500
FEW_WORDS = {"profiles.education.languages": lambda word: [{"language": word, "level": "B2"}]}
SHORT = {
    "people.person.nationalities": ["TV"],
    "portraits.portrait.uses": ["print"],
    "selection.opinion.scores": {"1": 3},
}


@dataclass
class Season:
    """What was written: people, participations and files by number; of each planted word its class, whose it is, the edition."""

    edition: Edition
    later: Edition
    people: dict[int, Person] = field(default_factory=dict)
    rows: dict[int, Participation] = field(default_factory=dict)
    files: dict[tuple[str, int], StoredFile] = field(default_factory=dict)
    purposes: dict[int, Purpose] = field(default_factory=dict)
    planted: dict[str, tuple[str, int, int | None]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)

    def word(self, name: str, key: int, code: str, edition: int | None = None) -> str:
        """Return a word that stands nowhere else, for a field (or another place) of somebody."""
        text = f"Zq{self.numbers.setdefault(name, len(self.numbers)):03d}x{key:04d}y"
        self.planted[text.lower()] = (code, key % EDITION_KEYS, edition)
        return text

    def phone(self, name: str, key: int, code: str, edition: int | None = None) -> str:
        """Return a number that nobody else has."""
        number = 100 + self.numbers.setdefault(name, len(self.numbers))
        self.planted[f"6221{number}{key:04d}"] = (code, key % EDITION_KEYS, edition)
        return f"+496221{number}{key:04d}"

    def due(self) -> dict[str, date | None]:
        """Return of each planted word the day on which it is to go."""
        book = RuleBook(self.later.departure_day)
        stays = queries.stays_of([person.pk for person in self.people.values()], book)
        known: dict[tuple[str, int, int | None], date | None] = {}
        for of in set(self.planted.values()):
            code, key, edition = of
            mine = [stay for pk, stay in stays[self.people[key].pk] if edition in (None, pk)]
            known[of] = schedule.due(code, mine)
        return {word: known[of] for word, of in self.planted.items()}


def seeded(count: int) -> Season:
    """Write the season."""
    world = build.frame("travel")
    later = makers.edition(99, arrival=LATER, short="ISH later")
    found = Season(world.edition, later)
    _people(found, count, list(world.bodies.values()))
    _needed(found, world)
    for kind in (FORM, PICTURE, LETTER):
        _files(found, kind)
    for policy in _in_order():
        _each(found, policy, world)
    for edition in (world.edition, later):
        ArchiveOffer.objects.create(edition=edition, answer="nothing", decided_on=DAY)
    return found


def _people(found: Season, count: int, bodies: list[Any]) -> None:
    """Write people, where they take part and who named them; of some the last step."""
    for key in range(1, count + MEANWHILE + 1):
        person = found.people[key] = Person(birth_date=date(2009, 1, 1) + timedelta(days=key))
        _plant(found, person, key, None)
    Person.objects.bulk_create(found.people.values())
    for key, person in found.people.items():
        if key <= count:
            state = STATES[key % len(STATES)]
            found.rows[key] = Participation(person=person, edition=found.edition, state=state)
        if key <= AGAIN or key > count:
            found.rows[EDITION_KEYS + key] = Participation(
                person=person, edition=found.later, state=State.CONFIRMED
            )
    for key, row in found.rows.items():
        _plant(found, row, key, row.edition_id)
    Participation.objects.bulk_create(found.rows.values())
    said = datetime(2027, 3, 1, 12, tzinfo=makers.BERLIN)
    for key, row in found.rows.items():
        if row.state in GONE:
            step = Step(participation=row, old=State.OFFERED, new=row.state, at=said)
            _plant(found, step, key, row.edition_id)
            step.save()
    _nominations(found, bodies)


def _nominations(found: Season, bodies: list[Any]) -> None:
    made = []
    for key, row in found.rows.items():
        one = Nomination(edition=row.edition, body=bodies[key % len(bodies)], participation=row)
        _plant(found, one, key, row.edition_id)
        made.append(one)
    Nomination.objects.bulk_create(made)


def _needed(found: Season, world: build.World) -> None:
    """Write what rows about people hang on."""
    for edition in (found.edition, found.later):
        Plan.objects.create(edition=edition)
        purpose = Purpose.objects.create(edition=edition, code="print")
        Text.objects.create(purpose=purpose, version=1, language="en", title="Print", body="May we print it?")
        found.purposes[edition.pk] = purpose
    Reviewer.objects.create(edition=found.edition, name="Rita Reads", email="rita@example.org")


def _in_order() -> Iterator[ModelPolicy]:
    """Yield the declarations about people: what others hang on first."""
    every = [p for p in catalogue.every().values() if p.lookup() is not None and p.fields]
    first = ("people.guardian", "documents.storedfile", "documents.document", "logistics.journey")
    done = ("people.person", "people.participation", "nominations.nomination", "people.step")
    every = [p for p in every if p.label not in done]
    yield from sorted(every, key=lambda p: first.index(p.label) if p.label in first else len(first))


def _each(found: Season, policy: ModelPolicy, world: build.World) -> None:
    """Write a row for everybody: for each participation, or, of what belongs to no edition, for each person."""
    by_person = policy.edition is None
    parents, usual = _parents(found, policy), _usual(policy, world)
    made: list[Any] = []
    for key in found.people if by_person else found.rows:
        row = policy.model(**_values(found, policy, key, parents, usual))
        _plant(found, row, key, None if by_person else found.rows[key].edition_id)
        made.append(row)
    policy.model._base_manager.bulk_create(made, batch_size=100)
    if policy.label == "documents.storedfile":
        found.files |= {(PAPER, key): row for key, row in zip(found.rows, made, strict=True)}


def _parents(found: Season, policy: ModelPolicy) -> dict[int, models.Model]:
    """Return by participation the row on which one of this model hangs, when that is no participation or person."""
    first = (policy.person or "").split("__")[0]
    if first in ("participation", "person") or first.startswith("#"):
        return {}
    parent: Any = policy.model._meta.get_field(first).related_model
    way = (catalogue.declared(parent).person or "").removesuffix("__person")
    return {getattr(row, f"{way}_id"): row for row in parent._base_manager.all()}


def _values(
    found: Season, policy: ModelPolicy, key: int, parents: dict[int, models.Model], usual: dict[str, Any]
) -> dict[str, Any]:
    """Return what a row needs besides personal values."""
    first = (policy.person or "").split("__")[0]
    row = found.rows.get(key)
    values: dict[str, Any] = {}
    if first == "person":
        values["person"] = found.people[key]
    elif first.startswith("#"):
        values[first[1:]] = found.people[key].pk if policy.edition is None else row.person_id  # type: ignore[union-attr]
    elif row is not None:
        values[first] = row if first == "participation" else parents[row.pk]
    if policy.edition == "edition" and row is not None:
        values["edition"] = row.edition
    return {**usual, **values, **_special(found, policy.label, key, values)}


def _usual(policy: ModelPolicy, world: build.World) -> dict[str, Any]:
    """Return what columns that want something get."""
    return {
        column.name: _some(column, world)
        for column in policy.model._meta.concrete_fields
        if not (column.null or column.has_default() or column.primary_key)
        and not (column.empty_strings_allowed and column.blank)
        and column.name not in policy.fields
    }


def _some(column: Any, world: build.World) -> Any:
    if isinstance(column, models.ForeignKey):
        return column.related_model._base_manager.order_by("pk").first()
    if isinstance(column, models.DateTimeField):
        return world.now + timedelta(hours=column.name.startswith("arrives"))
    if isinstance(column, models.DateField):
        return DAY
    if column.choices:
        return column.choices[0][0]
    if isinstance(column, models.BooleanField | models.IntegerField):
        return 1
    return column.name[: column.max_length or 40]


_CHOSEN: dict[str, dict[str, Any]] = {
    "forgetting.legalhold": {"ended_at": datetime(2027, 1, 2, tzinfo=makers.BERLIN)},
    "interviews.interview": {"state": "cancelled"},
    "people.placeanswer": {"role": "student"},
    "consents.answer": {"role": "participant"},
    "consents.paper": {"role": "participant"},
    "outbox.message": {"state": "sent"},
    "rights.copy": {"state": "gone", "role": "participant"},
    "rights.restriction": {"lifted_at": datetime(2027, 1, 2, tzinfo=makers.BERLIN)},
    "profiles.changerequest": {"state": "accepted"},
}


def _special(found: Season, label: str, key: int, values: dict[str, Any]) -> dict[str, Any]:
    """Return what the constraints of a model want."""
    chosen = dict(_CHOSEN.get(label, {}))
    for column, kind in FILES.get(label, {}).items():
        chosen[column] = found.files[kind, key]
    if label == "consents.lift":
        chosen["purpose"] = found.purposes[found.rows[key].edition_id]
    if label == "outbox.message":
        chosen |= {"key": f"s:{key}", "message_id": f"<s.{key}@example.org>"}
    if label == "documents.storedfile":
        chosen |= {"path": _on_disk(found, PAPER, key)}
    return chosen


def _files(found: Season, kind: str) -> None:
    """Write a file of a kind for each participation, as it lies there for those who have one on disk."""
    made = []
    for key, row in found.rows.items():
        name = found.word(f"name of {kind}", key, KEPT[kind], row.edition_id)
        path = _on_disk(found, kind, key)
        made.append(StoredFile(participation=row, path=path, name=name, size=9, content_type="text/plain"))
    for key, file in zip(found.rows, StoredFile.objects.bulk_create(made), strict=True):
        found.files[kind, key] = file


def _on_disk(found: Season, kind: str, key: int) -> str:
    if key % EDITION_KEYS > ON_DISK:
        return ""
    word = found.word(f"in {kind}", key, KEPT[kind], found.rows[key].edition_id)
    return storage.write(f"This is about {word}.".encode())


# ---------------------------------------------------------------- WORDS


def _plant(found: Season, row: models.Model, key: int, edition: int | None) -> None:
    """Give each declared field a value of its own; of a few words, one of them."""
    policy = catalogue.declared(row)
    for name, one in policy.fields.items():
        column = policy.model._meta.get_field(name)
        if not hasattr(column, "of"):  # what follows from other fields is written by the column itself
            setattr(row, name, _value(found, f"{policy.label}.{name}", column, key, one.erase, edition))


def _value(found: Season, full: str, column: Any, key: int, code: str, edition: int | None) -> Any:
    if full in SHORT:
        return SHORT[full]
    kind = type(column).__name__
    if column.choices:
        return [choice for choice, _label in column.flatchoices if choice][-1]
    if "Boolean" in kind:
        return True
    if "Date" in kind:
        return DAY
    if "Phone" in kind or full.endswith("_phone"):
        return found.phone(full, key, code, edition)
    if "Country" in kind or (getattr(column, "max_length", None) or 99) < len("Zq000x0000y"):
        return "TV"[: column.max_length]
    word = found.word(full, key, code, edition)
    if full in FEW_WORDS:
        return FEW_WORDS[full](word)
    if "JSON" in kind:
        return {"fields": {"given_names": ["", word]}}
    return f"{word.lower()}@example.org" if isinstance(column, models.EmailField) else word


def unfilled() -> list[str]:
    """Return the declared fields of people that hold nothing of anybody, and the models without a row for everybody."""
    missing = []
    for policy in catalogue.every().values():
        lookup = policy.lookup()
        if lookup is None or not policy.fields:
            continue
        last = policy.model._base_manager.aggregate(last=Max("pk"))["last"]
        row = policy.model._base_manager.filter(pk=last).first()
        if row is None:
            missing.append(policy.label)
            continue
        missing += [
            f"{policy.label}.{name}" for name in policy.fields if getattr(row, name) in (None, "", [], {})
        ]
    return missing
