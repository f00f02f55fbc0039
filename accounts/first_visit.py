"""The first organiser of an empty installation: a one-time link, printed where the server starts, leads to a page that asks.

What becomes of the new user (organiser of what) is said by an upper storey: `then(fn)`.
"""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts import demo, links, roles
from accounts.models import FirstVisit, User, new_token
from accounts.services import Refused, add_user

AGE = timedelta(days=1)
Then = Callable[[User, HttpRequest], str]
_then: list[Then] = []


def then(fn: Then) -> Then:
    """Register what follows: `fn(user, request)` gives the new user their role and returns where to go. The last one counts."""
    _then[:] = [fn]
    return fn


def needed() -> bool:
    """Say whether nobody can run this installation yet: no demonstration, and no holder of a role that sees many people."""
    if demo.is_demo():
        return False
    return not any(role.holders().exists() for role in roles.every() if role.wide)


@transaction.atomic
def link() -> str:
    """Return the absolute address of the first visit; earlier ones no longer work."""
    FirstVisit.objects.filter(used_at=None).delete()
    token = new_token()
    FirstVisit.objects.create(token_hash=links.hash_of(token), expires_at=timezone.now() + AGE)
    return links.absolute(reverse("accounts:first_visit", args=[token]))


def find(*, token: str) -> FirstVisit:
    """Return the visit that `token` opens. Raises `Refused`."""
    visit = FirstVisit.objects.filter(token_hash=links.hash_of(token)).first()
    if visit is None:
        raise Refused("unknown")
    if visit.used_at is not None or not needed():
        raise Refused("used")
    if visit.expires_at <= timezone.now():
        raise Refused("expired")
    return visit


@transaction.atomic
def complete(*, token: str, name: str, email: str, language: str, request: HttpRequest) -> tuple[User, str]:
    """Spend the link, make the user, let the upper storey make them organiser; return them and where to go. Raises `Refused`."""
    visit = find(token=token)
    if not FirstVisit.objects.filter(pk=visit.pk, used_at=None).update(used_at=timezone.now()):
        raise Refused("used")
    user = add_user(email=email, name=name, language=language)
    url = _then[0](user, request) if _then else reverse("account_profile")
    roles.forget_held(user)
    return user, url
