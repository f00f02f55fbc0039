"""Reading the source tree: which files there are, which of our modules each imports, how long things are."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TOPS = ("accounts", "ish", "logistics")
APPS = tuple(
    ".".join(path.parent.relative_to(ROOT).parts)
    for top in TOPS
    for path in sorted((ROOT / top).rglob("apps.py"))
)
"""Every folder that is an app, so that no rule passes over a new one."""


@dataclass(frozen=True)
class Import:
    """One import: from which module, of which module, on which line."""

    module: str
    target: str
    line: int


def sources(root: Path = ROOT, *tops: str) -> Iterator[tuple[str, Path]]:
    """Yield dotted name and path of every module, migrations left out."""
    for top in tops or TOPS:
        for path in sorted((root / top).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            if "migrations" in parts or "__pycache__" in parts:
                continue
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def imports(module: str, path: Path, known: frozenset[str]) -> Iterator[Import]:
    """Yield every import of `path`, also those inside functions; `from a import b` counts as `a.b` if that is one."""
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in _statements(path.read_text()):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield Import(module, name.name, node.lineno)
        else:
            base = node.module or ""
            if node.level:
                parent = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*parent, *([base] if base else [])])
            for name in node.names:
                full = f"{base}.{name.name}"
                yield Import(module, full if full in known else base, node.lineno)


@cache
def _statements(text: str) -> tuple[ast.Import | ast.ImportFrom, ...]:
    """Return the import statements of a module (kept: the proofs read the same tree again and again)."""
    return tuple(node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import | ast.ImportFrom))


def all_imports(root: Path = ROOT) -> list[Import]:
    """Return every import of the product."""
    modules = list(sources(root))
    known = frozenset(name for name, _ in modules)
    return [each for name, path in modules for each in imports(name, path, known)]


def app_of(module: str) -> str | None:
    """Return the app a module belongs to, None for the switchboard and for others' modules."""
    for app in APPS:
        if module == app or module.startswith(f"{app}."):
            return app
    return None


def room_of(module: str) -> str:
    """Return the room inside the app: the file or folder directly below it ("" for the app itself)."""
    app = app_of(module)
    return module.removeprefix(app or "").lstrip(".").split(".")[0]
