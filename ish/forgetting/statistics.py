"""Numbers that may stay: a pure core that hides small cells and whatever would give them away.

A cell under three is not shown. What is hidden is told as one number, so it must be no number from which a hidden cell follows:
at least two cells are hidden together, and one of them may have three. Cells that lie within cells of a coarser table (partners
within parts of the world) hold to this within each of them, too: nothing follows from subtracting one table from the other.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

LEAST = 3


@dataclass(frozen=True)
class Shown:
    """A table as it may be shown: the cells, and how many are in none of them."""

    cells: Mapping[str, int]
    rest: int


def is_safe(hidden: Collection[int]) -> bool:
    """Say whether the sum of hidden cells tells none of them, even to somebody who knows which they are."""
    if not hidden:
        return True
    return len(hidden) > 1 and sum(hidden) - (len(hidden) - 1) >= LEAST


def protect(counts: Mapping[str, int]) -> Shown:
    """Return what may be shown of a table with one count for each label. Empty cells say nothing and are left out."""
    left = _filled(counts)
    return _shown(left, _hide(left))


def protect_nested(
    coarse: Mapping[str, int], fine: Mapping[str, int], within: Mapping[str, str]
) -> tuple[Shown, Shown]:
    """Return what may be shown of two tables of the same people; each cell of the fine one lies `within` one of the coarse.

    Where a coarse cell is hidden, all within it are; where the cells within it cannot be hidden safely, it is hidden itself.
    """
    wide, narrow = _filled(coarse), _filled(fine)
    away: set[str] = set()
    hidden: set[str] = set()
    while True:
        before = (len(away), len(hidden))
        away = _hide(wide, away)
        for label in wide:
            cells = {name: count for name, count in narrow.items() if within[name] == label}
            inside = set(cells) if label in away else _hide(cells, hidden & set(cells))
            hidden |= inside
            if label not in away and not is_safe([cells[name] for name in inside]):
                away.add(label)
        hidden = _hide(narrow, hidden)
        if (len(away), len(hidden)) == before:
            return _shown(wide, away), _shown(narrow, hidden)


def _filled(counts: Mapping[str, int]) -> dict[str, int]:
    return {label: count for label, count in counts.items() if count > 0}


def _shown(counts: Mapping[str, int], hidden: Collection[str]) -> Shown:
    cells = {label: count for label, count in counts.items() if label not in hidden}
    return Shown(cells, sum(counts.values()) - sum(cells.values()))


def _hide(cells: Mapping[str, int], hidden: Collection[str] = ()) -> set[str]:
    """Return the labels to hide: the small ones, then the smallest others until their sum is safe."""
    found = set(hidden) | {label for label, count in cells.items() if count < LEAST}
    for label, _count in sorted(cells.items(), key=lambda item: (item[1], item[0])):
        if is_safe([cells[name] for name in found]):
            break
        found.add(label)
    return found
