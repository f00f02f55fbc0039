"""Days are understood as people write them, and never guessed."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from ish.desk import days
from ish.desk.fields import DateField

DAY = date(2027, 7, 24)


@pytest.mark.parametrize(
    "text",
    [
        "24.07.2027", "24.7.2027", " 24 . 7 . 2027 ", "2027-07-24", "2027/7/24", "2027. 7. 24.", "24/07/2027",
        "7/24/2027", "24-07-2027", "24 July 2027", "24th July 2027", "July 24, 2027", "Jul 24 2027", "24. Juli 2027",
        "24 juillet 2027", "2027年7月24日", "24 JULY 2027",
    ],
)  # fmt: skip
def test_usual_ways(text: str) -> None:
    assert days.read_day(text) == DAY


@pytest.mark.parametrize("text", ["03/04/2027", "24.07.27", "1/2/03"])
def test_unclear_days_are_asked_again(text: str) -> None:
    with pytest.raises(days.Unclear):
        days.read_day(text)


@pytest.mark.parametrize(
    "text", ["31.02.2027", "29.02.2026", "2027-13-01", "00.01.2027", "tomorrow", "24. Foo 2027", "²4.07.2027"]
)
def test_no_days(text: str) -> None:
    with pytest.raises(days.NoDay):
        days.read_day(text)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)))
def test_what_is_shown_is_understood(day: date) -> None:
    assert days.read_day(f"{day:%d.%m.}{day.year:04d}") == day
    assert days.read_day(day.isoformat()) == day


def test_words_follow_the_language() -> None:
    with override("en"):
        assert days.in_words(DAY) == "Saturday, 24 July 2027"
    with override("de"):
        assert days.in_words(DAY) == "Samstag, 24. Juli 2027"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31.02.2027", "no_day"),
        ("soon", "invalid"),
        ("03/04/2027", "unclear"),
        ("1.1.1890", "early"),
        ("1.1.2090", "late"),
    ],
)
def test_the_message_says_what_to_do(text: str, code: str) -> None:
    field = DateField(earliest=date(1900, 1, 1), latest=lambda: date(2050, 1, 1))
    with pytest.raises(ValidationError) as caught:
        field.clean(text)
    assert caught.value.code == code
