"""The day that rules see: phases, ages, due dates ask here; sessions, tokens, logs and delivery use wall time."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.utils import timezone

from accounts.models import DemoMark

_KEY = "ish.clock.demo"
_SECONDS = 20


def now() -> datetime:
    """Return the present moment (aware); in a demonstration, the moment at which it is looked at, moving on with real time."""
    shift = cache.get(_KEY)
    if shift is None:
        mark = DemoMark.objects.first()
        shift = (mark.now - mark.loaded_at).total_seconds() if mark else 0.0
        cache.set(_KEY, shift, _SECONDS)
    return timezone.now() + timedelta(seconds=shift) if shift else timezone.now()


def seen(moment: datetime) -> datetime:
    """Return a moment of wall time (when a message was written or sent) as the clock of `now()` shows it."""
    return moment + (now() - timezone.now())


def today(zone: str | ZoneInfo | None = None) -> date:
    """Return the day of `now()` in `zone` (an IANA name), by default in the zone of the school."""
    tz = ZoneInfo(zone) if isinstance(zone, str) else zone or timezone.get_default_timezone()
    return now().astimezone(tz).date()


def forget() -> None:
    """Drop the remembered shift, after the mark of the demonstration was written or removed."""
    cache.delete(_KEY)
