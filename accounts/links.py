"""Links that prove something without an account, and the one-way form in which tokens are kept."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.utils import timezone
from django.utils.crypto import salted_hmac


class BadLink(Exception):
    """The link was not made by us, was made for something else, or has expired (`expired` says which)."""

    def __init__(self, *, expired: bool = False) -> None:
        super().__init__("The link has expired." if expired else "The link is not valid.")
        self.expired = expired


def sign(purpose: str, *parts: str | int, days: float) -> str:
    """Return a URL-safe text that carries `parts` for `days` days and is good for `purpose` only."""
    until = int((timezone.now() + timedelta(days=days)).timestamp())
    return signing.dumps([until, *parts], salt=f"accounts.links.{purpose}")


def unsign(purpose: str, signed: str, *, expired_too: bool = False) -> list[Any]:
    """Return the parts that were signed for `purpose`; with `expired_too`, those of a link whose time is over, to renew it.

    Raises `BadLink`.
    """
    try:
        until, *parts = signing.loads(signed, salt=f"accounts.links.{purpose}")
    except (signing.BadSignature, ValueError) as error:
        raise BadLink from error
    if not expired_too and until < timezone.now().timestamp():
        raise BadLink(expired=True)
    return parts


def until(purpose: str, signed: str) -> datetime | None:
    """Return when a link ends or ended; None for one that was not made by us for `purpose`."""
    try:
        moment, *_parts = signing.loads(signed, salt=f"accounts.links.{purpose}")
    except (signing.BadSignature, ValueError):
        return None
    return datetime.fromtimestamp(moment, UTC)


def hash_of(token: str) -> str:
    """Return what is kept of a token: nobody can make the link from it."""
    return hashlib.sha256(token.encode()).hexdigest()


def derived_token(purpose: str, *parts: object) -> str:
    """Return the token that belongs to `parts`: the same each time, and not to be guessed without the secret key."""
    value = ":".join(str(part) for part in parts)
    return salted_hmac(f"accounts.token.{purpose}", value, algorithm="sha256").hexdigest()


def absolute(path: str) -> str:
    """Return the whole address of a path of ours, as it stands in mails."""
    return f"{settings.BASE_URL}{path}"
