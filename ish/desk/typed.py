"""What somebody sent without script after their session had ended: kept sealed until they have signed in again, and given back.

A form that asks for it carries `token_for(user)`: only what was typed by somebody who had been signed in is kept at all, and only
they get it back. It lies in the session of the visitor, sealed with the keys of the fields, for an hour at the most.
"""

import json
import time
from typing import Any

from django.core import signing
from django.http import HttpRequest, QueryDict

from ish.privacy.fields import Unopenable, seal, unseal

FIELD = "typed_by"
KEY = "typed"
SECONDS = 3600
LONGEST = 200_000
SALT = "desk.typed"
_LEFT_OUT = ("csrfmiddlewaretoken", FIELD)


def token_for(user: Any) -> str:
    """Return what a form carries to say who is typing in it."""
    return signing.dumps(user.pk, salt=SALT)


def keep(request: HttpRequest) -> None:
    """Keep what was sent, when it comes from a form that somebody signed in had opened in the last two weeks."""
    by = _typist(request)
    if by is None or not hasattr(request, "session"):
        return
    data = request.POST.copy()
    for name in _LEFT_OUT:
        data.pop(name, None)
    text = data.urlencode()
    if len(text) > LONGEST:
        return
    found = {"by": by, "path": request.path, "at": time.time(), "data": text}
    request.session[KEY] = seal(json.dumps(found))
    request.session.set_expiry(SECONDS)


def _typist(request: HttpRequest) -> Any:
    if request.method != "POST" or FIELD not in request.POST:
        return None
    try:
        return signing.loads(request.POST[FIELD], salt=SALT, max_age=14 * 86_400)
    except signing.BadSignature:
        return None


def on_sign_in(request: HttpRequest, user: Any) -> None:
    """Let the session live as long as others again; what somebody else typed goes."""
    if KEY not in request.session:
        return
    request.session.set_expiry(None)
    found = _opened(request)
    if found is None or found["by"] != user.pk:
        del request.session[KEY]


def take(request: HttpRequest) -> QueryDict | None:
    """Return what the reader had sent to this very page, once; None for nothing, and for what is older than an hour."""
    if KEY not in request.session:
        return None
    found = _opened(request)
    if found is not None and found["path"] != request.path:
        return None
    del request.session[KEY]
    if found is None or found["by"] != request.user.pk:
        return None
    return QueryDict(found["data"])


def _opened(request: HttpRequest) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(unseal(request.session[KEY]))
    except (Unopenable, ValueError, TypeError):
        return None
    return found if time.time() - found["at"] < SECONDS else None
