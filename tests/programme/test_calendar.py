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


@given(DAYS, st.integers(-40, 800), st.integers(1, 60))
def test_the_next_season_keeps_weekdays_order_and_lengths(old, later, length):
    spans = calendar.default_phases(
        arrival=old, departure=old + timedelta(days=length), codes=PhaseCode.values
    )
    arrival = old + timedelta(days=later)
    departure = arrival + timedelta(days=length + 1)
    found = calendar.next_season(spans, old=old, arrival=arrival, departure=departure)
    assert list(found) == list(spans)
    assert found.pop("stay") == (arrival, departure)
    moves = {new - was for code in found for was, new in zip(spans[code], found[code], strict=True)}
    (move,) = moves  # all of them together
    assert move.days % 7 == 0 and abs(move.days - later) <= 7
    assert all(closes < arrival for _opens, closes in found.values())


def test_a_season_that_arrives_on_a_sunday_again_moves_with_it():
    spans = {
        "nominations": (date(2027, 2, 1), date(2027, 3, 31)),
        "stay": (date(2027, 7, 18), date(2027, 8, 14)),
    }
    found = calendar.next_season(
        spans, old=date(2027, 7, 18), arrival=date(2028, 7, 16), departure=date(2028, 8, 12)
    )
    assert found["nominations"] == (date(2028, 1, 31), date(2028, 3, 29))


def test_what_ended_the_day_before_arrival_never_runs_into_the_stay():
    old = date(2027, 7, 18)
    spans = {
        "travel": (old - timedelta(days=9), old - timedelta(days=1)),
        "stay": (old, old + timedelta(days=5)),
    }
    arrival = date(2028, 7, 14)  # 362 days later: the nearest week would be 364
    found = calendar.next_season(spans, old=old, arrival=arrival, departure=date(2028, 7, 20))
    assert found["travel"][1] < arrival


@given(DAYS, st.integers(1, 60), st.integers(-4000, 4000))
def test_the_next_stay_is_after_a_day_and_on_the_same_weekdays(arrival, length, later):
    departure, after = arrival + timedelta(days=length), arrival + timedelta(days=later)
    found = calendar.next_stay(arrival, departure, after=after)
    assert found[0] > after and found[0] > arrival
    assert found[1] - found[0] == departure - arrival
    assert found[0].weekday() == arrival.weekday()


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
