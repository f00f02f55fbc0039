"""Crowded placement problems for the engine's tests, and two independent ways of knowing the right answer."""

from __future__ import annotations

import random
from dataclasses import replace

import networkx as nx
from hypothesis import assume, currently_in_test_context, settings
from hypothesis import strategies as st

from ish.placements.matching import PRESETS, Instance, Lab, Result, Student, solve, verify

CITIES = ("kumamoto", "haifa", None)
WORDS = ("en", "de")

presets = st.sampled_from(PRESETS)
few = settings(max_examples=50, deadline=None)


def solved(instance: Instance, preset: str = "balanced", seed: int | str = 0) -> Result:
    """A result that has been checked, of a problem without conflicts."""
    result = solve(instance, preset=preset, seed=seed)
    if currently_in_test_context():
        assume(not result.conflicts)
    assert verify(instance, result).problems == ()
    return result


@st.composite
def crowded(draw: st.DrawFn, *, people: int = 7, labs: int = 5, pins: bool = True) -> Instance:
    """Few seats, nearly everybody lists nearly everything, with ties; pins may contradict each other."""
    names = [f"lab{n}" for n in range(draw(st.integers(1, labs)))]
    persons = [f"p{n}" for n in range(draw(st.integers(1, people)))]
    pair = st.tuples(st.sampled_from(persons), st.sampled_from(names))
    rule = st.one_of(st.just(frozenset()), st.just(frozenset()), st.frozensets(st.sampled_from(WORDS)))
    skills = st.one_of(st.just(frozenset(WORDS)), st.frozensets(st.sampled_from(WORDS)))
    return Instance(
        labs=tuple(
            Lab(
                name, draw(st.integers(0, 2)), draw(st.sampled_from((None, None, 16))), draw(rule), draw(rule)
            )
            for name in names
        ),
        students=tuple(
            Student(
                name,
                draw(st.sampled_from(CITIES)),
                draw(st.sampled_from((None, 15, 17, 18))),
                draw(skills),
                draw(skills),
                draw(_prefs(names)),
            )
            for name in persons
        ),
        pins=tuple(draw(st.lists(pair, max_size=2))) if pins else (),
        forbids=tuple(draw(st.lists(pair, max_size=2))),
        same_city_max=draw(st.sampled_from((None, 1, 1, 2))),
    )


@st.composite
def _prefs(draw: st.DrawFn, names: list[str]) -> tuple[tuple[str, ...], ...]:
    order = draw(st.permutations(names))
    ties = draw(st.lists(st.booleans(), min_size=len(names), max_size=len(names)))
    groups: list[tuple[str, ...]] = []
    for name, tied in zip(order, ties, strict=True):
        if tied and groups and draw(st.booleans()):
            groups[-1] = (*groups[-1], name)
        else:
            groups.append((name,))
    return tuple(groups[: draw(st.integers(max(0, len(groups) - 2), len(groups)))])


def big(people: int, labs: int, seed: int, *, slack: float = 1.05) -> Instance:
    """A crowded problem with 11 labs a list, rules and a city limit, drawn by a seed."""
    draw = random.Random(seed)
    seats = [1] * labs
    while sum(seats) < people * slack:
        seats[draw.randrange(labs)] += 1
    weights = [1 / (n + 3) for n in range(labs)]
    students = []
    for n in range(people):
        listed = list(dict.fromkeys(draw.choices(range(labs), weights, k=60)))[:11]
        prefs = [(f"lab{lab}",) for lab in listed]
        if draw.random() < 0.3 and len(prefs) > 3:
            prefs[1:3] = [prefs[1] + prefs[2]]
        city = draw.choice([f"city{draw.randrange(people // 4 + 1)}", None])
        students.append(Student(f"p{n}", city, draw.randint(15, 18), prefs=tuple(prefs)))
    places = tuple(Lab(f"lab{n}", seats[n], 16 if n % 5 == 0 else None) for n in range(labs))
    return Instance(places, tuple(students), same_city_max=1)


def places_of(instance: Instance, student: Student) -> dict[str, int | None]:
    """Where a student may go, written again from the facts: lab → rank, None for a pin off the list."""
    ranks: dict[str, int] = {}
    for position, group in enumerate(student.prefs):
        for lab in group:
            if lab not in ranks:
                ranks[lab] = position + 1
    for who, lab in instance.pins:
        if who == student.id:
            return {lab: ranks.get(lab)}
    allowed = {}
    for lab in instance.labs:
        old_enough = lab.min_age is None or (student.age is not None and student.age >= lab.min_age)
        speaks = not lab.languages or lab.languages & student.languages
        knows = lab.subjects.issubset(student.subjects)
        if (
            lab.id in ranks
            and old_enough
            and speaks
            and knows
            and (student.id, lab.id) not in instance.forbids
        ):
            allowed[lab.id] = ranks[lab.id]
    return allowed


def vector(preset: str, rank: int | None, worst: int) -> tuple[int, ...]:
    """What one person adds to the value of a plan; None is nobody's rank: no place from the list."""
    if rank is None:
        return (1, *[0] * (2 if preset == "balanced" else 1 if preset == "min-sum" else worst))
    if preset == "balanced":
        return (0, rank * rank, -(rank == 1))
    if preset == "min-sum":
        return (0, rank)
    unit = [0] * worst
    unit[rank - 1 if preset == "greedy" else worst - rank] = -1 if preset == "greedy" else 1
    return (0, *unit)


def add(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(a + b for a, b in zip(one, other, strict=True))


def exhaustive(instance: Instance, preset: str) -> tuple[int, ...] | None:
    """The best value over all plans, one student after the other; plans that fill the same seats are one."""
    worst = max((len(s.prefs) for s in instance.students), default=0)
    seats = {lab.id: lab.capacity for lab in instance.labs}
    none = vector(preset, None, worst)
    plans: dict[tuple[tuple[str, str | None], ...], tuple[int, ...]] = {(): tuple(0 for _ in none)}
    pinned = {student for student, _ in instance.pins}
    for student in instance.students:
        longer: dict[tuple[tuple[str, str | None], ...], tuple[int, ...]] = {}
        for taken, value in plans.items():
            choices: list[tuple[tuple[tuple[str, str | None], ...], tuple[int, ...]]] = []
            if student.id not in pinned:
                choices.append((taken, add(value, none)))
            for lab, rank in places_of(instance, student).items():
                seat = (lab, student.city)
                full = sum(place == lab for place, _ in taken) >= seats[lab]
                limit = instance.same_city_max
                crowd = student.city is not None and limit is not None and taken.count(seat) >= limit
                if not full and not crowd:
                    choices.append(
                        (tuple(sorted([*taken, seat], key=str)), add(value, vector(preset, rank, worst)))
                    )
            for key, new in choices:
                longer[key] = min(new, longer.get(key, new))
        plans = longer
    return min(plans.values(), default=None)


def by_networkx(instance: Instance, preset: str) -> tuple[int, ...]:
    """The best value by networkx' network simplex, with weights and gates of its own."""
    worst = max((len(s.prefs) for s in instance.students), default=0)
    size = len(vector(preset, None, worst))
    base = len(instance.students) * (worst + 1) ** 2 * 4 + 1
    graph = nx.DiGraph()
    graph.add_node("sink", demand=len(instance.students))
    weigh = {
        rank: sum(digit * base ** (size - n) for n, digit in enumerate(vector(preset, rank, worst)))
        for rank in (None, *range(1, worst + 1))
    }
    for lab in instance.labs:
        graph.add_edge(("lab", lab.id), "sink", capacity=lab.capacity, weight=0)
    for student in instance.students:
        graph.add_node(("p", student.id), demand=-1)
        graph.add_edge(("p", student.id), "sink", capacity=1, weight=weigh[None])
        for lab_id, rank in places_of(instance, student).items():
            entry = ("lab", lab_id)
            if student.city is not None and instance.same_city_max is not None:
                entry = ("gate", lab_id, student.city)
                graph.add_edge(entry, ("lab", lab_id), capacity=instance.same_city_max, weight=0)
            graph.add_edge(("p", student.id), entry, capacity=1, weight=weigh[rank])
    flow = nx.min_cost_flow(graph)
    total = tuple(0 for _ in range(size))
    for student in instance.students:
        went = next(node for node, amount in flow["p", student.id].items() if amount)
        rank = None if went == "sink" else places_of(instance, student)[went[1]]
        total = add(total, vector(preset, rank, worst))
    return total


def value_of(
    instance: Instance, preset: str, assignment: dict[str, str | None], worst: int = 0
) -> tuple[int, ...]:
    """The value of a plan by the vectors above; `worst` pads lists, to compare across instances."""
    worst = max(worst, *(len(s.prefs) for s in instance.students))
    total = tuple(0 for _ in vector(preset, None, worst))
    for student in instance.students:
        lab = assignment[student.id]
        rank = None if lab is None else places_of(replace(instance, pins=()), student).get(lab)
        total = add(total, vector(preset, rank, worst))
    return total
