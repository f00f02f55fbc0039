"""Decent hours: people are not woken by a mail. Computed in the recipient's own zone, also across changes of the clock."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.utils import timezone

from accounts import demo

FROM, UNTIL = time(8), time(20)


def zone(name: str) -> ZoneInfo:
    """Return the zone of that IANA name; the school's own for a name nobody knows."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(settings.TIME_ZONE)


def decent(moment: datetime, zone_name: str) -> datetime:
    """Return `moment` (aware) when it is between 08:00 and 20:00 in the zone, otherwise the next 08:00 there."""
    local = moment.astimezone(zone(zone_name))
    if FROM <= local.time() < UNTIL:
        return moment
    day = local.date() if local.time() < FROM else local.date() + timedelta(days=1)
    return datetime.combine(day, FROM, local.tzinfo).astimezone(UTC)


def kept() -> bool:
    """Say whether quiet hours are kept here: a setting; a demonstration shows its mails at once."""
    return bool(getattr(settings, "OUTBOX_QUIET_HOURS", True)) and not demo.is_demo()


def earliest(zone_name: str, not_before: datetime | None = None, *, keep: bool) -> datetime | None:
    """Return when a message may go out, or None for "at once". `keep` is what `kept()` says (asked once for many)."""
    now = timezone.now()
    moment = max(now, not_before) if not_before else now
    if keep:
        moment = decent(moment, zone_name)
    return moment if moment > now else None
