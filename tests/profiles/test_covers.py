"""What insurance leaves open: days without cover, a card that stands alone, what nobody pays for. Pure."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ish.profiles.covers import TRAVEL_DAY, findings, for_illness

ARRIVAL, DEPARTURE = date(2027, 7, 18), date(2027, 8, 14)
FIRST, LAST = ARRIVAL - TRAVEL_DAY, DEPARTURE + TRAVEL_DAY
FULL = {"kind": "health", "insurer": "A", "territory": "world", "repatriation": "yes"}
OTHERS = [{"kind": "liability"}, {"kind": "accident"}]


def codes(*rows):
    return [one.code for one in findings(rows, arrival=ARRIVAL, departure=DEPARTURE)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], []),
        ([FULL, *OTHERS], []),
        ([{"kind": "card"}, *OTHERS], ["card_alone"]),
        ([{"kind": "card"}, FULL, *OTHERS], []),
        (OTHERS, ["none"]),
        ([{**FULL, "repatriation": "no"}, *OTHERS], ["no_repatriation"]),
        ([{**FULL, "territory": "home"}, *OTHERS], ["territory"]),
        ([FULL], ["no_liability", "no_accident"]),
        ([{**FULL, "starts": "2027-07-18"}, *OTHERS], ["gap"]),
        ([{**FULL, "starts": "2027-07-17", "ends": "2027-08-15"}, *OTHERS], []),
        ([{**FULL, "ends": "2027-08-14"}, *OTHERS], ["gap"]),
        ([{**FULL, "starts": "someday"}, *OTHERS], []),
    ],
)
def test_what_is_missing(rows, expected):
    assert codes(*rows) == expected


def test_who_is_insured():
    assert for_illness([FULL]) and for_illness([{"kind": "card"}])
    assert not for_illness([{"kind": "health"}]) and not for_illness([{"kind": "liability", "insurer": "A"}])


_DAYS = st.dates(date(2027, 7, 1), date(2027, 9, 1))
_SPANS = st.lists(st.tuples(_DAYS, _DAYS).map(sorted), min_size=1, max_size=4)


@given(_SPANS)
def test_the_gaps_are_the_days_that_nothing_covers(spans):
    rows = [{**FULL, "starts": a.isoformat(), "ends": b.isoformat()} for a, b in spans]
    found = [one for one in findings(rows, arrival=ARRIVAL, departure=DEPARTURE) if one.code == "gap"]
    told = {one.first + timedelta(days=n) for one in found for n in range((one.last - one.first).days + 1)}
    stay = {FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)}
    assert told == {day for day in stay if not any(a <= day <= b for a, b in spans)}
