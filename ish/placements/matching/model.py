"""What a placement problem is: labs, students, limits, and what can be wrong with its pins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

NO_WORDS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Lab:
    """A lab with its seats and rules; an empty `languages` is no rule, `subjects` are all required."""

    id: str
    capacity: int
    min_age: int | None = None
    languages: frozenset[str] = NO_WORDS
    subjects: frozenset[str] = NO_WORDS


@dataclass(frozen=True, slots=True)
class Student:
    """A student and their list; each entry of `prefs` is one rank, several labs in it are a tie."""

    id: str
    city: str | None = None
    age: int | None = None
    languages: frozenset[str] = NO_WORDS
    subjects: frozenset[str] = NO_WORDS
    prefs: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Instance:
    """The whole problem. `host_wishes` (higher is more wished) and `previous` only break ties."""

    labs: tuple[Lab, ...]
    students: tuple[Student, ...]
    pins: tuple[tuple[str, str], ...] = ()
    forbids: tuple[tuple[str, str], ...] = ()
    same_city_max: int | None = None
    host_wishes: Mapping[tuple[str, str], int] = field(default_factory=dict)
    previous: Mapping[str, str | None] = field(default_factory=dict)

    @cached_property
    def lab_by_id(self) -> dict[str, Lab]:
        return {lab.id: lab for lab in self.labs}

    @cached_property
    def student_by_id(self) -> dict[str, Student]:
        return {student.id: student for student in self.students}

    @cached_property
    def pin_of(self) -> dict[str, str]:
        return dict(self.pins)

    @cached_property
    def forbidden(self) -> frozenset[tuple[str, str]]:
        return frozenset(self.forbids)

    @cached_property
    def worst_rank(self) -> int:
        return max((len(student.prefs) for student in self.students), default=0)


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """A lab's rule that a student does not meet, with both values."""

    rule: str
    lab_value: Any
    student_value: Any


def broken_rules(student: Student, lab: Lab) -> tuple[BrokenRule, ...]:
    """All rules of the lab the student does not meet; an unknown age does not meet a minimum."""
    broken = []
    if lab.min_age is not None and (student.age is None or student.age < lab.min_age):
        broken.append(BrokenRule("min_age", lab.min_age, student.age))
    if lab.languages and lab.languages.isdisjoint(student.languages):
        broken.append(BrokenRule("languages", sorted(lab.languages), sorted(student.languages)))
    if not lab.subjects <= student.subjects:
        broken.append(BrokenRule("subjects", sorted(lab.subjects), sorted(student.subjects)))
    return tuple(broken)


def ranks_of(student: Student) -> dict[str, int]:
    """Lab id → rank as submitted, counted from 1; a lab named twice keeps its better rank."""
    ranks: dict[str, int] = {}
    for rank, group in enumerate(student.prefs, start=1):
        for lab in group:
            ranks.setdefault(lab, rank)
    return ranks


@dataclass(frozen=True, slots=True)
class Conflict:
    """One reason why the pins and lists cannot be obeyed."""

    kind: str
    students: tuple[str, ...] = ()
    labs: tuple[str, ...] = ()
    detail: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """A plain dictionary for JSON."""
        return {"kind": self.kind, "students": list(self.students), "labs": list(self.labs), **self.detail}


def find_conflicts(instance: Instance) -> tuple[Conflict, ...]:
    """Every conflict of every kind at once; empty means that a plan exists."""
    known = [
        pin
        for pin in dict.fromkeys(instance.pins)
        if pin[0] in instance.student_by_id and pin[1] in instance.lab_by_id
    ]
    return (
        *_unknown_ids(instance),
        *_two_pins(known),
        *_pins_against_rules(instance, known),
        *_pins_over_capacity(instance, known),
        *_pins_over_city_max(instance, known),
    )


def _unknown_ids(instance: Instance) -> Iterator[Conflict]:
    for where, pairs in (("pins", instance.pins), ("forbids", instance.forbids)):
        for student, lab in dict.fromkeys(pairs):
            if student not in instance.student_by_id:
                yield Conflict("unknown_id", (student,), (), {"where": where, "unknown": student})
            if lab not in instance.lab_by_id:
                yield Conflict("unknown_id", (), (lab,), {"where": where, "unknown": lab})
    seen: set[int] = set()  # groups that many lists share are looked through once
    for person in instance.students:
        if all(_known(instance, group, seen) for group in person.prefs):
            continue
        for lab in ranks_of(person):
            if lab not in instance.lab_by_id:
                yield Conflict("unknown_id", (person.id,), (lab,), {"where": "prefs", "unknown": lab})


def _known(instance: Instance, group: tuple[str, ...], seen: set[int]) -> bool:
    if len(group) == 1:
        return group[0] in instance.lab_by_id
    if id(group) not in seen and instance.lab_by_id.keys() >= set(group):
        seen.add(id(group))
    return id(group) in seen


def _two_pins(pins: list[tuple[str, str]]) -> Iterator[Conflict]:
    labs_of: dict[str, list[str]] = defaultdict(list)
    for student, lab in pins:
        labs_of[student].append(lab)
    for student, labs in labs_of.items():
        if len(labs) > 1:
            yield Conflict("two_pins", (student,), tuple(labs))


def _pins_against_rules(instance: Instance, pins: list[tuple[str, str]]) -> Iterator[Conflict]:
    for student, lab in pins:
        if (student, lab) in instance.forbidden:
            yield Conflict("pin_and_forbid", (student,), (lab,))
        broken = broken_rules(instance.student_by_id[student], instance.lab_by_id[lab])
        if broken:
            rules = [
                {"rule": rule.rule, "lab": rule.lab_value, "student": rule.student_value} for rule in broken
            ]
            yield Conflict("pin_ineligible", (student,), (lab,), {"rules": rules})


def _pins_over_capacity(instance: Instance, pins: list[tuple[str, str]]) -> Iterator[Conflict]:
    pinned: dict[str, list[str]] = defaultdict(list)
    for student, lab in pins:
        pinned[lab].append(student)
    for lab, students in pinned.items():
        capacity = instance.lab_by_id[lab].capacity
        if len(students) > capacity:
            yield Conflict("pins_over_capacity", tuple(students), (lab,), {"limit": capacity})


def _pins_over_city_max(instance: Instance, pins: list[tuple[str, str]]) -> Iterator[Conflict]:
    limit = instance.same_city_max
    if limit is None:
        return
    pinned: dict[tuple[str, str], list[str]] = defaultdict(list)
    for student, lab in pins:
        city = instance.student_by_id[student].city
        if city is not None:
            pinned[lab, city].append(student)
    for (lab, city), students in pinned.items():
        if len(students) > limit:
            yield Conflict("pins_over_city_max", tuple(students), (lab,), {"city": city, "limit": limit})
