"""Lists that end in the same long group share it: the same values and proofs as with every place written down, for far less."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ish.placements.matching import (
    PRESETS,
    Explainer,
    Instance,
    Lab,
    Student,
    lists,
    objective,
    solve,
    verify,
)
from ish.placements.matching.costs import Costs
from ish.placements.matching.network import Network
from tests.placements.matching_cases import CITIES, add, big, exhaustive, presets, solved

some = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let small problems be treated like large ones."""
    monkeypatch.setattr(lists, "LONG", 2)
    monkeypatch.setattr(lists, "MANY", 0)


@st.composite
def ending_alike(draw: st.DrawFn, *, people: int = 7, labs: int = 4) -> Instance:
    """Everybody's list ends in all labs, or in all but those named before; few seats, few cities, a rule or two."""
    names = [f"lab{n}" for n in range(draw(st.integers(2, labs)))]
    persons = [f"p{n}" for n in range(draw(st.integers(2, people)))]
    students = []
    for name in persons:
        first = draw(st.lists(st.sampled_from(names), max_size=2, unique=True))
        rest = [lab for lab in names if lab not in first] if draw(st.booleans()) else names
        last = (tuple(rest),) if rest and draw(st.integers(0, 5)) else ()
        city, age = draw(st.sampled_from((*CITIES, "kumamoto"))), draw(st.sampled_from((15, 17)))
        students.append(Student(name, city, age, prefs=(*((lab,) for lab in first), *last)))
    pair = st.tuples(st.sampled_from(persons), st.sampled_from(names))
    return Instance(
        tuple(Lab(lab, draw(st.integers(0, 3)), draw(st.sampled_from((None, None, 16)))) for lab in names),
        tuple(students),
        pins=tuple(draw(st.lists(pair, max_size=1))),
        forbids=tuple(draw(st.lists(pair, max_size=1))),
        same_city_max=draw(st.sampled_from((None, 1, 1, 2))),
        host_wishes=draw(st.dictionaries(pair, st.integers(-2, 2), max_size=2)),
        previous=draw(st.dictionaries(st.sampled_from(persons), st.sampled_from((None, *names)), max_size=3)),
    )


@pytest.mark.usefixtures("shared")
class TestSharing:
    @given(ending_alike(), presets)
    @settings(some, max_examples=120)
    def test_the_value_is_that_of_the_best_of_all_plans(self, instance, preset):
        result = solved(instance, preset)
        assert result.objective[:-2] == exhaustive(instance, preset)

    @given(ending_alike(), presets)
    @some
    def test_it_is_that_of_the_engine_that_shares_nothing(self, instance, preset):
        result = solved(instance, preset)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(lists, "LONG", 1000)
            assert solved(replace(instance), preset).objective == result.objective

    @given(ending_alike(), presets, st.randoms(use_true_random=False))
    @some
    def test_the_plan_does_not_depend_on_order(self, instance, preset, rng):
        result = solved(instance, preset, seed=3)
        shuffled = replace(
            instance,
            labs=tuple(rng.sample(instance.labs, len(instance.labs))),
            students=tuple(rng.sample(instance.students, len(instance.students))),
        )
        assert solved(shuffled, preset, seed=3).assignment == result.assignment

    @given(ending_alike(), presets, st.data())
    @some
    def test_a_tampered_plan_is_refused(self, instance, preset, data):
        result = solved(instance, preset)
        student = data.draw(st.sampled_from(instance.students)).id
        lab = data.draw(st.sampled_from([None, *(lab.id for lab in instance.labs)]))
        swapped = {**result.assignment, student: lab}
        if objective(instance, preset, swapped) != result.objective:
            assert not verify(instance, replace(result, assignment=swapped)).proven

    @given(ending_alike(people=6), presets)
    @settings(some, max_examples=30)
    def test_the_price_is_what_pinning_costs_and_the_chain_is_feasible(self, instance, preset):
        result = solved(instance, preset)
        explainer = Explainer(instance, result)
        for student in instance.students:
            for lab in dict.fromkeys(lab for group in student.prefs for lab in group):
                answer = explainer.why_not(student.id, lab)
                if answer.kind != "price":
                    continue
                pinned = replace(instance, pins=(*instance.pins, (student.id, lab)))
                assert add(result.objective, answer.change) == solved(pinned, preset).objective
                moved = {**result.assignment, **{move.student: move.to_lab for move in answer.chain}}
                assert objective(pinned, preset, moved) == add(result.objective, answer.change)
                obeys(pinned, moved)

    def test_the_lottery_among_the_last_is_fair(self):
        labs, prefs = tuple(Lab(name, 1) for name in "abcd"), (tuple("abcd"),)
        instance = Instance(labs, (Student("p", prefs=prefs), Student("q", prefs=prefs)))
        drawn = [solved(instance, seed=seed).assignment["p"] for seed in range(400)]
        assert all(60 < drawn.count(lab) < 140 for lab in "abcd")

    def test_a_city_too_large_for_the_seats_is_taken_apart(self):
        labs = tuple(Lab(f"lab{n}", 3) for n in range(3))
        prefs = (tuple(lab.id for lab in labs),)
        students = tuple(Student(f"p{n}", "haifa" if n < 5 else None, prefs=prefs) for n in range(8))
        result = solved(Instance(labs, students, same_city_max=1))
        assert result.unplaced == 2


def obeys(instance: Instance, moved) -> None:
    for lab in instance.labs:
        here = [s for s in instance.students if moved[s.id] == lab.id]
        cities = [s.city for s in here if s.city is not None]
        assert len(here) <= lab.capacity
        assert instance.same_city_max is None or all(
            cities.count(c) <= instance.same_city_max for c in cities
        )


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.usefixtures("shared")
def test_arcs_are_people_and_labs_and_the_value_is_the_same(preset):
    plain = big(120, 40, seed=5, slack=1.1)
    every = tuple(lab.id for lab in plain.labs)
    instance = replace(
        plain,
        students=tuple(replace(s, prefs=(*s.prefs[:3], every)) for s in plain.students),
        same_city_max=1,
    )
    net = Network(instance, Costs(instance, preset=preset, seed=0))
    assert net.hubs == 2  # from 16 years on some labs more are open
    assert sum(map(len, net.options)) + sum(map(len, net.feeds.values())) < 120 * 6 + 2 * 40
    result = solved(instance, preset)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lists, "LONG", 1000)
        assert solve(replace(instance), preset=preset).objective == result.objective
