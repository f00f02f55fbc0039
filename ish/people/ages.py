"""How old somebody is on a day, in the one place that reckons it. Knows neither Django nor anything of ours.

A year of life is complete when the birthday begins; who was born on 29 February has theirs on 1 March in other years
(BGB s. 187(2), 188(2)).
"""

from datetime import date

CHILD, YOUTH, ADULT = 15, 16, 18
"""Under 15 one is a child at work (JArbSchG s. 2), under 16 drinks no beer (JuSchG s. 9); at 18 one is of age (BGB s. 2)."""


def age_on(born: date, day: date) -> int:
    """Return the age in full years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def is_under(born: date, age: int, day: date) -> bool:
    """Say whether somebody is younger than that on the day."""
    return age_on(born, day) < age


def birthday(born: date, age: int = ADULT) -> date:
    """Return the day on which somebody turns so old."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def born_by(day: date, age: int = ADULT) -> date:
    """Return the latest birth date of those who are so old on the day."""
    try:
        return day.replace(year=day.year - age)
    except ValueError:  # 29 February: whoever was born on 1 March has their birthday a day later
        return date(day.year - age, 2, 28)
