"""Field x role x surface, as the walk found it: `python -m tests.canary.matrix` after a run of `tests/canary`.

Each walk writes what its actor saw into `var/results/need-to-know/walks/`. From these the command writes `matrix.csv` (a line for
each field, actor and surface, with the first address) and `matrix.html` (fields down, actors across, a letter a surface), and
prints what is allowed and was shown nowhere.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from tests.canary.surfaces import LETTERS

if TYPE_CHECKING:
    from tests.canary.planting import Canary

FOLDER = Path(__file__).resolve().parents[2] / "var" / "results" / "need-to-know"
ALLOWED = "may read"
ROLE_OF = {"mixed": "coordinator", "student-link": "participant"}

# (field, actor) → surface → the first address
Cells = dict[tuple[str, str], dict[str, str]]


def note(
    actor: str, canaries: "Iterable[Canary]", may_read: set[str], seen: Mapping[str, Mapping[str, str]]
) -> None:
    """Write down what one actor may read and saw where."""
    rows = []
    for canary in canaries:
        about = [canary.name, canary.policy.kind]
        rows.append([*about, ALLOWED if canary.name in may_read else "", ""])
        rows += [[*about, surface, url] for surface, url in seen.get(canary.name, {}).items()]
    _write(actor, rows)


def note_mail(role: str, kind: str, seen: Mapping[str, Mapping[str, str]]) -> None:
    """Write down what a mail said to a role."""
    _write(
        f"{role}@{kind}",
        [[name, "", surface, f"mail: {kind}"] for name, found in seen.items() for surface in found],
    )


def _write(name: str, rows: list[list[str]]) -> None:
    (FOLDER / "walks").mkdir(parents=True, exist_ok=True)
    with (FOLDER / "walks" / f"{name.replace(':', '-')}.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)


def read() -> tuple[dict[str, str], list[str], Cells]:
    """Return the kind of each field, the actors, and the cells."""
    kinds: dict[str, str] = {}
    actors: list[str] = []
    cells: Cells = defaultdict(dict)
    for path in sorted((FOLDER / "walks").glob("*.csv")):
        actor = path.stem.partition("@")[0]
        if actor not in actors:
            actors.append(actor)
        with path.open(newline="") as file:
            for name, kind, surface, where in csv.reader(file):
                kinds[name] = kinds.get(name) or kind
                if surface:
                    cells[name, actor].setdefault(surface, where)
    return kinds, actors, cells


def unused(kinds: Mapping[str, str], actors: Iterable[str], cells: Cells) -> Iterator[tuple[str, str]]:
    """Yield field and role where something may be read and was shown to nobody of that role on any surface."""
    by_role: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name in kinds:
        for actor in actors:
            by_role[name, ROLE_OF.get(actor, actor.partition("-")[0])] |= set(cells.get((name, actor), ()))
    yield from (key for key, found in sorted(by_role.items()) if found == {ALLOWED})


def letters(found: Mapping[str, str]) -> str:
    """Return what stands in a cell: a letter for each surface, "o" where nothing was shown, "." where nothing may be."""
    shown = [LETTERS[surface] for surface in LETTERS if surface in found]
    return "".join(shown) or ("o" if ALLOWED in found else ".")


def _page(kinds: Mapping[str, str], actors: list[str], cells: Cells) -> str:
    legend = ", ".join(f"<b>{letter}</b> {surface}" for surface, letter in LETTERS.items())
    head = "".join(f"<th scope=col>{escape(actor)}</th>" for actor in actors)
    rows = []
    for name, kind in sorted(kinds.items()):
        line = "".join(_cell(cells.get((name, actor), {})) for actor in actors)
        rows.append(f"<tr><th scope=row>{escape(name)}</th><td>{kind}</td>{line}</tr>")
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><title>Who sees what, and where</title>"
        f"<style>{_STYLE}</style><h1>Who sees what, and where</h1><p>{legend}; <b>o</b> may be read and was shown on no "
        "surface, <b>.</b> closed. Each letter names its first address when you point at the cell.</p>"
        f"<table><thead><tr><th>field</th><th>kind</th>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></html>"
    )


def _cell(found: Mapping[str, str]) -> str:
    text = letters(found)
    state = "closed" if text == "." else "unused" if text == "o" else "seen" if ALLOWED in found else "leak"
    tip = "\n".join(f"{surface}: {url}" for surface, url in found.items() if url)
    return f'<td class={state} title="{escape(tip)}">{text}</td>'


_STYLE = """body{font:14px system-ui;margin:1rem}table{border-collapse:collapse}th,td{border:1px solid #bbb;padding:.15rem .3rem}
thead th{position:sticky;top:0;background:#fff;writing-mode:vertical-rl}tbody th{text-align:left;font-weight:400}
.closed{color:#999}.seen{background:#d9efdc}.unused{background:#fdf3cf}.leak{background:#f4b6b6}"""


def main() -> None:
    """Write both forms and say what is allowed for nothing."""
    kinds, actors, cells = read()
    with (FOLDER / "matrix.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["field", "kind", "actor", "surface", "first address"])
        for (name, actor), found in sorted(cells.items()):
            shown = {surface: url for surface, url in found.items() if surface != ALLOWED}
            rows.writerows(
                [name, kinds[name], actor, surface, url] for surface, url in (shown or {"": ""}).items()
            )
    (FOLDER / "matrix.html").write_text(_page(kinds, actors, cells))
    left = list(unused(kinds, actors, cells))
    print(f"{len(kinds)} fields, {len(actors)} actors: {FOLDER / 'matrix.html'} and matrix.csv")
    for name, role in left:
        print(f"allowed, and shown nowhere: {name} to {role}")


if __name__ == "__main__":
    main()
