"""No cell under three, and none that follows from the others."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from ish.forgetting.statistics import LEAST, protect, protect_nested

counts = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 7), max_size=6)


def possible(known: dict[str, int], hidden: list[str], rest: int) -> list[dict[str, int]]:
    """Return every table that fits what is shown, for somebody who knows which cells there are."""
    fits = product(range(1, rest + 1), repeat=len(hidden))
    return [{**known, **dict(zip(hidden, cells, strict=True))} for cells in fits if sum(cells) == rest]


@given(counts)
def test_nobody_can_work_out_a_hidden_cell(table: dict[str, int]) -> None:
    filled = {label: count for label, count in table.items() if count}
    shown = protect(table)
    assert all(count >= LEAST for count in shown.cells.values())
    assert sum(shown.cells.values()) + shown.rest == sum(filled.values())
    hidden = sorted(set(filled) - set(shown.cells))
    if not hidden or not shown.cells:
        return  # all or nothing is shown
    tables = possible(dict(shown.cells), hidden, shown.rest)
    for label in hidden:
        values = {each[label] for each in tables}
        assert len(values) > 1 and max(values) >= LEAST


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(st.sampled_from(["a1", "a2", "b1", "b2", "c1"]), st.integers(0, 5), min_size=1))
def test_nor_with_a_coarser_table_beside_it(fine: dict[str, int]) -> None:
    within = {label: label[0] for label in fine}
    coarse = {key: sum(n for label, n in fine.items() if label[0] == key) for key in "abc"}
    wide, narrow = protect_nested(coarse, fine, within)
    assert all(count >= LEAST for count in (*wide.cells.values(), *narrow.cells.values()))
    filled = [label for label, count in fine.items() if count]
    hidden = [label for label in filled if label not in narrow.cells]
    total = sum(fine.values())
    fitting = []
    for cells in product(range(1, 7), repeat=len(hidden)):
        table = {**narrow.cells, **dict(zip(hidden, cells, strict=True))}
        sums = {key: sum(n for label, n in table.items() if label[0] == key) for key in "abc"}
        if sum(table.values()) == total and all(sums[key] == count for key, count in wide.cells.items()):
            fitting.append(table)
    for label in hidden:
        assert len({table[label] for table in fitting}) > 1 or not narrow.cells


def test_a_partner_alone_in_its_part_of_the_world_is_not_found_by_subtracting() -> None:
    fine = {"Kumamoto": 3, "Hangzhou": 1, "Bautzen": 5, "Montpellier": 4}
    within = {"Kumamoto": "Asia", "Hangzhou": "Asia", "Bautzen": "Europe", "Montpellier": "Europe"}
    wide, narrow = protect_nested({"Asia": 4, "Europe": 9}, fine, within)
    assert wide.cells == {"Asia": 4, "Europe": 9}
    assert narrow.cells == {"Bautzen": 5, "Montpellier": 4} and narrow.rest == 4
