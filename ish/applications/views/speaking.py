"""Pages for people without an account speak the language that we know of them, unless they have chosen another."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation


def speak(request: HttpRequest, language: str) -> None:
    """Turn to a language for the rest of this request."""
    chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    known = translation.get_supported_language_variant(language) if _knows(language) else None
    if not request.user.is_authenticated and not chosen and known:
        translation.activate(known)
        request.LANGUAGE_CODE = known


def _knows(language: str) -> bool:
    try:
        return bool(translation.get_supported_language_variant(language))
    except LookupError:
        return False
