"""Reads: how everybody's time with us ended, and what is due of whom."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, DateTimeField, F, OuterRef, Subquery

from ish.forgetting import schedule
from ish.forgetting.models import ArchiveOffer, LegalHold
from ish.forgetting.rules import RuleBook
from ish.forgetting.schedule import Hold, Stay
from ish.people.models import Participation, Person, Step
from ish.people.states import GONE, State
from ish.privacy.models import Erased
from ish.privacy.retention import CLASSES
from ish.privacy.services import erased_on

BATCH = 200
CAME = (State.CONFIRMED, State.ARRIVED, State.COMPLETED, State.LEFT_EARLY)
CODES = tuple(code for code, keeping in CLASSES.items() if keeping.anchor and keeping.anchor != "active_to")


@dataclass
class DueNow:
    """What is due on a day: people by class; whose facts wait for the archive; who is held."""

    due: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    waiting: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    held: set[int] = field(default_factory=set)

    @property
    def people(self) -> set[int]:
        """Of whom something is due."""
        return {person for people in self.due.values() for person in people}


@dataclass
class Plan:
    """What is read once for a run: the day, the rules, which editions the archive has had its say about."""

    day: date
    book: RuleBook
    released: set[int]

    @classmethod
    def on(cls, day: date) -> "Plan":
        """Read it."""
        decided = ArchiveOffer.objects.filter(decided_on__lte=day)
        return cls(day, RuleBook(day), set(decided.values_list("edition", flat=True)))


def batches(edition_id: int | None) -> Iterator[list[int]]:
    """Yield the keys of everybody who ever was in the edition (None: of everybody), so many at a time."""
    rows = Person.objects.filter(participations__isnull=False).order_by("pk").distinct()
    if edition_id is not None:
        rows = rows.filter(participations__edition=edition_id)
    after = 0
    while part := list(rows.filter(pk__gt=after).values_list("pk", flat=True)[:BATCH]):
        yield part
        after = part[-1]


def stays_of(people: Collection[int], book: RuleBook) -> dict[int, list[tuple[int, Stay]]]:
    """Return, for each person, edition and stay of each participation (one query)."""
    gone = Step.objects.filter(participation=OuterRef("pk"), new=OuterRef("state")).order_by("-at")
    rows = (
        Participation.objects.filter(person__in=people)
        .annotate(
            left_at=Subquery(gone.values("at")[:1], output_field=DateTimeField()),
            ends=F("edition__departure_day"),
            zone=F("edition__time_zone"),
            told_at=F("nomination__decided_at"),
        )
        .order_by("pk")
        .values("person", "edition", "state", "created_at", "left_at", "ends", "zone", "told_at")
    )
    found: dict[int, list[tuple[int, Stay]]] = defaultdict(list)
    for row in rows:
        found[row["person"]].append((row["edition"], _stay(row, book)))
    return found


def _stay(row: Any, book: RuleBook) -> Stay:
    state = row["state"]
    left = _day(row["left_at"] or row["created_at"], row["zone"]) if state in GONE else None
    told = _day(row["told_at"], row["zone"]) if row["told_at"] else None
    return Stay(row["ends"], book.terms(row["edition"]), left=left, came=state in CAME, told=told)


def _day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


def holds_of(people: Iterable[int]) -> dict[int, list[Hold]]:
    """Return the holds that nobody has ended, by person."""
    found: dict[int, list[Hold]] = defaultdict(list)
    rows = LegalHold.objects.filter(person__in=list(people), ended_at=None)
    for person, until in rows.values_list("person", "until"):
        found[person].append(Hold(until))
    return found


def due_in(edition_id: int | None, people: Sequence[int], plan: Plan) -> DueNow:
    """Return what is due of these people: of what belongs to the edition, or (None) to no edition at all. Two queries."""
    stays, holds, now = stays_of(people, plan.book), holds_of(people), DueNow()
    for person in people:
        mine = [(key, stay) for key, stay in stays.get(person, []) if edition_id in (None, key)]
        for code in CODES:
            day = schedule.due(code, [stay for _key, stay in mine], holds.get(person, ()))
            if day is None or day > plan.day:
                free = schedule.due(code, [stay for _key, stay in mine])
                if free is not None and free <= plan.day:
                    now.held.add(person)
                continue
            waits = any(
                schedule.waits_for_archive(code, stay) and key not in plan.released for key, stay in mine
            )
            (now.waiting if waits else now.due)[code].append(person)
    return now


def erased_counts(edition_id: int) -> tuple[dict[str, int], int]:
    """Return of how many people each class was erased in an edition, and how many people there are."""
    people = Participation.objects.filter(edition=edition_id).values("person")
    rows = Erased.objects.filter(edition_id=edition_id).values_list("code")
    counts = dict(rows.annotate(n=Count("person_id", distinct=True)))
    return counts, people.distinct().count()


def until_when(
    person_id: int, today: date, book: RuleBook | None = None, holds: Sequence[Hold] | None = None
) -> list[dict[str, Any]]:
    """Return of a person each class with the day on which it is erased (None: kept, or held) and when it was, by edition; the
    rules and the holds are read unless they are given."""
    book = book or RuleBook(today)
    stays = stays_of([person_id], book).get(person_id, [])
    if holds is None:
        holds = holds_of([person_id]).get(person_id, [])
    erased = erased_on(person_id)
    rows = []
    for code in CODES:
        day = schedule.due(code, [stay for _key, stay in stays], holds) if stays else None
        rows.append({"code": code, "day": day, "erased": erased.get(code)})
    return sorted(rows, key=lambda row: (row["day"] is None, row["day"] or today))
