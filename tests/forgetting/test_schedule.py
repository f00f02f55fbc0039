"""When what is due: against a way to count that is too slow to be wrong; and what must hold whatever the rules are."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ish.forgetting.schedule import DEPARTURE, SEASON, STAY, Hold, Stay, Term, due, due_of, plus

DAY = timedelta(days=1)
TERMS = {
    "health": Term(DEPARTURE, days=14),
    "season": Term(STAY, months=6),
    "messages": Term(DEPARTURE, months=12),
    "consent": Term(DEPARTURE, months=36),
    "certificate": Term(STAY, months=120),
    "keep": Term(""),
}
ENDS = date(2027, 8, 14)
days = st.dates(date(2020, 1, 1), date(2035, 1, 1))
stays = st.builds(
    Stay, days, st.just(TERMS), left=st.none() | days, came=st.booleans(), told=st.none() | days
)
holds = st.lists(st.builds(Hold, st.none() | days), max_size=2)


def test_the_proposal_in_days() -> None:
    came = Stay(ENDS, TERMS)
    found = {code: due_of(code, came) for code in TERMS}
    assert found == {
        "health": date(2027, 8, 28),
        "season": date(2028, 2, 14),
        "messages": date(2028, 8, 14),
        "consent": date(2030, 8, 14),
        "certificate": date(2037, 8, 14),
        "keep": None,
    }


def test_who_never_came_goes_on_the_short_clock() -> None:
    gone = Stay(ENDS, TERMS, left=date(2027, 3, 31), came=False)
    assert due_of("health", gone) == date(2027, 4, 14)
    assert {due_of(code, gone) for code in ("season", "messages", "certificate")} == {date(2027, 9, 30)}
    assert due_of("consent", gone) == date(2030, 3, 31)


def test_who_left_early_is_counted_from_that_day_and_keeps_the_certificate() -> None:
    early = Stay(ENDS, TERMS, left=date(2027, 8, 1))
    assert due_of("health", early) == date(2027, 8, 15)
    assert due_of("certificate", early) == date(2037, 8, 14)


def test_the_last_day_of_a_month() -> None:
    assert plus(date(2027, 8, 31), Term(STAY, months=6)) == date(2028, 2, 29)
    assert plus(date(2027, 12, 31), Term(STAY, days=1, months=2)) == date(2028, 3, 1)


def _kept(code: str, stay: Stay, day: date) -> bool:
    term = TERMS[code]
    if not term.anchor:
        return True
    over = stay.ends if stay.left is None or stay.left > stay.ends else stay.left
    begins = over if term.anchor == DEPARTURE else stay.ends
    if day >= plus(begins, term):
        return False
    if stay.came or code == "consent":
        return True
    return day < plus(over, term) and day < plus(over, TERMS[SEASON])


@given(st.sampled_from(sorted(TERMS)), st.lists(stays, max_size=3), holds)
def test_the_same_as_day_by_day(code: str, mine: list[Stay], kept: list[Hold]) -> None:
    quick = due(code, mine, kept)
    if quick is None:
        assert not mine or code == "keep" or any(hold.until is None for hold in kept)
        return
    eve = all(_kept_by(code, mine, kept, quick - DAY * n) for n in (1, 2, 400))
    assert eve and not _kept_by(code, mine, kept, quick) and not _kept_by(code, mine, kept, quick + DAY * 99)


def _kept_by(code: str, mine: list[Stay], kept: list[Hold], day: date) -> bool:
    held = any(hold.until is None or day <= hold.until for hold in kept)
    return held or any(_kept(code, stay, day) for stay in mine)


@given(st.lists(stays, min_size=1, max_size=3), stays, holds)
def test_another_edition_or_a_hold_never_makes_it_earlier(
    mine: list[Stay], other: Stay, kept: list[Hold]
) -> None:
    for code in ("health", "season", "messages", "consent", "certificate"):
        alone, together = due(code, mine), due(code, [*mine, other])
        held = due(code, mine, kept)
        assert alone is not None and together is not None and together >= alone
        assert held is None or held >= alone


@given(days, days)
def test_nothing_of_those_who_never_came_outlasts_the_season_but_proofs(ends: date, left: date) -> None:
    gone, stayed = Stay(ends, TERMS, left=left, came=False), Stay(ends, TERMS, left=left)
    season = due_of(SEASON, gone)
    assert season is not None
    for code in ("health", "messages", "certificate"):
        mine, theirs = due_of(code, gone), due_of(code, stayed)
        assert mine is not None and theirs is not None and mine <= season and mine <= theirs
