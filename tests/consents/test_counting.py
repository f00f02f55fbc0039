"""How a consent stands, against the same said in another way: the law in plain sentences, over everything that can be said."""

from datetime import date, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from ish.consents import counting, law, states
from ish.consents.counting import Age, Question, Signers, Word, age, outcome, signers
from ish.people import ages as ages_of_people
from ish.people.states import Custody

MOTHER, FATHER, AUNT = 1, 2, 3
KINDS = (counting.JOINT, counting.SOLE, counting.APPOINTED, counting.ENTRUSTED, counting.UNKNOWN)
custody = st.dictionaries(st.sampled_from((MOTHER, FATHER, AUNT)), st.sampled_from(KINDS), max_size=3)
excused = st.frozensets(st.sampled_from((MOTHER, FATHER, AUNT)))
word = st.builds(
    Word,
    signer=st.sampled_from((counting.STUDENT, MOTHER, FATHER, AUNT)),
    agrees=st.booleans(),
    meaning=st.sampled_from((1, 2)),
    of_age=st.booleans(),
)
question = st.builds(
    Question,
    asked_of=st.sampled_from((counting.GUARDIAN, counting.PARTICIPANT, counting.BOTH)),
    meaning=st.just(2),
    waived=st.sampled_from((False, False, True)),
    when=st.sampled_from((law.SIGNING, law.THERE)),
)
MINOR, SOON, GROWN = Age(True, False, True), Age(True, False, False), Age(False, True, False)
ages = st.sampled_from((MINOR, SOON, GROWN))


def test_the_words_of_the_core_are_those_of_the_pages_and_of_custody() -> None:
    assert set(states.Standing.values) == {
        counting.NOT_ASKED, counting.MISSING, counting.SUPERSEDED, counting.AGREED,
        counting.REFUSED, counting.DISAGREEMENT, counting.WITHDRAWN, counting.WAIVED,
    }  # fmt: skip
    assert set(states.Asked.values) == {counting.GUARDIAN, counting.PARTICIPANT, counting.BOTH}
    assert set(Custody.values) == set(KINDS)


def test_who_has_to_sign() -> None:
    both = signers({MOTHER: "joint", FATHER: "joint"})
    assert (both.every, both.one, both.clear) == ({MOTHER, FATHER}, frozenset(), True)
    assert signers({MOTHER: "joint"}) == Signers(every={MOTHER}, voices={MOTHER}, clear=False)
    alone = signers({MOTHER: "sole", FATHER: "unknown"})
    assert (alone.one, alone.voices, alone.clear) == ({MOTHER}, {MOTHER}, True)
    unknown = signers({MOTHER: "unknown", FATHER: "unknown"})
    assert (unknown.every, unknown.one, unknown.clear) == (frozenset(), {MOTHER, FATHER}, False)
    assert signers({AUNT: "entrusted"}).nobody
    assert signers({}).nobody and not signers({}).clear
    # One joint, the other not known: two decide, so both are asked.
    assert signers({MOTHER: "joint", FATHER: "unknown"}).every == {MOTHER, FATHER}
    one_left = signers({MOTHER: "joint", FATHER: "joint"}, {FATHER})
    assert (one_left.every, one_left.voices) == ({MOTHER}, {MOTHER, FATHER})


# ---------------------------------------------------------------- THE SAME AGAIN, SAID IN ANOTHER WAY


def _last(words: list[Word], signer: int) -> Word | None:
    own = [one for one in words if one.signer == signer]
    return own[-1] if own else None


def _counts(one: Word | None, asked: Question, years: Age) -> bool:
    if one is None or one.meaning != asked.meaning:
        return False
    return one.of_age or one.signer != counting.STUDENT or not years.of_age


def _agreed(
    asked: Question, families: dict[int, str], lifted: frozenset[int], years: Age, words: list[Word]
) -> bool:
    """Whether it is agreed in full: everybody who must has said yes last, and nobody who has a say has said no last."""
    last = {key: _last(words, key) for key in (counting.STUDENT, *families)}
    yes = {k for k, one in last.items() if one and one.agrees and _counts(one, asked, years)}
    no = {k for k, one in last.items() if one and not one.agrees and _counts(one, asked, years)}
    needed: list[set[int]] = []
    voices: set[int] = set()
    if asked.asked_of != counting.GUARDIAN:
        needed.append({counting.STUDENT})
        voices.add(counting.STUDENT)
    if asked.asked_of != counting.PARTICIPANT and (
        years.minor if asked.when == law.SIGNING else years.minor_there
    ):
        able = {k for k, kind in families.items() if kind != "entrusted"}
        left = able - lifted
        if any(families[k] == "joint" for k in left):
            needed += [{k} for k in left]
            voices |= able
        elif alone := {k for k in left if families[k] in ("sole", "appointed")}:
            needed.append(alone)
            voices |= {k for k in able if families[k] in ("sole", "appointed", "joint")}
        else:
            needed.append(left)
            voices |= able
    return bool(needed) and all(group & yes for group in needed) and not no & voices


@given(question, custody, excused, ages, st.lists(word, max_size=6))
@example(Question("guardian", 2), {1: "joint", 2: "joint"}, frozenset(), MINOR, [Word(1, True, 2)])
def test_agreed_is_what_the_law_says(
    asked: Question, families: dict[int, str], lifted: frozenset[int], years: Age, words: list[Word]
) -> None:
    found = outcome(asked, signers(families, lifted), years, words)
    if asked.waived:
        assert found.state == counting.WAIVED
    else:
        assert (found.state == counting.AGREED) == _agreed(asked, families, lifted, years, words)
    # Whoever is waited for has not answered, and an answer of theirs takes them off the list.
    for key in found.waits:
        after = outcome(asked, signers(families, lifted), years, [*words, Word(key, True, 2, True)])
        assert key not in after.waits
    if found.state in counting.AGAINST:
        assert {counting.NO, counting.WITHDRAWN} & set(found.said.values())
    if found.state == counting.DISAGREEMENT:
        assert {counting.YES, counting.NO} <= set(found.said.values())


@given(custody, excused, ages, st.lists(word, max_size=5))
def test_an_outsider_changes_nothing(
    families: dict[int, str], lifted: frozenset[int], years: Age, words: list[Word]
) -> None:
    """Who looks after a student without custody, and what was said to an older meaning, move no consent to yes or no."""
    asked = Question(counting.BOTH, 2)
    before = outcome(asked, signers(families, lifted), years, words)
    outsiders = [k for k, kind in families.items() if kind == "entrusted"] + [99]
    for key in outsiders:
        for agrees in (True, False):
            after = outcome(asked, signers(families, lifted), years, [*words, Word(key, agrees, 2)])
            assert after.state == before.state


def test_the_words_for_each_state() -> None:
    both = signers({MOTHER: "joint", FATHER: "joint"})
    minor, asked = MINOR, Question(counting.GUARDIAN, 2)

    def state(*words: Word) -> str:
        return outcome(asked, both, minor, words).state

    yes, no = Word(MOTHER, True, 2), Word(MOTHER, False, 2)
    assert state() == counting.MISSING
    assert state(yes) == counting.MISSING
    assert state(yes, Word(FATHER, True, 2)) == counting.AGREED
    assert state(yes, Word(FATHER, False, 2)) == counting.DISAGREEMENT
    assert state(no) == counting.REFUSED
    assert state(yes, no) == counting.WITHDRAWN
    assert state(yes, no, yes, Word(FATHER, True, 2)) == counting.AGREED
    assert state(Word(MOTHER, True, 1), Word(FATHER, True, 2)) == counting.SUPERSEDED


@given(st.dates(date(2005, 1, 1), date(2012, 12, 31)), st.integers(-200, 60))
@example(date(2008, 2, 29), 0)
@example(date(2009, 7, 1), -60)  # a minor today, of age on arrival
def test_age_is_a_function_of_the_day(born: date, offset: int) -> None:
    arrival = date(2027, 7, 18)
    at = arrival + timedelta(days=offset)

    def years(day: date) -> int:
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

    found = age(born, at=at, arrival=arrival)
    assert found.of_age == (years(at) >= 18)
    assert found.minor == (years(at) < 18)
    assert found.minor_there == (years(max(at, arrival)) < 18)
    assert age(None, at=at, arrival=arrival) == MINOR
    assert ages_of_people.birthday(born) <= at or not found.of_age
    assert (born <= ages_of_people.born_by(at)) == found.of_age == (not ages_of_people.is_under(born, 18, at))


def test_who_turns_18_before_the_stay_needs_guardians_for_what_counts_at_once() -> None:
    """A 17-year-old signs in May and is 18 in July: photos and health facts begin in May, the swimming pool is in July."""
    who, arrival, may = signers({MOTHER: "sole"}), date(2027, 7, 18), date(2027, 5, 20)
    years = age(date(2009, 6, 20), at=may, arrival=arrival)

    def on(kind: str, *words: Word) -> str:
        asked = Question(counting.BOTH, when=law.RULES[kind].when)
        return outcome(asked, who, years, [Word(counting.STUDENT, True), *words]).state

    for kind in law.RULES:
        now = law.RULES[kind].when == law.SIGNING
        assert on(kind) == (counting.MISSING if now else counting.AGREED), kind
        assert on(kind, Word(MOTHER, False)) == (counting.DISAGREEMENT if now else counting.AGREED), kind
    assert set(law.RULES) == set(states.Kind.values)
    assert {k for k, rule in law.RULES.items() if rule.when == law.THERE} == {
        "medical",
        "supervision",
        "activity",
        "travel",
    }


def test_turning_18_during_the_stay_asks_for_a_word_of_ones_own() -> None:
    arrival, birthday = date(2027, 7, 18), date(2027, 7, 25)
    born = date(2009, 7, 25)
    words = [Word(counting.STUDENT, True, 1), Word(MOTHER, True, 1)]
    asked, who = Question(counting.BOTH), signers({MOTHER: "sole"})

    def on(day: date, *more: Word) -> str:
        return outcome(asked, who, age(born, at=day, arrival=arrival), [*words, *more]).state

    assert on(birthday - timedelta(days=1)) == counting.AGREED
    assert on(birthday) == counting.SUPERSEDED
    assert on(birthday, Word(counting.STUDENT, True, 1, of_age=True)) == counting.AGREED
    # The guardian no longer has a say, and what was asked of guardians alone is asked no more.
    assert on(birthday, Word(counting.STUDENT, True, 1, True), Word(MOTHER, False, 1)) == counting.AGREED
    own = outcome(Question(counting.GUARDIAN), who, age(born, at=birthday, arrival=arrival), words)
    assert own.state == counting.NOT_ASKED
