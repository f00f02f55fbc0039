"""Sizes, doors to a state, and reasons: what a reader may rely on everywhere."""

import ast
import re
from collections import Counter

import pytest

from tests.architecture import tree

LONGEST_FUNCTION = 60
LONGEST_FILE = 500
# Why an import may stand inside a function.
REASONS = {
    "apps": "models cannot be imported before the apps are ready",
    "optional": "only some installations, or some calls, need it at all",
    "slow": "it takes long to load and is rarely needed",
}
EVERYTHING = [*tree.sources(), *tree.sources(tree.ROOT, "tests")]


def test_no_file_is_too_long() -> None:
    long = {name: n for name, path in EVERYTHING if (n := len(path.read_text().splitlines())) > LONGEST_FILE}
    assert long == {}


def test_no_function_is_too_long() -> None:
    long = {
        f"{name}.{node.name}": size
        for name, path in tree.sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (size := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    }
    assert long == {}


def test_every_module_says_what_it_is() -> None:
    silent = [
        name
        for name, path in EVERYTHING
        if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


def test_late_imports_name_a_reason_from_the_list() -> None:
    wrong = []
    for name, path in EVERYTHING:
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if found := re.search(r"noqa:[^#]*PLC0415(.*)", line):
                reason = re.match(r" - (\w+): \S", found.group(1))
                if not reason or reason.group(1) not in REASONS:
                    wrong.append(f"{name}:{number}")
    assert wrong == [], f"Say why, with one of: {', '.join(REASONS)}"


def test_every_switched_off_rule_carries_its_excuse() -> None:
    wrong = [
        f"{name}:{number}"
        for name, path in EVERYTHING
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if "# noqa" in line and not re.search(r"# noqa: [A-Z0-9, ]+ - \S", line) and "re.search" not in line
    ]
    assert wrong == []


def test_one_door_to_every_state() -> None:
    """`grep ".state ="` finds at most one line per app: the function that checks, writes and records."""
    doors = Counter(
        tree.app_of(name)
        for name, path in tree.sources()
        for line in path.read_text().splitlines()
        if re.search(r"\w\.state = ", line)
    )
    assert {app: n for app, n in doors.items() if n > 1} == {}


@pytest.mark.parametrize("word", ["print(", "breakpoint("])
def test_nothing_is_left_lying_about(word: str) -> None:
    allowed = {"ish.launch"}
    found = [
        name
        for name, path in tree.sources()
        if name not in allowed
        and ".management." not in name
        and re.search(rf"(?<![\w.]){re.escape(word)}", path.read_text())
    ]
    assert found == []
