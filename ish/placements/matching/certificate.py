"""Checking a plan without solving it: every limit is obeyed, and no exchange of any length could improve it.

Knows nothing of the search. A plan is optimal when there are prices of seats such that everybody stands where
cost plus price is least for them, only full places have a positive price and only empty ones a negative.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .costs import PRESETS, Costs, objective, profile
from .lists import Choices, lists_of
from .model import Instance, Student, broken_rules, find_conflicts
from .result import ENGINE, Result


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check found: no problem means a proven optimum. `arcs` is how many arcs were looked at."""

    problems: tuple[str, ...]
    arcs: int = 0

    @property
    def proven(self) -> bool:
        return not self.problems


def verify(instance: Instance, result: Result) -> Verdict:
    """Check a result against its instance in linear time; never raises for a tampered result."""
    if result.preset not in PRESETS:
        return Verdict((f"unknown preset {result.preset!r}",))
    if set(result.assignment) != set(instance.student_by_id):
        return Verdict(("the plan is not about exactly these students",))
    if result.conflicts or find_conflicts(instance):
        return Verdict(tuple(_conflicts_misreported(instance, result)))
    problems = [*_broken_limits(instance, result.assignment)]
    if not problems:
        problems += _misreported(instance, result)
    if problems:
        return Verdict(tuple(problems))
    return _check_prices(instance, result)


def _conflicts_misreported(instance: Instance, result: Result) -> Iterator[str]:
    if [c.as_json() for c in find_conflicts(instance)] != list(result.conflicts):
        yield "the conflicts reported are not those of the instance"
    if any(lab is not None for lab in result.assignment.values()):
        yield "somebody is placed in spite of conflicts"


def _broken_limits(instance: Instance, assignment: dict[str, str | None]) -> Iterator[str]:
    labs, students, limit = instance.lab_by_id, instance.student_by_id, instance.same_city_max
    lists = lists_of(instance)
    seats: Counter[str] = Counter()
    cities: Counter[tuple[str, str]] = Counter()
    for student, lab in assignment.items():
        pinned = instance.pin_of.get(student)
        if pinned is not None and lab != pinned:
            yield f"{student} is pinned to {pinned} but not placed there"
        if lab is None:
            continue
        if lab not in labs:
            yield f"{student} is placed in {lab}, which is not a lab here"
            continue
        person = students[student]
        seats[lab] += 1
        if person.city is not None:
            cities[lab, person.city] += 1
        if pinned is None and lists.of[student].rank(lab) is None:
            yield f"{student} did not list {lab}"
        if (student, lab) in instance.forbidden or broken_rules(person, labs[lab]):
            yield f"{student} may not be placed in {lab}"
    yield from (f"{lab} is over its capacity" for lab, n in seats.items() if n > labs[lab].capacity)
    if limit is not None:
        yield from (f"{lab} has too many people of {city}" for (lab, city), n in cities.items() if n > limit)


def _misreported(instance: Instance, result: Result) -> Iterator[str]:
    counts = profile(instance, result.assignment)
    unplaced = sum(lab is None for lab in result.assignment.values())
    if result.profile != counts or result.unplaced != unplaced:
        yield "the profile reported is not that of the plan"
    if result.off_list != len(result.assignment) - unplaced - sum(counts):
        yield "the number placed off their list is wrong"
    if result.objective != objective(instance, result.preset, result.assignment):
        yield "the value reported is not that of the plan"


class _Prices:
    """The prices of a certificate; a city without a gate pays the price of the lab."""

    def __init__(self, instance: Instance, certificate: dict[str, Any]) -> None:
        self.labs = {lab.id: int(certificate["labs"].get(lab.id, "0"), 16) for lab in instance.labs}
        self.gates = {(city, lab): int(price, 16) for city, lab, price in certificate["gates"]}

    def seat(self, city: str | None, lab: str) -> int:
        price = self.labs[lab]
        return price if city is None else self.gates.get((city, lab), price)


def _check_prices(instance: Instance, result: Result) -> Verdict:
    certificate = result.certificate
    if not isinstance(certificate, dict) or certificate.get("engine") != ENGINE or result.engine != ENGINE:
        return Verdict(("there is no certificate of this version of the engine",))
    try:
        prices = _Prices(instance, certificate)
    except (KeyError, TypeError, ValueError, AttributeError):
        return Verdict(("the certificate cannot be read",))
    problems = [*_loose_prices(instance, result.assignment, prices)]
    lists, groups = (
        lists_of(instance),
        _Groups(prices, Costs(instance, preset=result.preset, seed=result.seed)),
    )
    arcs = 0
    for student in instance.students:
        choices = lists.choices(student)
        least, paying = _least_and_paid(instance, student, choices, result.assignment[student.id], groups)
        arcs += len(choices.single) + len(choices.pool) + (student.id not in instance.pin_of)
        if (
            paying is None
            or paying > least
            or (choices.pool and groups.any_below(student, choices.pool, paying))
        ):
            problems.append(f"an exchange that begins with {student.id} would improve the plan")
    return Verdict(tuple(problems), arcs)


def _least_and_paid(
    instance: Instance, student: Student, choices: Choices, lab: str | None, groups: _Groups
) -> tuple[int, int | None]:
    """The least that a student could pay, the group they share left out, and what they pay."""
    prices, costs = groups.prices, groups.costs
    paying: dict[str | None, int] = {
        lab: costs.place(student.id, lab, rank) + prices.seat(student.city, lab)
        for lab, rank in choices.single
    }
    if student.id not in instance.pin_of:
        paying[None] = costs.unplaced(student.id)
    least = min(paying.values())
    if lab not in paying and lab is not None and choices.pool:
        return least, groups.pays(student, lab)
    return least, paying.get(lab)


class _Groups:
    """The cheapest labs of long groups that many share, looked for once a group; gates only make them dearer."""

    def __init__(self, prices: _Prices, costs: Costs) -> None:
        self.prices, self.costs = prices, costs
        self._least: dict[int, int] = {}
        self._gates: dict[str, list[str]] = {}
        for city, lab in prices.gates:
            self._gates.setdefault(city, []).append(lab)

    def pays(self, student: Student, lab: str) -> int:
        """What a student pays for a lab of the group."""
        return self.costs.shared(student.id) + self.prices.seat(student.city, lab)

    def any_below(self, student: Student, pool: tuple[str, ...], paying: int) -> bool:
        """Say whether a lab of the group would cost a student less than they pay."""
        gated = self._gates.get(student.city, ()) if student.city is not None else ()
        if gated and any(self.pays(student, lab) < paying for lab in set(gated).intersection(pool)):
            return True
        if self.costs.shared(student.id) + self._least_of(pool) >= paying:
            return False
        return any(self.pays(student, lab) < paying for lab in pool)

    def _least_of(self, pool: tuple[str, ...]) -> int:
        least = self._least.get(id(pool))
        if least is None:
            least = min(self.prices.labs[lab] for lab in pool)
            self._least[id(pool)] = least
        return least


def _loose_prices(instance: Instance, assignment: dict[str, str | None], prices: _Prices) -> Iterator[str]:
    """Seats and gates whose price does not fit how full they are."""
    limit = instance.same_city_max
    seats = Counter(lab for lab in assignment.values() if lab is not None)
    cities = Counter(
        (instance.student_by_id[s].city, lab) for s, lab in assignment.items() if lab is not None
    )
    for lab in instance.labs:
        price, filled = prices.labs[lab.id], seats[lab.id]
        if (filled < lab.capacity and price > 0) or (filled and price < 0):
            yield f"the price of {lab.id} does not fit its seats taken"
    for (city, lab_id), price in prices.gates.items():
        filled, above = cities[city, lab_id], prices.labs.get(lab_id, 0)
        if (limit is None or filled < limit) and price > above or (filled and price < above):
            yield f"the price of {lab_id} for {city} does not fit its seats taken"
