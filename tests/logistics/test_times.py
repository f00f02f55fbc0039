"""Local times of a ticket become moments; what cannot be is named."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from logistics.times import NoSuchTime, Span, moment, problems

ZONES = st.sampled_from(sorted(z for z in available_timezones() if "/" in z))
LOCAL = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2030, 12, 31))


@given(LOCAL, ZONES)
def test_a_moment_shows_the_time_of_the_ticket_again(local: datetime, zone: str) -> None:
    try:
        found = moment(local, zone)
    except NoSuchTime:
        assume(False)
        raise
    assert found.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0) == local


def test_a_time_the_clocks_leave_out_is_refused() -> None:
    with pytest.raises(NoSuchTime):
        moment(datetime(2027, 3, 28, 2, 30), "Europe/Berlin")


def test_of_a_time_that_comes_twice_it_is_the_first() -> None:
    assert moment(datetime(2027, 10, 31, 2, 30), "Europe/Berlin").astimezone(UTC).hour == 0


def test_over_the_date_line_one_may_arrive_before_leaving_by_the_calendar() -> None:
    leaves = moment(datetime(2027, 7, 18, 17, 0), "Asia/Tokyo")
    lands = moment(datetime(2027, 7, 18, 11, 0), "America/Los_Angeles")
    assert lands - leaves == timedelta(hours=10)
    assert problems([Span(leaves, lands, "Tokyo", "San Francisco")]) == []


def span(start: int, end: int, names: str = "ab") -> Span:
    day = datetime(2027, 7, 18, tzinfo=UTC)
    return Span(day + timedelta(hours=start), day + timedelta(hours=end), *names)


@pytest.mark.parametrize(
    ("legs", "found"),
    [
        ([span(1, 2), span(3, 4, "bc")], []),
        ([span(2, 2)], [(1, "arrives_before_departure")]),
        ([span(0, 49)], [(1, "too_long")]),
        ([span(1, 5), span(4, 6, "bc")], [(2, "departs_before_arrival")]),
        ([span(1, 2, "aa")], [(1, "same_place")]),
    ],
)
def test_what_cannot_be(legs: list[Span], found: list[tuple[int, str]]) -> None:
    assert problems(legs) == found
