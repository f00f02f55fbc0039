"""Solving: from an instance to its best plan, with the prices that prove it."""

from __future__ import annotations

from itertools import count
from typing import Any

from .costs import DEFAULT_PRESET, Costs, objective, profile
from .forest import Forest
from .model import Conflict, Instance, find_conflicts
from .network import Network
from .result import ENGINE, Result
from .seating import Seating

PATIENCE = 3  # rounds after which all cities are taken apart from the hubs


def solve(instance: Instance, *, preset: str = DEFAULT_PRESET, seed: int | str = 0) -> Result:
    """An optimal plan with its certificate; the same instance, preset and seed give the same plan.

    Pins that contradict each other or the rules are all reported in `conflicts`, and then nobody is placed.
    Raises UnknownPreset. Ids of labs and of students are expected to be unique.
    """
    costs = Costs(instance, preset=preset, seed=seed)
    conflicts = find_conflicts(instance)
    if conflicts:
        return _nothing_placed(instance, preset, seed, conflicts)
    net, assignment = _filled(instance, costs)
    return _result(instance, preset, seed, assignment, certificate=certificate_of(net))


def _filled(instance: Instance, costs: Costs) -> tuple[Network, dict[str, str | None]]:
    """The filled network and its plan.

    Hubs know nothing of cities. Where those they place can still be seated within the limit, nothing better exists; cities
    that cannot are taken apart from the hubs, and it begins again.
    """
    apart: frozenset[str] = frozenset()
    for tries in count(1):
        net = Network(instance, costs, apart=apart)
        Forest(net).fill()
        seating = Seating(net)
        if seating.fill():
            return net, seating.assignment()
        stuck = frozenset(seating.stuck) - apart
        everyone = frozenset(student.city for student in instance.students if student.city is not None)
        apart = apart | stuck if stuck and tries < PATIENCE else everyone
    raise AssertionError("unreachable")


def certificate_of(net: Network) -> dict[str, Any]:
    """The prices of labs and of the gates that are dearer than their lab; hexadecimal, as they may exceed what other
    readers of JSON take."""
    price, parent = net.price, net.parent
    return {
        "engine": ENGINE,
        "labs": {lab: hex(price[node]) for lab, node in net.lab_node.items() if price[node]},
        "gates": [
            [city, lab, hex(price[node])]
            for (city, lab), node in net.gate_node.items()
            if price[node] > price[parent[node]]
        ],
    }


def _nothing_placed(
    instance: Instance, preset: str, seed: int | str, conflicts: tuple[Conflict, ...]
) -> Result:
    nowhere: dict[str, str | None] = dict.fromkeys(student.id for student in instance.students)
    return _result(instance, preset, seed, nowhere, conflicts=tuple(c.as_json() for c in conflicts))


def _result(
    instance: Instance,
    preset: str,
    seed: int | str,
    assignment: dict[str, str | None],
    *,
    conflicts: tuple[dict[str, Any], ...] = (),
    certificate: dict[str, Any] | None = None,
) -> Result:
    counts = profile(instance, assignment)
    unplaced = sum(lab is None for lab in assignment.values())
    return Result(
        preset=preset,
        seed=seed,
        assignment=assignment,
        objective=objective(instance, preset, assignment),
        profile=counts,
        unplaced=unplaced,
        off_list=len(assignment) - unplaced - sum(counts),
        conflicts=conflicts,
        certificate=certificate,
    )
