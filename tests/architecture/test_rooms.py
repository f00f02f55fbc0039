"""The rooms of every app, and the proof that each rule would be noticed when broken."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture import rooms, tree


def test_every_module_stands_in_a_known_room() -> None:
    assert rooms.unknown_rooms() == [], "Decide on which level it stands: tests/architecture/rooms.py"


def test_rooms_use_lower_rooms_only() -> None:
    assert rooms.stairs_climbed() == []


def test_ground_floor_and_pure_cores_import_nothing_they_should_not() -> None:
    assert rooms.impure() == []


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("tree")
    for top in tree.TOPS:
        shutil.copytree(tree.ROOT / top, root / top, ignore=shutil.ignore_patterns("__pycache__"))
    return root


@pytest.mark.parametrize(
    ("path", "line", "check"),
    [
        ("ish/people/models.py", "from ish.people import services", rooms.stairs_climbed),
        ("ish/people/models.py", "def f():\n    from ish.people.services import move", rooms.stairs_climbed),
        ("ish/people/services.py", "from . import apps", rooms.stairs_climbed),
        ("ish/people/queries.py", "import ish.people.forms", rooms.stairs_climbed),
        ("ish/people/states.py", "from accounts import roles", rooms.impure),
        ("ish/people/policies.py", "import datetime", rooms.impure),
        ("ish/placements/matching/model.py", "from django.db import models", rooms.impure),
        ("ish/placements/matching/model.py", "from ish import clock", rooms.impure),
        ("ish/programme/calendar.py", "from ish.programme import states", rooms.impure),
        ("ish/people/helpers.py", "", rooms.unknown_rooms),
    ],
)
def test_each_rule_can_fail(copy: Path, path: str, line: str, check: Callable[[Path], list[str]]) -> None:
    target = copy / path
    before = target.read_text() if target.exists() else None
    known_already = set(check(copy))
    target.write_text(f"{before or ''}\n{line}\n")
    try:
        assert len(set(check(copy)) - known_already) == 1
    finally:
        target.unlink() if before is None else target.write_text(before)
