"""The import contracts hold, and each of them has been seen to fail."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture import tree

BROKEN = [
    ("storeys", "accounts/links_up.py", "from ish.jobs import models"),
    ("storeys", "ish/jobs/sideways.py", "from ish import clock"),
    ("storeys", "ish/outbox/up.py", "from ish.desk import apps"),
    ("storeys", "ish/people/up.py", "def late():\n    from ish.nominations import models\n    return models"),
    ("storeys", "ish/desk/up.py", "from ish.people import models"),
    ("storeys", "ish/placements/up.py", "import logistics.models"),
    ("inside-ish", "ish/kitchen/__init__.py", '"""A floor nobody has decided on."""'),
    ("inside-ish", "ish/privacy/up.py", "from ish.outbox import models"),
    ("switchboard", "ish/desk/shortcut.py", "from ish import settings"),
    ("switchboard", "logistics/shortcut.py", "from ish.celery import app"),
    ("switchboard", "accounts/shortcut.py", "import ish.urls"),
]


def lint(root: Path, contract: str) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).parent / "lint-imports"
    return subprocess.run(  # noqa: S603 - fixed arguments
        [str(program), "--no-cache", "--contract", contract],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("house")
    for top in tree.TOPS:
        shutil.copytree(tree.ROOT / top, root / top, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(tree.ROOT / "pyproject.toml", root)
    return root


@pytest.mark.parametrize("contract", ["storeys", "inside-ish", "switchboard"])
def test_the_contract_holds(contract: str) -> None:
    run = lint(tree.ROOT, contract)
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize(("contract", "path", "line"), BROKEN, ids=[path for _, path, _ in BROKEN])
def test_the_contract_can_fail(copy: Path, contract: str, path: str, line: str) -> None:
    target = copy / path
    new_folder = not target.parent.exists()
    target.parent.mkdir(exist_ok=True)
    target.write_text(f"{line}\n")
    try:
        run = lint(copy, contract)
        assert run.returncode == 1
        assert "BROKEN" in run.stdout
    finally:
        shutil.rmtree(target.parent) if new_folder else target.unlink()


def test_only_the_agreed_packages_stand_at_the_top() -> None:
    packages = {path.parent.name for path in tree.ROOT.glob("*/__init__.py")}
    assert packages == {"accounts", "ish", "logistics", "tests"}
