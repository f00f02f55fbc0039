"""Who sits before the consents of one person: a guardian by signed link and without account, or the student who has signed in.

A link carries the participation, the guardian and a mark of the address it went to. It is dead when the address was corrected,
has become the student's, or the student was erased or has left; an expired one is renewed to that same address alone.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import Http404
from django.urls import reverse

from accounts import links
from ish.consents import counting, queries
from ish.people import queries as people
from ish.people.models import Guardian, Participation
from ish.people.states import State

LINK = "consents.guardian"
DAYS = 60
LIVING = (State.OFFERED, State.CONFIRMED, State.ARRIVED, State.COMPLETED, State.LEFT_EARLY)
"""As long as the stay was, or may come: a consent can be withdrawn afterwards, too."""


class Over(Exception):
    """The link is good, but there is nothing behind it any more."""


@dataclass(frozen=True)
class Seat:
    """One signer before what is asked of them. Without a guardian it is the student's own."""

    participation: Participation
    guardian: Guardian | None = None
    signed: str = field(default="", repr=False)
    user: Any = None

    @property
    def role(self) -> str:
        """ "guardian" or "participant"."""
        return "guardian" if self.guardian else "participant"

    @property
    def key(self) -> int:
        """The number of the signer."""
        return self.guardian.pk if self.guardian else counting.STUDENT

    @property
    def language(self) -> str:
        """The language in which this signer is written to."""
        return (self.guardian.language if self.guardian else "") or self.participation.person.language

    @property
    def url(self) -> str:
        """The page of the seat."""
        return self.address()

    def address(self, name: str = "", *args: Any) -> str:
        """Return the address of the seat, or of a page of it."""
        if self.guardian:
            return reverse(f"consents:seat_{name}" if name else "consents:seat", args=[self.signed, *args])
        return reverse(
            f"consents:own_{name}" if name else "consents:own", args=[self.participation.pk, *args]
        )

    def sheet(self) -> queries.Sheet:
        """Return how everything stands today."""
        return queries.sheet(self.participation)


def is_living(participation: Participation) -> bool:
    """Say whether consents are asked of, or can be taken back by, somebody of this participation."""
    return participation.person.erased_at is None and participation.state in LIVING


def may_sit(guardian: Guardian, participation: Participation) -> bool:
    """Say whether a guardian can have a link: an address of their own."""
    return bool(guardian.email) and not queries.shares_address(guardian, participation)


def link(participation: Participation, guardian: Guardian, *, days: float = DAYS) -> str:
    """Return the text of a guardian's link."""
    return links.sign(LINK, participation.pk, guardian.pk, _mark(participation, guardian), days=days)


def full_link(participation: Participation, guardian: Guardian) -> str:
    """Return the whole address of a guardian's seat, for a mail."""
    return links.absolute(reverse("consents:seat", args=[link(participation, guardian)]))


def by_link(signed: str, *, expired_too: bool = False) -> Seat:
    """Return the seat that a link opens. Raises `BadLink`, `Over`."""
    pk, guardian_pk, mark = links.unsign(LINK, signed, expired_too=expired_too)
    rows = Participation.objects.select_related("person__user", "edition__programme")
    row = rows.filter(pk=pk).first()
    if row is None or not is_living(row):
        raise Over
    guardian = row.person.guardians.filter(pk=guardian_pk).first()
    if guardian is None or _mark(row, guardian) != mark or not may_sit(guardian, row):
        raise Over
    return Seat(row, guardian, signed)


def of_user(user: Any, pk: int) -> Seat:
    """Return the student's own seat; raises `Http404` for everybody else, and where nothing is asked any more."""
    row = people.participation_or_404(user, pk, role="participant")
    if not is_living(row):
        raise Http404
    return Seat(row, user=user)


def _mark(participation: Participation, guardian: Guardian) -> str:
    """One person and one address: nothing in the link gives either away."""
    return links.derived_token(LINK, participation.pk, guardian.pk, guardian.email.strip().casefold())[:16]


def ends(signed: str) -> datetime | None:
    """Return when a link ends; None for one that is no good."""
    return links.until(LINK, signed)
