"""What a place costs under each preset: one Python integer, whose digits are the aims in their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from hashlib import blake2b
from itertools import accumulate

from .lists import lists_of
from .model import Instance

PRESETS = ("balanced", "greedy", "generous", "min-sum")
DEFAULT_PRESET = "balanced"

_PRIME = 2**61 - 1
_LOTTERY_BITS = 36


class UnknownPreset(ValueError):
    """The name is none of `PRESETS`."""


class Costs:
    """The cost of every (student, lab) pair of an instance under a preset and a seed.

    From the highest digit down: people without a place from their list, the preset's ranks, hosts' wishes,
    changes against the previous plan, lottery. Integers of any size keep this order exact.
    """

    def __init__(self, instance: Instance, *, preset: str, seed: int | str) -> None:
        if preset not in PRESETS:
            raise UnknownPreset(f"unknown preset {preset!r}, choose one of {', '.join(PRESETS)}")
        people = len(instance.students)
        wishes = instance.host_wishes
        self._wishes, self._previous = wishes, instance.previous
        self._top_wish = max(0, *wishes.values()) if wishes else 0
        span = self._top_wish - min(0, *wishes.values()) if wishes else 0
        self._change = (people << _LOTTERY_BITS) + 1
        self._wish = self._change * (people + 1 if instance.previous else 1)
        lower = self._wish * (people * span + 1)
        self._by_rank = [cost * lower for cost in _rank_costs(instance, preset)]
        self._without = people * (max(self._by_rank, default=0) + lower) + 1
        self._off_list = self._without + lower - 1
        self.beyond = self._off_list * (people + 1) * 4  # more than any path can cost
        self._student_ticket = {
            student.id: _ticket(seed, "student", student.id) for student in instance.students
        }
        self._lab_ticket = {lab.id: _ticket(seed, "lab", lab.id) for lab in instance.labs}
        self._shared = {student: found.rest_rank for student, found in lists_of(instance).of.items()}

    def place(self, student: str, lab: str, rank: int | None) -> int:
        """The cost of placing a student in a lab at a rank, or off their list (rank None)."""
        if rank is None:
            return self._off_list
        if rank == self._shared[student]:
            ticket = self._student_ticket[student]
        else:
            ticket = self._student_ticket[student] * self._lab_ticket[lab] % _PRIME
        cost = self._by_rank[rank - 1] + (ticket >> 61 - _LOTTERY_BITS)
        if self._wishes:
            cost += (self._top_wish - self._wishes.get((student, lab), 0)) * self._wish
        if self._previous and self._previous.get(student, lab) != lab:
            cost += self._change
        return cost

    def shared(self, student: str) -> int:
        """The cost of placing a student in any lab of the group they share."""
        cost = self._by_rank[self._shared[student] - 1] + (
            self._student_ticket[student] >> 61 - _LOTTERY_BITS
        )
        if self._wishes:
            cost += self._top_wish * self._wish
        return cost + (self._change if student in self._previous else 0)

    def drawn(self) -> tuple[list[str], list[str]]:
        """The students and the labs in the order in which the lottery draws them."""
        students, labs = self._student_ticket, self._lab_ticket
        return (
            sorted(students, key=lambda student: (students[student], student)),
            sorted(labs, key=lambda lab: (labs[lab], lab)),
        )

    def unplaced(self, student: str) -> int:
        """The cost of leaving a student without a place."""
        return self._without + (self._change if self._previous.get(student) is not None else 0)


def _rank_costs(instance: Instance, preset: str) -> list[int]:
    """The cost of rank 1, 2, … alone; each weight exceeds all that the lower ones can add up to."""
    ranks = range(1, instance.worst_rank + 1)
    if preset == "balanced":
        return [rank * rank * (len(instance.students) + 1) + (rank > 1) for rank in ranks]
    if preset == "min-sum":
        return list(ranks)
    ending = Counter(len(student.prefs) for student in instance.students)
    listed = list(accumulate((ending[rank] for rank in reversed(ranks)), initial=1))[:0:-1]
    if preset == "generous":
        return list(accumulate(listed[:-1], int.__mul__, initial=1)) if listed else []
    weights = list(accumulate(reversed(listed[1:]), int.__mul__, initial=1))[::-1]
    return [weights[0] - weight for weight in weights] if listed else []


def _ticket(seed: int | str, kind: str, name: str) -> int:
    """A number from 1 to the prime drawn by the seed; it depends on no order and on no other person."""
    text = f"{seed}\0{kind}\0{name}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(text, digest_size=16).digest(), "big") % (_PRIME - 1) + 1


def profile(instance: Instance, assignment: Mapping[str, str | None]) -> tuple[int, ...]:
    """How many people are at rank 1, 2, … of their list."""
    counts, of = [0] * instance.worst_rank, lists_of(instance).of
    for student in instance.students:
        rank = of[student.id].rank(assignment[student.id])
        if rank is not None:
            counts[rank - 1] += 1
    return tuple(counts)


def objective(instance: Instance, preset: str, assignment: Mapping[str, str | None]) -> tuple[int, ...]:
    """The value of a plan as numbers in order of weight, smaller is better; the lottery is left out.

    First the people without a place from their list; last minus the hosts' wishes met, and the changes.
    """
    counts = profile(instance, assignment)
    wishes = sum(instance.host_wishes.get((s, lab), 0) for s, lab in assignment.items() if lab is not None)
    changes = sum(
        instance.previous[student] != lab
        for student, lab in assignment.items()
        if student in instance.previous
    )
    return (len(assignment) - sum(counts), *rank_terms(preset, counts), -wishes, changes)


def rank_terms(preset: str, counts: tuple[int, ...]) -> tuple[int, ...]:
    """A profile as the preset weighs it: smaller is better, first term first."""
    if preset == "balanced":
        return (sum(n * rank * rank for rank, n in enumerate(counts, start=1)), -sum(counts[:1]))
    if preset == "min-sum":
        return (sum(n * rank for rank, n in enumerate(counts, start=1)),)
    if preset == "generous":
        return tuple(reversed(counts))
    return tuple(-n for n in counts)
