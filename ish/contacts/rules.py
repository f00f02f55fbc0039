"""Who may change what in the contact log, and what is open."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from ish.contacts.models import Entry
from ish.contacts.states import Promise
from ish.programme.models import Edition
from ish.programme.queries import organisers_of

ORGANISER = "organiser"
OWN_TIME = timedelta(days=1)
"""So long whoever wrote an entry may change it; later it is corrected by a second one."""

PROMISED = Q(promised_by__in=Promise.values)
OPEN = Q(done_at=None, erased_at=None) & (Q(follow_up_on__isnull=False) | PROMISED)


def may_change(entry: Entry, user: Any, at: datetime) -> bool:
    """Say whether this is the user's own entry of today."""
    return entry.created_by_id == user.pk and entry.erased_at is None and at - entry.created_at < OWN_TIME


def is_open(entry: Entry) -> bool:
    """Say whether something is to follow from an entry."""
    follows = entry.follow_up_on is not None or bool(entry.promised_by)
    return follows and entry.done_at is None and entry.erased_at is None


def due_by(day: date) -> Q:
    """Return the condition that an entry is to be followed up by this day."""
    return OPEN & Q(follow_up_on__lte=day)


def nobodys(edition: Edition) -> Q:
    """Return the condition that nobody who still organises the edition has an entry in hand."""
    acting = organisers_of(edition).filter(user__isnull=False).order_by()
    return Q(assignee=None) | ~Q(assignee__in=acting.values("user"))


def of(user: Any, edition: Edition) -> Q:
    """Return the condition that an entry is the user's to follow up: given to them, or to nobody."""
    return Q(assignee=user.pk) | nobodys(edition)


def ours(edition: Edition) -> set[str]:
    """Return the addresses from which we write: the edition's and its organisers'."""
    addresses: Iterable[str] = [edition.contact_email, *edition.organisers.values_list("email", flat=True)]
    return {address.lower() for address in addresses if address}
