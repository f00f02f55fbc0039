"""The core: the same opinions give the same order, in whatever order they come; a better opinion never costs a place; reading is
shared out evenly and around conflicts."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from ish.selection import scoring
from ish.selection.scoring import Candidate, Voice

WEIGHTS = {1: 2, 2: 1}
VOICES = st.builds(
    Voice,
    vote=st.sampled_from(["yes", "no", "unsure"]),
    scores=st.dictionaries(st.sampled_from([1, 2]), st.integers(1, 5)),
)
CANDIDATES = st.lists(
    st.builds(
        Candidate,
        key=st.integers(1, 40),
        voices=st.lists(VOICES, max_size=4).map(tuple),
        rank=st.none() | st.integers(1, 3),
        reserve=st.booleans(),
        handed_in=st.sampled_from(["", "2027-03-01", "2027-03-02"]),
    ),
    max_size=12,
    unique_by=lambda one: one.key,
)


def places(found: list[scoring.Standing]) -> dict[int, int]:
    return {one.key: one.place for one in found}


@settings(max_examples=60, deadline=None)
@given(CANDIDATES, st.randoms(use_true_random=False))
def test_the_order_in_which_they_come_does_not_matter(candidates, random):
    mixed = [replace(c, voices=tuple(random.sample(c.voices, len(c.voices)))) for c in candidates]
    random.shuffle(mixed)
    assert scoring.rank(mixed, WEIGHTS, "seed") == scoring.rank(candidates, WEIGHTS, "seed")


@settings(max_examples=60, deadline=None)
@given(CANDIDATES, st.data())
def test_a_no_that_becomes_a_yes_never_costs_a_place(candidates, data):
    if not candidates:
        return
    one = data.draw(st.sampled_from(candidates))
    if not any(voice.vote != "yes" for voice in one.voices):
        return
    number = next(n for n, voice in enumerate(one.voices) if voice.vote != "yes")
    voices = [*one.voices]
    voices[number] = replace(voices[number], vote="yes")
    better = [replace(c, voices=tuple(voices)) if c.key == one.key else c for c in candidates]
    before = places(scoring.rank(candidates, WEIGHTS, "seed"))[one.key]
    assert places(scoring.rank(better, WEIGHTS, "seed"))[one.key] <= before


def test_what_decides_and_in_which_order():
    yes, no, unsure = Voice("yes"), Voice("no"), Voice("unsure")
    best = Voice("yes", {1: 5, 2: 5})
    found = scoring.rank(
        [
            Candidate(1, (yes, no), rank=1),
            Candidate(2, (yes, unsure), rank=1),  # as many yes, fewer no
            Candidate(3, (yes, yes), rank=3),
            Candidate(4, (best, yes), rank=9),  # as many yes, better points
            Candidate(5, (), rank=1),  # nobody has read
            Candidate(6, (yes, no), rank=1, reserve=True),
        ],
        WEIGHTS,
        "seed",
    )
    assert [one.key for one in found] == [4, 3, 2, 1, 6, 5]
    assert not any(one.drawn for one in found)


def test_mean_and_spread_are_weighted_and_the_draw_is_marked():
    voices = (Voice("yes", {1: 5, 2: 2}), Voice("yes", {1: 2, 2: 2}))
    first, second = scoring.rank([Candidate(1, voices), Candidate(2, voices)], WEIGHTS, "seed")
    assert (first.mean, first.low, first.high, first.deviation) == (3, 2, 4, 1.0)
    assert first.drawn and second.drawn
    turned = {scoring.rank([Candidate(1), Candidate(2)], {}, str(n))[0].key for n in range(20)}
    assert turned == {1, 2}


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 12),
    st.integers(0, 5),
    st.integers(1, 4),
    st.sets(st.tuples(st.integers(0, 4), st.integers(0, 11)), max_size=10),
)
def test_students_are_shared_out_around_conflicts(students, reviewers, each, conflicts):
    pairs = scoring.assign(range(students), range(reviewers), each=each, conflicts=conflicts, seed="s")
    assert not pairs & conflicts
    for student in range(students):
        free = sum((reviewer, student) not in conflicts for reviewer in range(reviewers))
        assert sum(p[1] == student for p in pairs) == min(each, free)
    assert pairs == scoring.assign(
        range(students), range(reviewers), each=each, conflicts=conflicts, seed="s"
    )


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 15), st.integers(1, 5), st.integers(1, 3))
def test_without_conflicts_nobody_reads_two_more_than_another(students, reviewers, each):
    pairs = scoring.assign(range(students), range(reviewers), each=each)
    loads = [sum(p[0] == reviewer for p in pairs) for reviewer in range(reviewers)]
    assert max(loads) - min(loads) <= 1


def test_what_was_begun_stays():
    kept = {(1, 10), (1, 11)}
    pairs = scoring.assign([10, 11, 12, 13], [1, 2], each=1, kept=kept)
    assert kept <= pairs
    assert sum(p[0] == 2 for p in pairs) == 2
