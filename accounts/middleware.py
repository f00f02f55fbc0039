"""What every request of a signed-in user gets: their language, their time zone, and the question for a second factor."""

import zoneinfo
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation

from accounts import demo, roles

Handler = Callable[[HttpRequest], HttpResponse]
AFTER_SECOND_FACTOR = "accounts_after_second_factor"
_REACHABLE = {
    "account_logout",
    "account_reauthenticate",
    "set_language",
    "javascript-catalog",
    "healthz",
    "readyz",
}


class LanguageAndZoneMiddleware:
    """Activates the user's own language (it wins over the browser's) and time zone. Stands after authentication."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the answer, given in the user's language and time zone."""
        user = request.user
        if user.is_authenticated:
            if user.language in dict(settings.LANGUAGES):
                translation.activate(user.language)
                request.LANGUAGE_CODE = translation.get_language() or user.language
            _activate_zone(user.time_zone)
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()


def _activate_zone(name: str) -> None:
    try:
        timezone.activate(zoneinfo.ZoneInfo(name))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        timezone.deactivate()


class SecondFactorMiddleware:
    """Leads users who see many people to set up a second factor before anything else. Whoever has one is asked for it at each
    sign-in, by code, password or link alike, because all of them go through allauth's stages."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the answer of the next in line; the question is asked in `process_view`."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Return the way to the page of second factors, or None when the view may run."""
        name = (request.resolver_match.url_name if request.resolver_match else "") or ""
        if name in _REACHABLE or name.startswith("mfa_"):
            return None
        if not lacks_second_factor(request.user):
            if request.session.get(AFTER_SECOND_FACTOR) == request.get_full_path():
                del request.session[AFTER_SECOND_FACTOR]
            return None
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": reverse("mfa_index")})
        if request.method == "GET":
            request.session[AFTER_SECOND_FACTOR] = request.get_full_path()
        return redirect("mfa_index")


def lacks_second_factor(user: Any) -> bool:
    """Say whether this user must set up a second factor first."""
    if not settings.REQUIRE_SECOND_FACTOR or not user.is_authenticated:
        return False
    if not (user.is_staff or roles.is_wide(user)) or demo.is_demo():
        return False
    return not is_mfa_enabled(user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])
