"""Lists as the engine reads them. Many lists that end in the same long group ("any suitable lab") share it.

What is shared is written down once for all lists that end in it, not once a student. To one student all labs of such a
group are worth the same; the lottery among them is held at the end, when it is known who gets one of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from .model import NO_WORDS, Instance, Student, broken_rules, ranks_of

LONG = 30  # labs from which on a last group may be shared,
MANY = 20_000  # and places in such groups of all lists together from which on they are


@dataclass(frozen=True, slots=True)
class Listed:
    """A list: the rank of each lab named one by one, and the shared last group (empty when there is none)."""

    named: Mapping[str, int]
    rest: frozenset[str] = NO_WORDS
    rest_rank: int = 0

    def rank(self, lab: str | None) -> int | None:
        """The rank of a lab, None when it is not on the list."""
        if lab is None:
            return None
        rank = self.named.get(lab)
        return self.rest_rank if rank is None and lab in self.rest else rank


@dataclass(frozen=True, slots=True)
class Choices:
    """Where a student may go: labs one by one with their rank (a pin off the list has none), and labs of the shared group.

    Those of the group all cost a student the same. A lab that is in both is cheaper one by one.
    """

    single: list[tuple[str, int | None]]
    pool: tuple[str, ...] = ()


class Lists:
    """All lists of an instance."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self._labs = sorted(instance.labs, key=lambda lab: lab.id)
        self._sets: dict[object, frozenset[str]] = {}
        self._allowed: dict[tuple[object, ...], tuple[str, ...]] = {}
        long = sum(len(last) for s in instance.students if len(last := _last(s)) >= LONG)
        self.sharing = long >= MANY
        self.of = {student.id: self._listed(student) for student in instance.students}

    def _listed(self, student: Student) -> Listed:
        last = _last(student)
        if not self.sharing or len(last) < LONG:
            return Listed(ranks_of(student))
        named: dict[str, int] = {}
        for rank, group in enumerate(student.prefs[:-1], start=1):
            for lab in group:
                named.setdefault(lab, rank)
        rest = self._set(last, frozenset(last))
        if not rest.issuperset(
            named
        ):  # lists that leave out of the group what they named before share it, too
            together = rest.union(named)
            rest = self._set(together, together)
        return Listed(named, rest, len(student.prefs))

    def _set(self, key: object, labs: frozenset[str]) -> frozenset[str]:
        return self._sets.setdefault(key, labs)

    def choices(self, student: Student) -> Choices:
        """Where a student may go; a pin leaves one place."""
        instance, listed = self.instance, self.of[student.id]
        pinned = instance.pin_of.get(student.id)
        if pinned is not None:
            return Choices([(pinned, listed.rank(pinned))])
        labs, ruled_out = instance.lab_by_id, self.forbidden_to[student.id]
        single: list[tuple[str, int | None]] = [
            (lab, rank)
            for lab, rank in listed.named.items()
            if lab not in ruled_out and not broken_rules(student, labs[lab])
        ]
        if not listed.rest:
            return Choices(single)
        single += [
            (lab, listed.rest_rank)
            for lab in sorted(self.special(student) & listed.rest)
            if lab not in listed.named and lab not in ruled_out and not broken_rules(student, labs[lab])
        ]
        pool = self._pool(student, listed.rest)
        if without := ruled_out | self._unwished[student.id]:
            pool = tuple(lab for lab in pool if lab not in without)
        return Choices(single, pool)

    def _pool(self, student: Student, rest: frozenset[str]) -> tuple[str, ...]:
        """The labs of the group whose rules the student meets; the same tuple for all who are alike in them."""
        key = (student.age, student.languages, student.subjects, id(rest))
        found = self._allowed.get(key)
        if found is None:
            found = tuple(lab.id for lab in self._labs if lab.id in rest and not broken_rules(student, lab))
            found = self._allowed[key] = self._allowed.setdefault((found,), found)
        return found

    def special(self, student: Student) -> frozenset[str]:
        """The labs that may cost this student other than the rest of the group: hosts' wishes, the plan before."""
        before = self.instance.previous.get(student.id)
        wished = self._wished[student.id]
        return wished if before is None else wished | {before}

    @cached_property
    def _wished(self) -> Mapping[str, frozenset[str]]:
        return _by_student(self.instance.host_wishes)

    @cached_property
    def _unwished(self) -> Mapping[str, frozenset[str]]:
        return _by_student(pair for pair, wish in self.instance.host_wishes.items() if wish < 0)

    @cached_property
    def forbidden_to(self) -> Mapping[str, frozenset[str]]:
        """The labs ruled out for each student."""
        return _by_student(self.instance.forbidden)


def _last(student: Student) -> tuple[str, ...]:
    return student.prefs[-1] if student.prefs else ()


def lists_of(instance: Instance) -> Lists:
    """The lists of an instance, made once."""
    found = vars(instance).get("lists")
    if found is None:
        found = vars(instance)["lists"] = Lists(instance)
    return found


def _by_student(pairs: Iterable[tuple[str, str]]) -> Mapping[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for student, lab in pairs:
        found[student].add(lab)
    return defaultdict(frozenset, {student: frozenset(labs) for student, labs in found.items()})
