"""Until when a day lasts: counted where the school is, said in the reader's own zone."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import formats, timezone
from django.utils.translation import gettext as _


def zone_name(zone: str) -> str:
    """Return how people call a time zone: "Berlin", not "Europe/Berlin"."""
    return zone.rpartition("/")[2].replace("_", " ")


SATURDAY = 5


def working_days_after(day: date, count: int) -> date:
    """Return the day that many working days (Monday to Friday) after a day."""
    for _number in range(count):
        day += timedelta(days=1)
        while day.weekday() >= SATURDAY:
            day += timedelta(days=1)
    return day


def deadline(due: date, zone: ZoneInfo) -> datetime:
    """Return the last minute of the due day, which is counted in the zone of the school."""
    return datetime.combine(due, time(23, 59), zone)


def due_elsewhere(due: date, zone: ZoneInfo, place: str = "") -> str:
    """Return the moment in the reader's own zone, when it differs from the school's; "" otherwise. With `place`, that is named:
    for readers of whom we know only where they probably are."""
    moment = deadline(due, zone)
    mine = moment.astimezone(timezone.get_current_timezone())
    if mine.utcoffset() == moment.utcoffset():
        return ""
    facts = {"day": formats.date_format(mine, "DATE_FORMAT"), "time": formats.date_format(mine, "H:i")}
    if place:
        return _("In %(place)s that is until %(day)s, %(time)s.") % {**facts, "place": place}
    return _("In your time zone that is until %(day)s, %(time)s.") % facts
