"""Solving: from an instance to its best plan, with the prices that prove it."""

from __future__ import annotations

from typing import Any

from .costs import DEFAULT_PRESET, Costs, objective, profile
from .forest import Forest
from .model import Conflict, Instance, find_conflicts
from .network import Network
from .result import ENGINE, Result


def solve(instance: Instance, *, preset: str = DEFAULT_PRESET, seed: int | str = 0) -> Result:
    """An optimal plan with its certificate; the same instance, preset and seed give the same plan.

    Pins that contradict each other or the rules are all reported in `conflicts`, and then nobody is placed.
    Raises UnknownPreset. Ids of labs and of students are expected to be unique.
    """
    costs = Costs(instance, preset=preset, seed=seed)
    conflicts = find_conflicts(instance)
    if conflicts:
        return _nothing_placed(instance, preset, seed, conflicts)
    net = Network(instance, costs)
    Forest(net).fill()
    return _result(instance, preset, seed, net.assignment(), certificate=certificate_of(net))


def certificate_of(net: Network) -> dict[str, Any]:
    """The prices of labs and gates; hexadecimal, as they may exceed what other readers of JSON take."""
    price = net.price
    return {
        "engine": ENGINE,
        "labs": {lab: hex(price[node]) for lab, node in net.lab_node.items() if price[node]},
        "gates": [[city, lab, hex(price[node])] for (city, lab), node in net.gate_node.items()],
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
