"""The JSON format and `manage.py solve_placement`, in processes without a database."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given

from ish.placements.instance import UnreadableInstance, instance_as_json, instance_from, read_instance
from tests.placements.matching_cases import crowded, few

ROOT = Path(__file__).resolve().parents[2]

EXAMPLE = {
    "labs": [
        {"id": "dkfz-1", "capacity": 2, "min_age": 16, "languages": ["en", "de"], "subjects": []},
        {"id": "embl-3", "capacity": 1, "min_age": None},
        {"id": "cos-5", "capacity": 1, "colour": "unknown fields are ignored"},
    ],
    "students": [
        {
            "id": "p1",
            "city": "kumamoto",
            "age": 17,
            "languages": ["ja", "en"],
            "subjects": ["biology"],
            "prefs": ["dkfz-1", ["embl-3", "cos-5"]],
        },
        {"id": "p2", "city": None, "age": 16, "languages": ["de"], "prefs": ["dkfz-1", "cos-5"]},
    ],
    "pins": [["p1", "embl-3"]],
    "forbids": [["p2", "dkfz-1"]],
    "same_city_max": 1,
}


def run(path: Path, *options: str) -> dict:
    out = io.StringIO()
    call_command("solve_placement", str(path), *options, stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def example(tmp_path):
    path = tmp_path / "example.json"
    path.write_text(json.dumps(EXAMPLE), encoding="utf-8")
    return path


@given(crowded())
@few
def test_writing_and_reading_gives_the_same_problem(instance):
    assert instance_from(json.loads(json.dumps(instance_as_json(instance)))) == instance


def test_wishes_and_the_plan_before_are_part_of_the_format():
    data = {**EXAMPLE, "host_wishes": [["p1", "cos-5", 2]], "previous": {"p1": "cos-5", "p2": None}}
    instance = instance_from(data)
    assert instance.host_wishes == {("p1", "cos-5"): 2}
    assert instance_from(instance_as_json(instance)) == instance


@pytest.mark.parametrize("preset", ["balanced", "greedy", "generous", "min-sum"])
def test_the_example_is_solved(example, preset):
    data = run(example, "--preset", preset)
    assert data["assignment"] == {"p1": "embl-3", "p2": "cos-5"}
    assert (data["profile"], data["unplaced"], data["conflicts"]) == ([0, 2], 0, [])
    assert data["certificate"]["verified"] is True


def test_conflicts_are_a_result(tmp_path):
    path = tmp_path / "conflict.json"
    path.write_text(json.dumps({**EXAMPLE, "pins": [["p2", "dkfz-1"]]}), encoding="utf-8")
    data = run(path)
    assert [c["kind"] for c in data["conflicts"]] == ["pin_and_forbid"]
    assert set(data["assignment"].values()) == {None}


def changed(**parts) -> str:
    return json.dumps({**EXAMPLE, **parts})


def lab(**parts) -> str:
    return changed(labs=[{"id": "a", "capacity": 1, **parts}])


def student(**parts) -> str:
    return changed(students=[{"id": "p", **parts}])


UNREADABLE = {
    "": "not JSON",
    "[1": "not JSON",
    "[]": "expected an object",
    "[" * 100_000: "nested too deeply",
    "{}": "labs: missing",
    changed(students=3): "students: expected a list",
    changed(labs=["a"]): "labs[0]: expected an object",
    changed(labs=[{"capacity": 1}]): "labs[0].id",
    changed(labs=[{"id": "a"}]): "labs[0].capacity: missing",
    lab(capacity=-1): "from 0 to",
    lab(capacity=10**40): "far too large",
    lab(capacity=1.5): "whole number",
    lab(capacity=True): "whole number",
    lab(capacity="2"): "whole number",
    lab(capacity=float("nan")): "NaN is not a number",
    lab(capacity=float("inf")): "Infinity is not a number",
    lab(capacity=1).replace("1}", "1e999}"): "whole number",
    lab(capacity=1).replace("1}", "9" * 5000 + "}"): "too long",
    lab(min_age="old"): "labs[0].min_age",
    lab(languages="en"): "labs[0].languages: expected a list",
    lab(subjects=[1]): "labs[0].subjects[0]",
    student(age=17.5): "students[0].age",
    student(city=3): "students[0].city",
    student(prefs="a"): "students[0].prefs: expected a list",
    student(prefs=[["a", ["b"]]]): "students[0].prefs[0]",
    changed(students=[{"id": "p"}, {"id": "p"}]): "appears twice",
    changed(labs=[{"id": "a", "capacity": 1}] * 2): "appears twice",
    changed(pins=[["p1"]]): "pins[0]: expected a pair",
    changed(pins={"p1": "a"}): "pins: expected a list",
    changed(forbids=[[1, 2]]): "forbids[0]",
    changed(same_city_max=-1): "same_city_max",
    changed(host_wishes=[["p1", "a"]]): "host_wishes[0]",
    changed(host_wishes=[["p1", "a", None]]): "host_wishes[0]",
    changed(previous=[]): "previous",
    changed(previous={"p1": 3}): "previous",
}


@pytest.mark.parametrize(("text", "message"), UNREADABLE.items(), ids=range(len(UNREADABLE)))
def test_unreadable_input_is_one_clear_line(tmp_path, text, message):
    with pytest.raises(UnreadableInstance) as caught:
        read_instance(text)
    assert message in str(caught.value)
    path = tmp_path / "bad.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError) as raised:
        call_command("solve_placement", str(path))
    assert raised.value.returncode == 2
    assert len(str(raised.value).splitlines()) == 1
    assert len(str(raised.value)) < 400


@pytest.mark.parametrize("name", ["missing.json", ".", "nul\0.json"])
def test_a_file_that_cannot_be_opened(tmp_path, name):
    with pytest.raises(CommandError) as raised:
        call_command("solve_placement", str(tmp_path / name))
    assert raised.value.returncode == 2


def test_other_encodings(tmp_path):
    path = tmp_path / "marked.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(EXAMPLE).encode())
    assert run(path)["unplaced"] == 0
    path.write_bytes(json.dumps(EXAMPLE).encode("utf-16"))
    with pytest.raises(CommandError, match="UTF-8"):
        run(path)


def manage(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "manage.py", "solve_placement", *arguments],
        cwd=ROOT,
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )


def test_from_the_command_line():
    good = manage("-", "--preset", "generous", given=json.dumps(EXAMPLE))
    assert (good.returncode, json.loads(good.stdout)["unplaced"]) == (0, 0), good.stderr
    bad = manage("-", given="{}")
    assert (bad.returncode, bad.stdout) == (2, "")
    assert bad.stderr.strip().endswith("labs: missing")
    assert len(bad.stderr.strip().splitlines()) == 1
