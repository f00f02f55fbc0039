"""A row of times, as it is worked out: pure, and with the clocks in mind."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from ish.interviews import planning

BERLIN = "Europe/Berlin"
ZONES = st.sampled_from([BERLIN, "Asia/Tokyo", "America/Los_Angeles", "Australia/Lord_Howe", "Pacific/Apia"])


@settings(max_examples=100, deadline=None)
@given(
    day=st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    first=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    minutes=st.integers(5, 240),
    pause=st.integers(0, 240),
    count=st.integers(1, 40),
    zone=ZONES,
)
def test_times_never_touch_and_are_as_far_apart_as_asked(
    day: date, first: time, minutes: int, pause: int, count: int, zone: str
) -> None:
    found = planning.starts(day, first, minutes=minutes, pause=pause, count=count, zone=zone)
    assert len(found) == count
    for one, other in zip(found, found[1:], strict=False):
        assert other.at - one.at == timedelta(minutes=minutes + pause)
        assert not planning.overlap(one.at, minutes, other.at, minutes)
    local = found[0].at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    written = datetime.combine(day, first)
    assert (local == written) is (planning.GAP not in found[0].notes)
    assert local >= written


def test_the_clocks_are_put_forward() -> None:
    first, second = planning.starts(date(2027, 3, 28), time(2, 30), minutes=30, pause=0, count=2, zone=BERLIN)
    assert first.notes == {planning.GAP}
    assert first.at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)  # 03:30 by the new clocks
    assert second.notes == frozenset()


def test_the_clocks_are_put_back() -> None:
    row = planning.starts(date(2027, 10, 31), time(2, 30), minutes=30, pause=30, count=2, zone=BERLIN)
    assert row[0].notes == {planning.TWICE}
    assert row[0].at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)  # the first of the two
    assert row[1].notes == {planning.JUMP}


def test_night_is_from_ten_to_seven() -> None:
    def at(text: str, minutes: int = 30) -> bool:
        moment = datetime.fromisoformat(f"2027-03-10T{text}").replace(tzinfo=ZoneInfo("Asia/Tokyo"))
        return planning.is_night(moment, minutes, "Asia/Tokyo")

    assert [at(text) for text in ("06:59", "07:00", "21:30", "21:31", "22:00", "03:00")] == [
        True, False, False, True, True, True,
    ]  # fmt: skip
    assert at("20:00", 240)
