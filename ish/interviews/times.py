"""A moment in words, in a zone that is named."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import formats

from ish.desk.days import in_words


def zone_name(zone: str) -> str:
    """Return a zone as people read it: "Palo Alto" has none, so "Los Angeles (America/Los_Angeles)"."""
    place = zone.rsplit("/", 1)[-1].replace("_", " ")
    return f"{place} ({zone})" if "/" in zone else zone


def clock_time(at: datetime, zone: str) -> str:
    """Return the time of day in a zone."""
    return formats.time_format(at.astimezone(ZoneInfo(zone)).time(), "H:i")


def day_and_time(at: datetime, zone: str) -> str:
    """Return day and time in a zone: Tuesday, 9 March 2027, 16:00."""
    there = at.astimezone(ZoneInfo(zone))
    return f"{in_words(there.date())}, {clock_time(at, zone)}"


def named(at: datetime, zone: str) -> str:
    """Return day, time and the zone's name."""
    return f"{day_and_time(at, zone)}, {zone_name(zone)}"
