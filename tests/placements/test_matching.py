"""The engine's plans: feasible, optimal by two independent ways, and moving the right way when limits change."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ish.placements.matching import PRESETS, Instance, Lab, Student, UnknownPreset, objective, solve, verify
from tests.placements.matching_cases import (
    big,
    by_networkx,
    crowded,
    exhaustive,
    few,
    places_of,
    presets,
    solved,
    value_of,
)


@given(crowded(), presets)
@settings(max_examples=200, deadline=None)
def test_value_is_that_of_the_best_of_all_plans(instance, preset):
    result = solved(instance, preset)
    best = exhaustive(instance, preset)
    assert value_of(instance, preset, result.assignment) == best
    assert result.objective[:-2] == best


@given(crowded())
@few
def test_every_limit_is_obeyed(instance):
    result = solved(instance)
    for student in instance.students:
        lab = result.assignment[student.id]
        assert lab is None or lab in places_of(instance, student)
    for lab in instance.labs:
        inside = [s for s in instance.students if result.assignment[s.id] == lab.id]
        assert len(inside) <= lab.capacity
        cities = [s.city for s in inside if s.city is not None]
        assert instance.same_city_max is None or all(
            cities.count(c) <= instance.same_city_max for c in cities
        )
    assert all(result.assignment[student] == lab for student, lab in instance.pins)
    assert sum(result.profile) + result.unplaced + result.off_list == len(instance.students)


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize(("people", "labs", "slack"), [(40, 12, 1.05), (120, 40, 1.0), (60, 25, 0.8)])
def test_value_is_that_of_network_simplex(preset, people, labs, slack):
    instance = big(people, labs, seed=people, slack=slack)
    result = solved(instance, preset)
    assert value_of(instance, preset, result.assignment) == by_networkx(instance, preset)


@given(crowded(), presets, st.randoms(use_true_random=False))
@few
def test_value_and_plan_do_not_depend_on_order(instance, preset, rng: random.Random):
    result = solved(instance, preset, seed=7)
    shuffled = replace(
        instance,
        labs=tuple(rng.sample(instance.labs, len(instance.labs))),
        students=tuple(rng.sample(instance.students, len(instance.students))),
        pins=instance.pins[::-1],
    )
    assert solved(shuffled, preset, seed=7).assignment == result.assignment


@given(crowded(), presets)
@few
def test_value_does_not_depend_on_ids(instance, preset):
    def named(lab: str) -> str:
        return f"other-{9 - int(lab[3:])}"

    renamed = Instance(
        labs=tuple(replace(lab, id=named(lab.id)) for lab in instance.labs),
        students=tuple(
            replace(s, id=f"x{s.id}", prefs=tuple(tuple(map(named, group)) for group in s.prefs))
            for s in instance.students
        ),
        pins=tuple((f"x{s}", named(lab)) for s, lab in instance.pins),
        forbids=tuple((f"x{s}", named(lab)) for s, lab in instance.forbids),
        same_city_max=instance.same_city_max,
    )
    assert solved(renamed, preset).objective == solved(instance, preset).objective


@given(crowded(), presets, st.data())
@few
def test_more_room_never_worsens_the_value(instance, preset, data):
    worst = len(instance.labs) + 1
    before = value_of(instance, preset, solved(instance, preset).assignment, worst)
    chosen = data.draw(st.integers(0, len(instance.labs) - 1))
    person = data.draw(st.integers(0, len(instance.students) - 1))
    lab, student = instance.labs[chosen], instance.students[person]
    seats = [*instance.labs]
    seats[chosen] = replace(lab, capacity=lab.capacity + 1)
    longer = [*instance.students]
    longer[person] = replace(student, prefs=(*student.prefs, (lab.id,)))
    wider = (
        replace(instance, labs=tuple(seats)),
        replace(instance, students=tuple(longer)),
        replace(instance, forbids=instance.forbids[1:]),
    )
    for other in wider:
        assert value_of(other, preset, solved(other, preset).assignment, worst) <= before


@given(crowded(), presets, st.data())
@few
def test_tighter_limits_never_improve_the_value(instance, preset, data):
    before = solved(instance, preset).objective
    lab = data.draw(st.sampled_from(instance.labs)).id
    student = data.draw(st.sampled_from(instance.students)).id
    tighter = (
        replace(instance, pins=(*instance.pins, (student, lab))),
        replace(instance, forbids=(*instance.forbids, (student, lab))),
        replace(instance, same_city_max=1 if instance.same_city_max in (None, 2) else 0),
    )
    for other in tighter:
        after = solve(other, preset=preset)
        assert verify(other, after).proven
        assert after.conflicts or after.objective >= before


@given(crowded())
@few
def test_number_placed_is_the_same_for_all_presets(instance):
    assert len({solved(instance, preset).unplaced for preset in PRESETS}) == 1


@given(crowded(), presets)
@few
def test_pinning_everybody_where_they_are_changes_nothing(instance, preset):
    result = solved(instance, preset)
    placed = tuple((student, lab) for student, lab in result.assignment.items() if lab is not None)
    again = solved(replace(instance, pins=placed), preset)
    assert again.assignment == result.assignment
    assert again.objective == result.objective


def test_balanced_prefers_first_choices_among_equal_squares():
    labs = tuple(Lab(name, 1) for name in "abcdefg")
    fill = [("x",)] * 6
    prefs = {"p": (("a",), *[()] * 3, ("b",), *fill), "q": (("b",), *[()] * 3, ("a",))}
    students = tuple(
        Student(name, prefs=tuple(g for g in listed if g != ("x",))) for name, listed in prefs.items()
    )
    assert solved(Instance(labs, students)).profile == (2, 0, 0, 0, 0)


def test_an_empty_or_ineligible_rank_is_used_up():
    labs = (Lab("old", 1, min_age=18), Lab("free", 1))
    student = Student("p", age=17, prefs=(("old",), (), ("free",)))
    assert solved(Instance(labs, (student,))).profile == (0, 0, 1)


def test_a_pin_off_the_list_is_obeyed_and_counted():
    instance = Instance((Lab("a", 1), Lab("b", 1)), (Student("p", prefs=(("a",),)),), pins=(("p", "b"),))
    result = solved(instance)
    assert result.assignment == {"p": "b"}
    assert (result.off_list, result.unplaced, result.profile) == (1, 0, (0,))


def test_nobody_and_nothing_are_problems_too():
    assert solved(Instance((), ())).assignment == {}
    assert solved(Instance((), (Student("p"),)), "generous").assignment == {"p": None}


def test_an_unknown_preset_is_refused():
    with pytest.raises(UnknownPreset):
        solve(Instance((), ()), preset="best")


class TestTieBreaks:
    labs = (Lab("a", 1), Lab("b", 1))
    students = (Student("p", prefs=(("a", "b"),)), Student("q", prefs=(("a", "b"),)))

    def test_the_lottery_decides_between_equal_plans_and_is_fair(self):
        instance = Instance(self.labs, self.students)
        drawn = [solved(instance, seed=seed).assignment["p"] for seed in range(400)]
        assert 150 < drawn.count("a") < 250
        assert drawn == [solved(instance, seed=seed).assignment["p"] for seed in range(400)]

    @pytest.mark.parametrize("seed", range(5))
    def test_hosts_wishes_come_before_the_plan_before(self, seed):
        before = {"p": "a", "q": "b"}
        kept = Instance(self.labs, self.students, previous=before)
        assert solved(kept, seed=seed).assignment == before
        wished = replace(kept, host_wishes={("q", "a"): 3})
        result = solved(wished, seed=seed)
        assert result.assignment == {"p": "b", "q": "a"}
        assert result.objective[-2:] == (-3, 2)

    @given(crowded(pins=False), presets, st.data())
    @few
    def test_they_never_cost_a_rank(self, instance, preset, data):
        pairs = [(s.id, lab.id) for s in instance.students for lab in instance.labs]
        wishes = data.draw(st.dictionaries(st.sampled_from(pairs), st.integers(-3, 3)))
        previous = data.draw(
            st.dictionaries(
                st.sampled_from([s.id for s in instance.students]),
                st.sampled_from([None, *(lab.id for lab in instance.labs)]),
            )
        )
        fuller = replace(instance, host_wishes=wishes, previous=previous)
        assert solved(fuller, preset).objective[:-2] == solved(instance, preset).objective[:-2]
        assert solved(fuller, preset).objective <= objective(
            fuller, preset, solved(instance, preset).assignment
        )
