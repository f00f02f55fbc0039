"""Days as people write them: 24.07.2027, 2027-07-24, 24 July 2027, 24. Juli 2027, July 24, 2027, 2027年7月24日."""

import re
from datetime import date

from django.utils import formats
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import override

_YEAR_FIRST = re.compile(r"^(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日.]?$")
_DOTTED = re.compile(r"^(\d{1,2})\s*[.]\s*(\d{1,2})\s*[.]\s*(\d{2,4})$")
_SLASHED = re.compile(r"^(\d{1,2})\s*[/-]\s*(\d{1,2})\s*[/-]\s*(\d{2,4})$")
_WORDS = re.compile(
    r"^(?:(\d{1,2})(?:st|nd|rd|th)?\W*\s+([^\W\d]+)|([^\W\d]+)\W*\s+(\d{1,2})(?:st|nd|rd|th)?)\W+(\d{2,4})$"
)
LANGUAGES = ("en", "de", "fr", "pl", "uk")


class Unclear(ValueError):
    """What was written could be two different days, or a year of two figures."""


class NoDay(ValueError):
    """What was written is no day of the calendar, or not a day at all."""


def read_day(text: str) -> date:
    """Return the day that `text` means. Raises `Unclear` when it may mean two, `NoDay` when it means none."""
    text = " ".join(text.split())
    if found := _YEAR_FIRST.match(text):
        year, month, day = found.groups()
    elif found := _DOTTED.match(text):
        day, month, year = found.groups()
    elif found := _SLASHED.match(text):
        day, month, year = _which_first(*found.groups())
    elif found := _WORDS.match(text):
        day, month = found[1] or found[4], str(_month(found[2] or found[3]))
        year = found[5]
    else:
        raise NoDay(text)
    return _day(year, month, day)


def _which_first(first: str, second: str, year: str) -> tuple[str, str, str]:
    """Return day, month, year of 24/7/2027 or 7/24/2027; raises `Unclear` when both numbers could be the month."""
    if int(first) > 12 or first == second:
        return first, second, year
    if int(second) > 12:
        return second, first, year
    raise Unclear(year)


def _day(year: str, month: str, day: str) -> date:
    if len(year) != 4:
        raise Unclear(year)
    try:
        return date(int(year), int(month), int(day))
    except ValueError as error:
        raise NoDay(f"{day}.{month}.{year}") from error


def _month(word: str) -> int:
    """Return the number of a month named in one of `LANGUAGES`, in full or by its first three letters or more."""
    wanted = word.casefold()
    for language in LANGUAGES:
        with override(language):
            for names in (MONTHS, MONTHS_3):
                for number, name in names.items():
                    full = str(name).casefold().rstrip(".")
                    if wanted == full or (len(wanted) >= 3 and full.startswith(wanted)):
                        return int(number)
    raise NoDay(word)


def in_words(day: date) -> str:
    """Return the day as read aloud in the language of the page: Saturday, 24 July 2027."""
    weekday = formats.date_format(day, "l")
    return f"{weekday}, {formats.date_format(day, 'j. F Y' if _dotted() else 'j F Y')}"


def _dotted() -> bool:
    """Whether the language of the page writes a point behind the number of a day."""
    return formats.get_format("DATE_FORMAT").startswith("j.")
