"""The pure calendar: default phases, the line with today, another year."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ish.programme import calendar
from ish.programme.states import PhaseCode

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1))


def test_the_season_of_2027():
    spans = calendar.default_phases(
        arrival=date(2027, 7, 18), departure=date(2027, 8, 14), codes=PhaseCode.values
    )
    assert spans["nominations"] == (date(2027, 2, 1), date(2027, 3, 31))
    assert spans["profile"][1] == date(2027, 4, 30)
    assert spans["acceptance"][1] == date(2027, 5, 14)
    assert spans["wishes"][1] == date(2027, 5, 21)
    assert spans["documents"][1] == date(2027, 6, 11)
    assert spans["publication"][1] == date(2027, 6, 18)
    assert spans["travel"][1] == date(2027, 6, 25)
    assert spans["stay"] == (date(2027, 7, 18), date(2027, 8, 14))


@given(DAYS, st.integers(1, 60))
def test_default_phases_are_in_order_and_before_arrival(arrival, length):
    spans = calendar.default_phases(
        arrival=arrival, departure=arrival + timedelta(days=length), codes=PhaseCode.values
    )
    assert calendar.out_of_order(spans) == []
    assert all(closes < arrival for code, (_opens, closes) in spans.items() if code != "stay")


@given(DAYS, st.integers(-800, 800))
def test_shifting_keeps_lengths_and_can_be_undone(arrival, days):
    spans = calendar.default_phases(
        arrival=arrival, departure=arrival + timedelta(days=27), codes=PhaseCode.values
    )
    moved = calendar.shifted(spans, days=days)
    assert calendar.shifted(moved, days=-days) == spans
    for code, (opens, closes) in spans.items():
        assert moved[code][1] - moved[code][0] == closes - opens


@given(DAYS, st.integers(2000, 2100))
def test_same_weekday_is_near_the_same_date(day, year):
    found = calendar.same_weekday(day, year=year)
    wanted = day.replace(year=year, day=min(day.day, 28) if day.month == 2 else day.day)
    assert found.weekday() == day.weekday()
    assert abs((found - wanted).days) <= 3


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2027, 1, 31), "future"),
        (date(2027, 2, 1), "current"),
        (date(2027, 3, 31), "current"),
        (date(2027, 4, 1), "past"),
    ],
)
def test_both_days_belong_to_a_phase(today, state):
    assert calendar.state_on((date(2027, 2, 1), date(2027, 3, 31)), today) == state


def test_the_line_is_in_the_order_of_days():
    line = calendar.timeline(
        [("b", "B", date(2027, 3, 1), date(2027, 3, 2)), ("a", "A", date(2027, 2, 1), date(2027, 4, 1))],
        today=date(2027, 2, 15),
    )
    assert [(s.code, s.state) for s in line] == [("a", "current"), ("b", "future")]
