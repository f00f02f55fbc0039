"""Pages for people without an account speak the language and keep the clock that we know of them."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone, translation


def welcome(request: HttpRequest, *, language: str, time_zone: str, seat: bool = False) -> None:
    """Turn to a language and a time zone for the rest of this request. Who has signed in has their own, and a language that was
    chosen on the page stays; what nobody knows changes nothing. A guardian's `seat` speaks more languages than the rest, whoever
    reads it."""
    if seat:
        _take_the_seat(request, language)
    elif request.user.is_authenticated:
        return
    elif (known := _known(language)) and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        _speak(request, known)
    try:
        timezone.activate(ZoneInfo(time_zone))  # the middleware turns back
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return


def _take_the_seat(request: HttpRequest, language: str) -> None:
    """Speak the language chosen on the page, else the guardian's own, of those that the seat is written in."""
    languages: tuple[str, ...] = settings.SEAT_LANGUAGES
    request.page_languages = languages  # type: ignore[attr-defined]
    for code in (request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""), language):
        found = next((known for known in (code, code.partition("-")[0]) if known in languages), "")
        if found:
            _speak(request, found)
            return


def _speak(request: HttpRequest, language: str) -> None:
    translation.activate(language)
    request.LANGUAGE_CODE = language


def _known(language: str) -> str:
    try:
        return translation.get_supported_language_variant(language)
    except LookupError:
        return ""
