"""The handbook behind a signed link, for readers without an account. The link holds an edition and who reads, nobody's name.

It is the same link whenever it is asked for: a copy that somebody keeps on a device is found again by its address. (The links of
`accounts.links` carry the second in which they were made.)
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core import signing
from django.urls import reverse
from django.utils import timezone

from accounts import links
from ish import clock
from ish.handbook.queries import Reading
from ish.handbook.states import Audience
from ish.programme.models import Edition

AFTER = timedelta(days=30)
"""So long after the departure a link still works."""
_signer = signing.Signer(salt="ish.handbook.guest")


def sign(edition: Edition, audience: str = Audience.GUARDIANS) -> str:
    """Return the text of a link to the handbook of an edition as `audience` reads it. Raises `ValueError` for no such readers."""
    zone = ZoneInfo(edition.time_zone)
    still = max(edition.departure_day + AFTER - clock.today(zone), timedelta(days=1))
    ends = datetime.combine(timezone.localdate(timezone=zone) + still, time.min, zone)
    return _signer.sign_object([int(ends.timestamp()), edition.pk, Audience(audience).value])


def link(edition: Edition, audience: str = Audience.GUARDIANS) -> str:
    """Return the whole address of the handbook as `audience` reads it, good until a month after the departure."""
    return links.absolute(path(edition, audience))


def path(edition: Edition, audience: str = Audience.GUARDIANS) -> str:
    """Return the same without the name of the host, for a link on a page."""
    return reverse("handbook:guest", args=[sign(edition, audience)])


def rules_path(edition: Edition, version: int, audience: str = Audience.GUARDIANS) -> str:
    """Return where a reader without account finds the house rules as they were published under that number."""
    return reverse("handbook:guest_rules", args=[sign(edition, audience), version])


def read(signed: str) -> Reading:
    """Return what the link lets its reader read. Raises `links.BadLink`."""
    try:
        until, key, audience = _signer.unsign_object(signed)
    except (signing.BadSignature, ValueError) as error:
        raise links.BadLink from error
    if until < timezone.now().timestamp():
        raise links.BadLink(expired=True)
    edition = Edition.objects.select_related("programme").filter(pk=key).first()
    if edition is None:
        raise links.BadLink
    return Reading(edition, frozenset({audience}))
