"""The mark that says "this is a demonstration", and the persons it lets a visitor be. No setting can open this door."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.auth import login, logout
from django.core.cache import cache
from django.http import HttpRequest

from accounts.models import DemoCast, DemoMark, User

_KEY = "accounts.demo.mark"
_SECONDS = 20
_NONE = "none"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def mark() -> DemoMark | None:
    """Return the mark of the demonstration, or None (remembered for a few seconds)."""
    known = cache.get(_KEY)
    if known is None:
        known = DemoMark.objects.first() or _NONE
        cache.set(_KEY, known, _SECONDS)
    return known if isinstance(known, DemoMark) else None


def is_demo() -> bool:
    """Say whether this installation shows the demonstration."""
    return mark() is not None


def shown(moment: datetime) -> datetime:
    """Return a moment of the clock on the wall as a page shows it: in the demonstration, by the demonstration's own day."""
    found = mark()
    return moment + (found.now - found.loaded_at) if found else moment


def cast() -> list[DemoCast]:
    """Return the persons whom a visitor of the demonstration may be, in order; nobody elsewhere."""
    if not is_demo():
        return []
    return list(DemoCast.objects.filter(user__is_active=True).select_related("user"))


def member(user_id: int) -> User | None:
    """Return the user with this key if the demonstration offers it. Asks the database: a door trusts no memory."""
    if not DemoMark.objects.exists():
        return None
    found = DemoCast.objects.filter(user_id=user_id, user__is_active=True).select_related("user").first()
    return found.user if found else None


def enter(request: HttpRequest, user: User) -> None:
    """Sign a visitor of the demonstration in as one of its people, without a code."""
    login(request, user, backend=BACKEND)
    UserSession.objects.create_from_request(request)  # the list of sign-ins names this one, too


def become_reader(request: HttpRequest, email: str) -> None:
    """Make a visitor of the demonstration the person a mail went to: signed in as them, or as nobody while they have no account.

    Never a member of staff; elsewhere nothing happens. Asks the database: a door trusts no memory.
    """
    if not DemoMark.objects.exists() or getattr(request.user, "email", "").lower() == email.lower():
        return
    user = User.objects.filter(email__iexact=email, is_active=True, is_staff=False).first() if email else None
    if user is not None:
        enter(request, user)
    elif request.user.is_authenticated:
        logout(request)


def forget() -> None:
    """Drop what is remembered, after the mark was written or removed."""
    cache.delete(_KEY)
