"""Pages for people without an account speak the language and keep the clock that we know of them."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone, translation


def welcome(request: HttpRequest, *, language: str, time_zone: str) -> None:
    """Turn to a language and a time zone for the rest of this request. Who has signed in has their own, and a language that was
    chosen on the page stays; what nobody knows changes nothing."""
    if request.user.is_authenticated:
        return
    known = _known(language)
    if known and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(known)
        request.LANGUAGE_CODE = known
    try:
        timezone.activate(ZoneInfo(time_zone))  # the middleware turns back
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return


def _known(language: str) -> str:
    try:
        return translation.get_supported_language_variant(language)
    except LookupError:
        return ""
