"""The certificate, the conflicts, and the answers to "why not this lab"."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ish.placements.matching import (
    ENGINE,
    PRESETS,
    Explainer,
    Instance,
    Lab,
    NotProven,
    Result,
    Student,
    find_conflicts,
    objective,
    solve,
    verify,
    why_not,
)
from tests.placements.matching_cases import add, big, crowded, few, presets, solved, value_of, vector


def stored(result: Result) -> Result:
    """The result as it comes back from JSON."""
    return Result.from_json(json.loads(json.dumps(result.as_json())))


class TestCertificate:
    @pytest.mark.parametrize("preset", PRESETS)
    def test_a_stored_result_is_proven_and_replayed(self, preset):
        instance = big(150, 50, seed=3, slack=0.95)
        result = solved(instance, preset, seed="spring")
        assert stored(result) == result
        assert verify(instance, stored(result)).proven
        assert verify(instance, result).arcs > 8 * 150
        assert solve(instance, preset=preset, seed="spring") == result

    @given(crowded(), presets, st.data())
    @settings(max_examples=150, deadline=None)
    def test_a_tampered_plan_is_refused(self, instance, preset, data):
        result = solved(instance, preset)
        student = data.draw(st.sampled_from(instance.students)).id
        lab = data.draw(st.sampled_from([None, *(lab.id for lab in instance.labs)]))
        swapped = {**result.assignment, student: lab}
        if data.draw(st.booleans()):
            partner = data.draw(st.sampled_from(instance.students)).id
            swapped = {**swapped, partner: result.assignment[student]}
        if swapped == result.assignment:
            return
        honest = {"profile": value_profile(instance, swapped), "unplaced": list(swapped.values()).count(None)}
        off = len(swapped) - sum(honest["profile"]) - honest["unplaced"]
        value = objective(instance, preset, swapped)
        lying = replace(result, assignment=swapped, objective=value, off_list=off, **honest)
        assert not verify(instance, replace(result, assignment=swapped)).proven
        assert not verify(instance, lying).proven

    @pytest.mark.parametrize(
        "change",
        [
            {"preset": "greedy"},
            {"preset": "best"},
            {"seed": 5},
            {"unplaced": 1},
            {"profile": (40,)},
            {"objective": (0, 0, 0)},
            {"off_list": 2},
            {"certificate": None},
            {"certificate": {"engine": "0", "labs": {}, "gates": []}},
            {"certificate": {"engine": ENGINE, "labs": {}, "gates": []}},
            {"certificate": {"engine": ENGINE, "labs": {"lab1": 7}, "gates": []}},
            {"certificate": {"engine": ENGINE, "labs": []}},
            {"assignment": {}},
            {"conflicts": ({"kind": "two_pins"},)},
        ],
    )
    def test_each_part_counts(self, change):
        instance = big(40, 12, seed=1)
        result = solved(instance)
        assert not verify(instance, replace(result, **change)).proven

    def test_another_instance_is_not_proven(self):
        instance = big(40, 12, seed=1)
        more = replace(instance, labs=(replace(instance.labs[0], capacity=9), *instance.labs[1:]))
        assert not verify(more, solved(instance)).proven

    @given(crowded(), presets)
    @few
    def test_no_cycle_of_exchanges_has_a_negative_cost(self, instance, preset):
        result = solved(instance, preset)
        explainer = Explainer(instance, result)
        net = explainer.net
        arcs = []
        for s, options in enumerate(net.options):
            for cost, node in options:
                if net.at[s] == node:
                    arcs.append((("v", node), ("s", s), -cost))
                else:
                    arcs.append((("s", s), ("v", node), cost))
        for node in range(1, len(net.cap)):
            if net.load[node] < net.cap[node]:
                arcs.append((("v", node), ("v", net.parent[node]), 0))
            if net.load[node]:
                arcs.append((("v", net.parent[node]), ("v", node), 0))
        far = {end: 0 for arc in arcs for end in arc[:2]}
        for _ in far:
            for start, end, cost in arcs:
                far[end] = min(far[end], far[start] + cost)
        assert all(far[end] <= far[start] + cost for start, end, cost in arcs)


def value_profile(instance: Instance, assignment) -> tuple[int, ...]:
    counts = [0] * max(len(s.prefs) for s in instance.students)
    for student in instance.students:
        for position, group in enumerate(student.prefs):
            if assignment[student.id] in group:
                counts[position] += 1
                break
    return tuple(counts)


class TestConflicts:
    instance = Instance(
        labs=(Lab("one", 1), Lab("old", 2, min_age=18), Lab("wide", 5)),
        students=tuple(
            Student(f"p{n}", "kumamoto" if n < 3 else None, 17, prefs=(("one",), ("wide",))) for n in range(6)
        ),
        pins=(
            ("p0", "wide"),
            ("p1", "wide"),
            ("p2", "one"),
            ("p2", "old"),
            ("p3", "one"),
            ("p4", "wide"),
            ("ghost", "one"),
            ("p5", "nowhere"),
        ),
        forbids=(("p4", "wide"), ("p5", "gone"), ("gone", "one")),
        same_city_max=1,
    )

    def test_all_kinds_are_reported_at_once_and_nobody_is_placed(self):
        result = solve(self.instance)
        kinds = {conflict["kind"] for conflict in result.conflicts}
        assert kinds == {
            "two_pins",
            "pin_and_forbid",
            "pin_ineligible",
            "pins_over_capacity",
            "pins_over_city_max",
            "unknown_id",
        }
        unknown = [c["unknown"] for c in result.conflicts if c["kind"] == "unknown_id"]
        assert sorted(unknown) == ["ghost", "gone", "gone", "nowhere"]
        assert set(result.assignment.values()) == {None}
        assert (result.unplaced, result.certificate, sum(result.profile)) == (6, None, 0)
        assert verify(self.instance, stored(result)).proven
        assert not verify(self.instance, replace(result, conflicts=())).proven

    def test_each_names_people_labs_and_values(self):
        by_kind = {c.kind: c for c in find_conflicts(self.instance)}
        assert by_kind["two_pins"].students == ("p2",)
        assert by_kind["two_pins"].labs == ("one", "old")
        assert by_kind["pins_over_capacity"].students == ("p2", "p3")
        assert by_kind["pins_over_city_max"].detail == {"city": "kumamoto", "limit": 1}
        assert by_kind["pin_ineligible"].detail["rules"] == [{"rule": "min_age", "lab": 18, "student": 17}]
        assert by_kind["pin_and_forbid"].students == ("p4",)

    def test_an_unknown_lab_in_a_list_is_one(self):
        instance = Instance((Lab("a", 1),), (Student("p", prefs=(("a", "b"),)),))
        assert [c.as_json() for c in find_conflicts(instance)] == [
            {"kind": "unknown_id", "students": ["p"], "labs": ["b"], "where": "prefs", "unknown": "b"}
        ]

    def test_the_same_pin_twice_is_none(self):
        instance = Instance((Lab("a", 1),), (Student("p", prefs=(("a",),)),), pins=(("p", "a"), ("p", "a")))
        assert solved(instance).assignment == {"p": "a"}

    @given(crowded())
    @few
    def test_conflicts_are_all_that_can_make_it_impossible(self, instance):
        result = solve(instance)
        assert bool(result.conflicts) == bool(find_conflicts(instance))
        assert verify(instance, result).proven


class TestWhyNot:
    @given(crowded(), presets)
    @settings(max_examples=120, deadline=None)
    def test_the_price_is_what_pinning_costs_and_the_chain_is_feasible(self, instance, preset):
        result = solved(instance, preset)
        explainer = Explainer(instance, stored(result))
        for student in instance.students:
            for lab in (lab for group in student.prefs for lab in group):
                answer = explainer.why_not(student.id, lab)
                pinned = replace(instance, pins=(*instance.pins, (student.id, lab)))
                if answer.kind in ("ineligible", "forbidden", "no_seat", "pinned"):
                    assert find_conflicts(pinned)
                if answer.kind != "price":
                    continue
                after = solved(pinned, preset)
                assert add(result.objective, answer.change) == after.objective
                self.check_chain(pinned, preset, result, answer)

    def check_chain(self, pinned: Instance, preset: str, result: Result, answer) -> None:
        moved = dict(result.assignment)
        assert (answer.chain[0].student, answer.chain[0].to_lab) == (answer.student, answer.lab)
        for move in answer.chain:
            assert moved[move.student] == move.from_lab
            moved[move.student] = move.to_lab
        assert value_of(pinned, preset, moved) == add(
            value_of(pinned, preset, result.assignment), answer.change[:-2]
        )
        assert solve(pinned, preset=preset).assignment == moved  # the lottery makes the best plan unique
        counts = value_profile(pinned, moved)
        assert answer.profile_change == tuple(a - b for a, b in zip(counts, result.profile, strict=True))
        assert answer.unplaced_change == list(moved.values()).count(None) - result.unplaced
        assert answer.free == (not any(answer.change))

    labs = (Lab("a", 1, min_age=16), Lab("b", 1), Lab("c", 2, languages=frozenset({"de"})), Lab("d", 0))
    students = (
        Student("p", age=17, prefs=(("a",), ("b",), ("c",), ("d",))),
        Student("q", age=15, prefs=(("a",), ("b",))),
        Student("r", age=18, prefs=(("b",), ("a",))),
    )

    def ask(self, student: str, lab: str, **limits):
        instance = Instance(self.labs, self.students, **limits)
        return why_not(instance, solved(instance), student, lab)

    def test_not_listed(self):
        assert self.ask("q", "c").kind == "not_listed"

    def test_ineligible_names_the_rule_and_both_values(self):
        answer = self.ask("q", "a")
        assert answer.kind == "ineligible"
        assert [(r.rule, r.lab_value, r.student_value) for r in answer.rules] == [("min_age", 16, 15)]
        assert self.ask("p", "c").rules[0].rule == "languages"

    def test_forbidden_pinned_and_no_seat(self):
        assert self.ask("r", "b", forbids=(("r", "b"),)).kind == "forbidden"
        held = self.ask("q", "b", pins=(("r", "b"),))
        assert (held.kind, held.held_by) == ("pinned", ("r",))
        assert self.ask("p", "a", pins=(("p", "b"),)).pinned_to == "b"
        assert self.ask("p", "d").kind == "no_seat"
        assert self.ask("p", "a", forbids=(("r", "a"),)).kind == "placed_here"

    def test_a_free_swap_is_said_to_be_free(self):
        labs = (Lab("a", 1), Lab("b", 1))
        instance = Instance(labs, tuple(Student(name, prefs=(("a", "b"),)) for name in "pq"))
        result = solved(instance)
        other = "b" if result.assignment["p"] == "a" else "a"
        answer = why_not(instance, result, "p", other)
        assert answer.free
        assert [(move.student, move.to_lab) for move in answer.chain] == [
            ("p", other),
            ("q", result.assignment["p"]),
        ]

    def test_a_plan_changed_by_hand_has_no_prices(self):
        instance = big(40, 12, seed=1)
        result = solved(instance)
        with pytest.raises(NotProven):
            Explainer(instance, replace(result, assignment=dict.fromkeys(result.assignment)))
        with pytest.raises(NotProven):
            Explainer(TestConflicts.instance, solve(TestConflicts.instance))
        with pytest.raises(KeyError):
            why_not(instance, result, "nobody", "lab1")


def test_vectors_add_up():
    assert add(vector("balanced", 1, 3), vector("balanced", None, 3)) == (1, 1, -1)
