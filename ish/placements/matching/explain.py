"""Why a student is not in a lab: a rule, a decision, or the price of it in other people's ranks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from .certificate import verify
from .costs import Costs, rank_terms
from .lists import lists_of
from .model import BrokenRule, Instance, broken_rules
from .result import Result
from .search import Search, Standing

Kind = Literal[
    "placed_here", "not_listed", "ineligible", "forbidden", "pinned", "no_seat", "price"
]  # in the order in which they are tried, "no_seat" and "price" by searching


class NotProven(ValueError):
    """The plan is not a proven optimum of this instance (changed by hand, or stale), so it has no prices."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One move in a chain: a student leaves a lab for another, each with its rank; None is no place."""

    student: str
    from_lab: str | None
    from_rank: int | None
    to_lab: str | None
    to_rank: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """Why not this lab for this student. Names in `chain` and `held_by` are for organisers only.

    `ineligible`: `rules` names each broken rule with both values. `pinned`: `pinned_to` is where the student is
    pinned, or `held_by` are the pinned people whose seats nobody can free. `price`: the cheapest exchange
    `chain`, how many more or fewer people it puts at rank 1, 2, … and leaves unplaced, and the `change` of each
    term of the objective; `free` means an equally good plan has the student here: could be swapped freely.
    """

    kind: Kind
    student: str
    lab: str
    rules: tuple[BrokenRule, ...] = ()
    pinned_to: str | None = None
    held_by: tuple[str, ...] = ()
    chain: tuple[Exchange, ...] = ()
    profile_change: tuple[int, ...] = ()
    unplaced_change: int = 0
    change: tuple[int, ...] = ()
    free: bool = False


def why_not(instance: Instance, result: Result, student: str, lab: str) -> Answer:
    """One answer from a stored result; raises NotProven, and KeyError for an unknown student or lab."""
    return Explainer(instance, result).why_not(student, lab)


class Explainer:
    """Answers many questions about one stored result; raises NotProven when that is not its optimum."""

    def __init__(self, instance: Instance, result: Result) -> None:
        certificate = result.certificate
        if certificate is None or not verify(instance, result).proven:
            raise NotProven("the plan is not a proven optimum of this instance")
        self.instance, self.result = instance, result
        costs = Costs(instance, preset=result.preset, seed=result.seed)
        labs = {lab: int(price, 16) for lab, price in certificate["labs"].items()}
        gates = {(city, lab): int(price, 16) for city, lab, price in certificate["gates"]}
        self.net = Standing(instance, costs, result.assignment, labs, gates)
        self.lists = lists_of(instance).of

    def why_not(self, student: str, lab: str) -> Answer:
        """Why this student is not in this lab; raises KeyError for an unknown student or lab."""
        instance = self.instance
        person, wanted = instance.student_by_id[student], instance.lab_by_id[lab]
        pinned_to = instance.pin_of.get(student)
        if self.result.assignment[student] == lab:
            return Answer("placed_here", student, lab)
        if self.lists[student].rank(lab) is None:
            return Answer("not_listed", student, lab)
        if broken := broken_rules(person, wanted):
            return Answer("ineligible", student, lab, rules=broken)
        if (student, lab) in instance.forbidden:
            return Answer("forbidden", student, lab)
        if pinned_to is not None:
            return Answer("pinned", student, lab, pinned_to=pinned_to)
        return self._price(student, lab)

    def _price(self, student: str, lab: str) -> Answer:
        """Search from the lab's entry back to the seat the student would leave: the cheapest closed chain."""
        net = self.net
        s = net.number[student]
        entry, standing = net.entry(s, lab), net.standing(s)
        more = net.paid(s, entry) + net.price[entry] - net.paid(s, standing) - net.price[standing]
        search = Search(net, s, [(more, entry)], standing)
        if search.distance is None:
            held_by = self._held_by(student, lab)
            return Answer("pinned" if held_by else "no_seat", student, lab, held_by=held_by)
        return self._priced(student, lab, [self._exchange(*move) for move in search.moves()])

    def _held_by(self, student: str, lab: str) -> tuple[str, ...]:
        """The pinned people who fill the lab, or the seats that this student's city may have in it."""
        instance, limit = self.instance, self.instance.same_city_max
        here = [other for other, pinned in self.instance.pin_of.items() if pinned == lab]
        city = instance.student_by_id[student].city
        from_city = [other for other in here if instance.student_by_id[other].city == city]
        if city is not None and limit is not None and len(from_city) >= limit:
            return tuple(from_city)
        return tuple(here)

    def _exchange(self, s: int, node: int) -> Exchange:
        person, to_lab = self.net.students[s], self.net.lab_of[node]
        from_lab = self.result.assignment[person.id]
        listed = self.lists[person.id]
        return Exchange(
            student=person.id,
            from_lab=from_lab,
            from_rank=listed.rank(from_lab),
            to_lab=to_lab,
            to_rank=listed.rank(to_lab),
        )

    def _priced(self, student: str, lab: str, chain: list[Exchange]) -> Answer:
        moved: Counter[int | None] = Counter(move.to_rank for move in chain)
        moved.subtract(move.from_rank for move in chain)
        counts = tuple(moved[rank] for rank in range(1, self.instance.worst_rank + 1))
        ranks = rank_terms(self.result.preset, counts)
        change = (moved[None], *ranks, -self._wishes_gained(chain), self._changes_gained(chain))
        return Answer(
            "price",
            student,
            lab,
            chain=tuple(chain),
            profile_change=counts,
            unplaced_change=moved[None],
            change=change,
            free=not any(change),
        )

    def _wishes_gained(self, chain: list[Exchange]) -> int:
        wishes = self.instance.host_wishes
        if not wishes:
            return 0
        gained = sum(wishes.get((move.student, move.to_lab), 0) for move in chain if move.to_lab)
        return gained - sum(wishes.get((move.student, move.from_lab), 0) for move in chain if move.from_lab)

    def _changes_gained(self, chain: list[Exchange]) -> int:
        previous = self.instance.previous
        known = [move for move in chain if move.student in previous]
        return sum(
            (previous[move.student] != move.to_lab) - (previous[move.student] != move.from_lab)
            for move in known
        )
