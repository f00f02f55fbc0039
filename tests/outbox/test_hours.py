"""Decent hours, in named zones, across changes of the clock."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts import demo
from accounts.models import DemoMark
from ish.outbox import delivery, hours
from ish.outbox.models import Message
from ish.outbox.states import State
from tests.outbox.sink import Sink

ZONES = ["Europe/Berlin", "Asia/Tokyo", "America/Los_Angeles", "Asia/Jerusalem", "Australia/Lord_Howe", "UTC"]


@pytest.mark.parametrize(
    ("zone", "local", "expected"),
    [
        ("Europe/Berlin", "2027-05-03T12:00", "2027-05-03T12:00"),
        ("Europe/Berlin", "2027-05-03T20:00", "2027-05-04T08:00"),
        ("Europe/Berlin", "2027-05-03T03:00", "2027-05-03T08:00"),
        ("Europe/Berlin", "2027-03-27T23:30", "2027-03-28T08:00"),  # a night of 23 hours
        ("Europe/Berlin", "2027-10-30T23:30", "2027-10-31T08:00"),  # a night of 25 hours
        ("America/Los_Angeles", "2027-03-13T22:00", "2027-03-14T08:00"),
        ("Asia/Tokyo", "2027-05-03T07:59", "2027-05-03T08:00"),
        ("Asia/Tokyo", "2027-12-31T21:00", "2028-01-01T08:00"),
        ("Nowhere/Atlantis", "2027-05-03T21:00", "2027-05-04T08:00"),
    ],
)
def test_known_moments(zone: str, local: str, expected: str) -> None:
    tz = hours.zone(zone)
    got = hours.decent(datetime.fromisoformat(local).replace(tzinfo=tz), zone).astimezone(tz)
    assert got.strftime("%Y-%m-%dT%H:%M") == expected


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(ZoneInfo("UTC"))),
    st.sampled_from(ZONES),
)
def test_always_decent_never_earlier_soon(moment: datetime, zone: str) -> None:
    got = hours.decent(moment, zone)
    assert got >= moment
    assert hours.FROM <= got.astimezone(ZoneInfo(zone)).time() < hours.UNTIL
    assert (got - moment).total_seconds() <= 13 * 3600
    assert hours.decent(got, zone) == got


@pytest.fixture
def night(settings: Any, monkeypatch: pytest.MonkeyPatch) -> datetime:
    settings.OUTBOX_QUIET_HOURS = True
    now = datetime(2027, 5, 3, 23, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    monkeypatch.setattr(timezone, "now", lambda: now)
    return now


@pytest.mark.django_db
def test_at_night_a_mail_waits_for_the_morning_of_its_reader(
    write: Callable[..., Message], night: datetime, sink: Sink
) -> None:
    berlin, tokyo, code = write(), write(time_zone="Asia/Tokyo"), write(kind="test.code")
    assert berlin.not_before == datetime(2027, 5, 4, 8, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    assert tokyo.not_before == datetime(2027, 5, 4, 8, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert code.not_before is None
    assert delivery.deliver_batch([berlin.pk, tokyo.pk, code.pk]) == 1


@pytest.mark.django_db
def test_a_mail_that_was_late_waits_too(write: Callable[..., Message], night: datetime, sink: Sink) -> None:
    message = write()
    Message.objects.update(not_before=None)
    assert delivery.deliver(message.pk) == 0
    message.refresh_from_db()
    assert message.state == State.QUEUED
    assert message.not_before == datetime(2027, 5, 4, 8, 0, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.django_db
def test_the_demonstration_shows_mails_at_once(write: Callable[..., Message], night: datetime) -> None:
    DemoMark.objects.create(stage="travel", now=night)
    demo.forget()
    assert write().not_before is None
