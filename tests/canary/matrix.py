"""Field x role x surface, as the walk found it: `python -m tests.canary.matrix` prints it after a run of `tests/canary`.

Each walk writes what its actor saw into `var/results/need-to-know/`: one line a field, with "reads" where the declaration
says so, and the first address on which its value stood.
"""

import csv
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.canary.planting import Canary

FOLDER = Path(__file__).resolve().parents[2] / "var" / "results" / "need-to-know"


def note(actor: str, canaries: "Iterable[Canary]", may_read: set[str], seen: Mapping[str, str]) -> None:
    """Write down what one actor may read and saw where."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / f"{actor.replace(':', '-')}.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        for canary in canaries:
            reads = "reads" if canary.name in may_read else ""
            writer.writerow([canary.name, canary.policy.kind, reads, seen.get(canary.name, "")])


def table() -> list[list[str]]:
    """Return the matrix: a heading, then a row a field, a cell an actor: "-" closed, "r" may be read, "R" and where it stood."""
    actors, cells, kinds = [], {}, {}
    for path in sorted(FOLDER.glob("*.csv")):
        actors.append(path.stem)
        with path.open(newline="") as file:
            for name, kind, reads, where in csv.reader(file):
                kinds[name] = kind
                cells[name, path.stem] = f"R {where}" if where else "r" if reads else "-"
    rows = [
        [name, kind, *(cells.get((name, actor), "") for actor in actors)]
        for name, kind in sorted(kinds.items())
    ]
    return [["field", "kind", *actors], *rows]


if __name__ == "__main__":
    csv.writer(sys.stdout).writerows(table())
