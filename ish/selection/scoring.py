"""Counting opinions, and sharing out the reading. A pure core: the same opinions and the same seed give the same result.

The order of students, as it is written on the page: the share of yes among the opinions that count, the weighted mean of the
scores, fewer no, the partner's rank (waiting list after), the hand-in, then a draw from a recorded seed.
"""

import hashlib
from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import sqrt

YES, NO, UNSURE = "yes", "no", "unsure"
RULE = ("share", "mean", "fewer_no", "rank", "handed_in", "draw")
"""What decides, in this order."""
_LAST = 10**9


@dataclass(frozen=True)
class Voice:
    """One opinion that counts: handed in, without a conflict of interest. `scores` are points by criterion."""

    vote: str
    scores: Mapping[int, int] = field(default_factory=dict)

    def mean(self, weights: Mapping[int, int]) -> Fraction | None:
        """Return the weighted mean of the points given; None without any."""
        given = {key: points for key, points in self.scores.items() if weights.get(key)}
        total = sum(weights[key] for key in given)
        return Fraction(sum(weights[key] * points for key, points in given.items()), total) if total else None


@dataclass(frozen=True)
class Candidate:
    """A student: what is said of them, and what decides between equals. `handed_in` is any text that sorts by time."""

    key: int
    voices: tuple[Voice, ...] = ()
    rank: int | None = None
    reserve: bool = False
    handed_in: str = ""


@dataclass(frozen=True)
class Standing:
    """Where a student stands. `drawn`: nothing but the draw tells this student from a neighbour."""

    key: int
    place: int
    yes: int
    no: int
    unsure: int
    mean: Fraction | None
    low: Fraction | None
    high: Fraction | None
    deviation: float | None
    drawn: bool

    @property
    def read(self) -> int:
        """How many opinions count."""
        return self.yes + self.no + self.unsure

    @property
    def share(self) -> Fraction | None:
        """The share of yes among them; None when nobody has said anything."""
        return Fraction(self.yes, self.read) if self.read else None


def rank(candidates: Iterable[Candidate], weights: Mapping[int, int], seed: str) -> list[Standing]:
    """Return where each student stands, the first place first; the order in which they or their opinions come does not matter."""
    found = sorted((_before_draw(one, weights), _draw(seed, one.key), one) for one in _unique(candidates))
    result = []
    for number, (before, _lot, one) in enumerate(found):
        near = [found[n][0] for n in (number - 1, number + 1) if 0 <= n < len(found)]
        result.append(_standing(one, weights, place=number + 1, drawn=before in near))
    return result


def _unique(candidates: Iterable[Candidate]) -> list["_Sortable"]:
    return [_Sortable(**vars(one)) for one in {one.key: one for one in candidates}.values()]


class _Sortable(Candidate):
    """A candidate that is never compared itself: keys differ, so the draw does."""

    def __lt__(self, other: Candidate) -> bool:
        return self.key < other.key


def _before_draw(one: Candidate, weights: Mapping[int, int]) -> tuple[object, ...]:
    count = _count(one.voices)
    read = len(one.voices)
    share = Fraction(count[YES], read) if read else Fraction(-1)
    means = _means(one.voices, weights)
    mean = sum(means, Fraction(0)) / len(means) if means else Fraction(-1)
    partner = one.rank if one.rank is not None else _LAST
    return (-share, -mean, count[NO], one.reserve, partner, not one.handed_in, one.handed_in)


def _draw(seed: str, key: int) -> str:
    return hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()


def _count(voices: Iterable[Voice]) -> dict[str, int]:
    found = {YES: 0, NO: 0, UNSURE: 0}
    for voice in voices:
        found[voice.vote] += 1
    return found


def _means(voices: Iterable[Voice], weights: Mapping[int, int]) -> list[Fraction]:
    return [mean for voice in voices if (mean := voice.mean(weights)) is not None]


def _standing(one: Candidate, weights: Mapping[int, int], *, place: int, drawn: bool) -> Standing:
    count, means = _count(one.voices), _means(one.voices, weights)
    mean = sum(means, Fraction(0)) / len(means) if means else None
    deviation = None
    if mean is not None:
        deviation = sqrt(sum(((value - mean) ** 2 for value in means), Fraction(0)) / len(means))
    return Standing(
        key=one.key,
        place=place,
        yes=count[YES],
        no=count[NO],
        unsure=count[UNSURE],
        mean=mean,
        low=min(means, default=None),
        high=max(means, default=None),
        deviation=deviation,
        drawn=drawn,
    )


# ---------------------------------------------------------------- WHO READS WHOM

Pair = tuple[int, int]
"""Reviewer and student."""


def assign(
    students: Sequence[int],
    reviewers: Sequence[int],
    *,
    each: int,
    conflicts: Collection[Pair] = frozenset(),
    kept: Collection[Pair] = frozenset(),
    seed: str = "",
) -> set[Pair]:
    """Return who reads whom: `each` reviewers a student (fewer when no more are free of conflicts), the work shared evenly.

    `kept` are pairs that stay (an opinion was begun); they count. Pairs in conflict never come out.
    """
    barred = set(conflicts)
    known, acting = set(students), set(reviewers)
    pairs = {p for p in kept if p not in barred and p[1] in known and p[0] in acting}
    load = {reviewer: sum(1 for p in pairs if p[0] == reviewer) for reviewer in acting}
    of = {student: {p[0] for p in pairs if p[1] == student} for student in known}
    free = {s: [r for r in acting if (r, s) not in barred] for s in known}
    for student in sorted(known, key=lambda s: (len(free[s]), _draw(seed, s))):
        for _turn in range(each - len(of[student])):
            open_to = [r for r in free[student] if r not in of[student]]
            if not open_to:
                break
            chosen = min(open_to, key=lambda r: (load[r], _draw(f"{seed}:{student}", r)))
            of[student].add(chosen)
            load[chosen] += 1
            pairs.add((chosen, student))
    _even_out(pairs, load, fixed=set(kept), barred=barred)
    return pairs


def _even_out(pairs: set[Pair], load: dict[int, int], *, fixed: set[Pair], barred: set[Pair]) -> None:
    """Hand students on from those who read most, along a chain of reviewers if need be, until nobody reads two more than
    somebody who could take one."""
    while load:
        for start in sorted(load, key=lambda r: (-load[r], r)):
            chain = _chain(start, pairs, load, fixed, barred)
            if chain:
                break
        else:
            return
        for giver, student, taker in chain:
            pairs.discard((giver, student))
            pairs.add((taker, student))
        load[chain[0][0]] -= 1
        load[chain[-1][2]] += 1


def _chain(
    start: int, pairs: set[Pair], load: dict[int, int], fixed: set[Pair], barred: set[Pair]
) -> list[tuple[int, int, int]]:
    """Return the shortest chain of (giver, student, taker) to somebody with at least two less; empty when there is none."""
    if load[start] < min(load.values()) + 2:
        return []
    came: dict[int, tuple[int, int]] = {start: (start, 0)}
    queue = deque([start])
    while queue:
        giver = queue.popleft()
        if load[giver] <= load[start] - 2:
            return _walk_back(giver, came, start)
        movable = sorted(p[1] for p in pairs if p[0] == giver and p not in fixed)
        for taker in sorted(set(load) - set(came), key=lambda r: (load[r], r)):
            student = next((s for s in movable if (taker, s) not in pairs and (taker, s) not in barred), None)
            if student is not None:
                came[taker] = (giver, student)
                queue.append(taker)
    return []


def _walk_back(end: int, came: dict[int, tuple[int, int]], start: int) -> list[tuple[int, int, int]]:
    chain, taker = [], end
    while taker != start:
        giver, student = came[taker]
        chain.append((giver, student, taker))
        taker = giver
    return chain[::-1]
