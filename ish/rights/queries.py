"""Reads: requests and what they wait for, copies and restrictions of somebody."""

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from accounts import roles
from ish import clock
from ish.people.models import Person
from ish.programme.models import Edition
from ish.rights.models import Copy, Request, Restriction
from ish.rights.states import CopyState, RequestState

ORGANISER = "organiser"
SOON = 7
"""Days before the last day to answer on which a request cannot wait any more."""


def in_time(which: str) -> Q:
    """Return the condition that an open request is to be answered within a week ("soon") or is late ("late")."""
    today = clock.today()
    open_ = Q(state=RequestState.RECEIVED)
    if which == "late":
        return open_ & Q(due__lt=today)
    return open_ & Q(due__lte=today + timedelta(days=SOON))


def requests_seen(user: Any) -> QuerySet[Request]:
    """Return the requests of people whom an organiser sees."""
    rows = roles.visible_to(Request.objects.all(), user, role=ORGANISER)
    return rows.select_related("person", "recorded_by", "answered_by")


def request_or_404(user: Any, pk: int) -> Request:
    """Return one request that an organiser sees; raises `Http404`."""
    found = requests_seen(user).select_related("person__user").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def restriction_or_404(user: Any, pk: int) -> Restriction:
    """Return one restriction of somebody whom an organiser sees; raises `Http404`."""
    rows = Restriction.objects.select_related("person__user")
    people = roles.visible_to(Person.objects.all(), user, role=ORGANISER)
    found = rows.filter(pk=pk, person__in=people.values("pk")).first()
    if found is None:
        raise Http404
    return found


def of_edition(edition: Edition) -> Q:
    """Return the condition that a row is about somebody of an edition."""
    return Q(person__in=edition.participations.values("person"))


def waiting(edition: Edition) -> QuerySet[Request]:
    """Return the requests of an edition's people that wait for an answer."""
    return Request.objects.filter(of_edition(edition), state=RequestState.RECEIVED)


def copies_of(person: Person) -> QuerySet[Copy]:
    """Return the copies of a person's data, newest first, without those that could not be made."""
    return Copy.objects.filter(person=person).exclude(state=CopyState.FAILED).select_related("asked_by")


def restriction_of(person: Person) -> Restriction | None:
    """Return the restriction that stands, or None."""
    return Restriction.objects.filter(person=person, lifted_at=None).select_related("set_by").first()
