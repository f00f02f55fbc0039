"""The handbook behind a signed link, for readers without an account. The link holds an edition and who reads, nobody's name."""

from datetime import timedelta

from django.urls import reverse

from accounts import links
from ish import clock
from ish.handbook.queries import Reading
from ish.handbook.states import Audience
from ish.programme.models import Edition

PURPOSE = "handbook"
AFTER = timedelta(days=30)
"""So long after the departure a link still works."""


def sign(edition: Edition, audience: str = Audience.GUARDIANS) -> str:
    """Return the text of a link to the handbook of an edition as `audience` reads it. Raises `ValueError` for no such readers."""
    until = edition.departure_day + AFTER - clock.today(edition.time_zone)
    return links.sign(PURPOSE, edition.pk, Audience(audience).value, days=max(until.days, 1))


def link(edition: Edition, audience: str = Audience.GUARDIANS) -> str:
    """Return the whole address of the handbook as `audience` reads it, good until a month after the departure."""
    return links.absolute(path(edition, audience))


def path(edition: Edition, audience: str = Audience.GUARDIANS) -> str:
    """Return the same without the name of the host, for a link on a page."""
    return reverse("handbook:guest", args=[sign(edition, audience)])


def read(signed: str) -> Reading:
    """Return what the link lets its reader read. Raises `links.BadLink`."""
    parts = links.unsign(PURPOSE, signed)
    edition = None
    if len(parts) == 2 and parts[1] in Audience.values:
        edition = Edition.objects.select_related("programme").filter(pk=parts[0]).first()
    if edition is None:
        raise links.BadLink
    return Reading(edition, frozenset({parts[1]}))
