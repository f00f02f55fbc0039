"""Times of the placement engine: `python bench/placement.py` prints solving at three sizes, where lists end in "any suitable
lab" and where they do not, and what a price costs."""

from __future__ import annotations

import random
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.common import heading, row, verdict
from ish.placements.matching import PRESETS, Explainer, Instance, Lab, Student, solve, verify, why_not

SIZES = {(20, 12): 0.002, (1_000, 400): 0.5, (5_000, 1_500): 5.0}
"""People and labs, and the seconds in which any preset is to solve them."""
LARGEST = (5_000, 1_500)
LIST = 11


def crowded(people: int, labs: int, *, seed: int = 1, any_suitable: bool = False) -> Instance:
    """Popular labs, few cities, about 11 labs a list, seats for nearly everybody."""
    draw = random.Random(seed)  # noqa: S311 - a drawn example, no secret
    seats = [draw.randint(1, max(1, 2 * people // labs)) for _ in range(labs)]
    weights = [1 / (rank + 5) for rank in range(labs)]
    places = tuple(Lab(f"lab-{n}", capacity, 16 if n % 7 == 0 else None) for n, capacity in enumerate(seats))
    every = tuple(lab.id for lab in places)
    students = []
    for n in range(people):
        listed = dict.fromkeys(draw.choices(range(labs), weights, k=4 * LIST))
        prefs: tuple[tuple[str, ...], ...] = tuple((f"lab-{lab}",) for lab in list(listed)[:LIST])
        prefs = (*prefs, every) if any_suitable else prefs
        students.append(
            Student(f"p{n}", f"city-{draw.randrange(people // 5)}", draw.randint(15, 19), prefs=prefs)
        )
    return Instance(places, tuple(students), same_city_max=1)


def seconds(work: Callable[[], object], repeats: int) -> float:
    """The best of some runs, in seconds of the processor: what else the machine does is not counted."""
    times = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def time_solving(people: int, labs: int, *, any_suitable: bool = False) -> None:
    instance = crowded(people, labs, any_suitable=any_suitable)
    for preset in PRESETS:
        repeats = 20 if people <= 100 else 3
        solving = seconds(lambda preset=preset: solve(instance, preset=preset), repeats)  # type: ignore[misc]
        result = solve(instance, preset=preset)
        checking = seconds(lambda result=result: verify(instance, result), 1)  # type: ignore[misc]
        row(
            f"{people} × {labs}, {preset}{_told(any_suitable)}",
            f"{solving * 1000:.1f} ms",
            f"{checking * 1000:.1f} ms",
            f"{result.unplaced}",
            note=verdict(solving, SIZES[people, labs], "s"),
        )


def time_prices() -> None:
    instance = crowded(200, 80)
    result = solve(instance)
    explainer = Explainer(instance, result)
    asked = [(s.id, group[0]) for s in instance.students for group in s.prefs]
    each = seconds(lambda: [explainer.why_not(*pair) for pair in asked], 3) / len(asked)
    alone = seconds(lambda: why_not(instance, result, *asked[0]), 5)
    heading("Why not this lab (200 × 80)", "each")
    row("a price of the plan in hand", f"{each * 1000:.3f} ms", note=verdict(each * 1000, 5, "ms"))
    row("with reading the stored plan", f"{alone * 1000:.1f} ms")


def memory(*, any_suitable: bool = False) -> None:
    instance = crowded(*LARGEST, any_suitable=any_suitable)
    tracemalloc.start()
    solve(instance)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    people, labs = LARGEST
    row(f"{people} × {labs}{_told(any_suitable)}", note=verdict(peak, 100, "MB"))


def _told(any_suitable: bool) -> str:
    return ", any suitable lab last" if any_suitable else ""


def main() -> None:
    heading("Proposing a plan: CPU", "solve", "verify", "unplaced")
    for any_suitable in (False, True):
        for people, labs in SIZES:
            time_solving(people, labs, any_suitable=any_suitable)
    time_prices()
    heading("Memory of the engine at its highest")
    for any_suitable in (False, True):
        memory(any_suitable=any_suitable)


if __name__ == "__main__":
    main()
