"""The key by which a row of one of our own lists is known again."""

from hmac import compare_digest

from django.utils.crypto import salted_hmac

from ish.programme.models import Edition, NominatingBody

_SALT = "nominations.sheets"
_MARK = 12


def key_of(pk: int, *, edition: Edition, body: NominatingBody) -> str:
    """Return the key by which a row of a list is known again; it holds in this edition and for this partner alone."""
    mark = salted_hmac(_SALT, f"{edition.pk}:{body.pk}:{pk}").hexdigest()[:_MARK]
    return f"ISH-{pk}-{mark}"


def nomination_of(key: str, *, edition: Edition, body: NominatingBody) -> int | None:
    """Return the key of the nomination that a row is about; None if the key is not one of ours for this partner."""
    _ish, _, rest = key.strip().partition("-")
    pk = rest.partition("-")[0]
    if not pk.isascii() or not pk.isdecimal() or len(pk) > 18:
        return None
    ours = key_of(int(pk), edition=edition, body=body)
    return int(pk) if compare_digest(ours.encode(), key.strip().encode()) else None
