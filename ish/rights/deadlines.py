"""The month in which a request has to be answered (GDPR Art. 12(3)), and the two by which it may be extended. A pure core."""

from calendar import monthrange
from datetime import date

MONTHS, MORE = 1, 2


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later; the last of a month that is shorter."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def due(received: date, *, extended: bool = False) -> date:
    """Return the last day on which a request may be answered."""
    return months_later(received, MONTHS + (MORE if extended else 0))
