"""Who has said yes to an offered place: the student, and for somebody under 18 on arrival a parent or guardian as well."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from accounts import links
from ish.people import rules
from ish.people.models import Guardian, Participation, PlaceAnswer
from ish.people.states import Answering, Capacity, State

PURPOSE = "people.guardian"
DAYS = 30


def needs_guardian(participation: Participation) -> bool:
    """Say whether a parent has to agree: as long as we do not know that the student is 18 on the day of arrival."""
    if participation.capacity != Capacity.PARTICIPANT:
        return False
    return rules.is_minor_on(participation, participation.edition.arrival_day) is not False


def of(participation: Participation) -> dict[str, PlaceAnswer]:
    """Return the answers to the present offer, by who gave them; those to an earlier offer are over."""
    rows = PlaceAnswer.objects.filter(participation=participation.pk).select_related("by", "guardian")
    since = participation.offered_at
    return {row.role: row for row in rows if since is None or row.at >= since}


def own_of(participation: Participation, guardian: Guardian) -> PlaceAnswer | None:
    """Return what this parent answered to the present offer. Another parent's answer and name are not theirs to read; an answer
    recorded without saying whose it is counts as theirs when there is no other parent."""
    said = of(participation).get(Answering.GUARDIAN)
    if said is None or said.guardian_id == guardian.pk:
        return said
    alone = said.guardian_id is None and participation.person.guardians.count() == 1
    return said if alone else None


def complete(participation: Participation) -> bool:
    """Say whether everybody who has to has said yes."""
    said = {role for role, row in of(participation).items() if row.agrees}
    return Answering.STUDENT in said and (Answering.GUARDIAN in said or not needs_guardian(participation))


def misses_guardian(participation: Participation) -> bool:
    """Say whether a parent still has to agree: to an offered place, or to an accepted one when the student turns out to be
    under 18."""
    if participation.state not in (State.OFFERED, State.CONFIRMED) or not needs_guardian(participation):
        return False
    parent = of(participation).get(Answering.GUARDIAN)
    return not (parent and parent.agrees)


def parent_may_answer(participation: Participation) -> bool:
    """Say whether a parent's answer is taken: while the place is offered, and afterwards as long as it is missing."""
    return participation.state == State.OFFERED or misses_guardian(participation)


def waits_for_guardian(participation: Participation) -> bool:
    """Say whether the student has said yes and a parent has not."""
    if not misses_guardian(participation):
        return False
    student = of(participation).get(Answering.STUDENT)
    return participation.state == State.CONFIRMED or bool(student and student.agrees)


def note(
    participation: Participation,
    *,
    role: str,
    agrees: bool,
    at: datetime,
    method: str,
    name: str = "",
    source: str = "",
    guardian: Guardian | None = None,
    by: Any = None,
) -> PlaceAnswer:
    """Write down the last word of the student or of a parent."""
    values = {"agrees": agrees, "at": at, "method": method, "name": name, "source": source}
    row, _made = PlaceAnswer.objects.update_or_create(
        participation=participation, role=role, defaults={**values, "guardian": guardian, "by": by}
    )
    return row


def usable_guardian(participation: Participation) -> Guardian | None:
    """Return the parent we can write to: with an address that is not the student's."""
    own = participation.person.email.strip().casefold()
    rows = participation.person.guardians.exclude(email="").order_by("pk")
    return next((row for row in rows if row.email.strip().casefold() != own), None)


# ---------------------------------------------------------------- WHERE A PARENT GOES ON

Onward = Callable[[Participation, Guardian], str]
_onward: list[Onward] = []


def lead_on(fn: Onward) -> None:
    """Say where a parent who has agreed by link goes on ("" for nowhere): an upper app has something to ask of them."""
    _onward[:] = [fn]


def onward(participation: Participation, guardian: Guardian) -> str:
    """Return the address of the page on which a parent goes on; "" for none."""
    return _onward[0](participation, guardian) if _onward else ""


# ---------------------------------------------------------------- THE PARENT'S LINK


class Over(Exception):
    """The link is good, but what it was for is over: another address, another offer, somebody else's name."""


def link(participation: Participation, guardian: Guardian) -> str:
    """Return the text of a parent's link."""
    return links.sign(PURPOSE, participation.pk, guardian.pk, _mark(participation, guardian), days=DAYS)


def by_link(signed: str, *, expired_too: bool = False) -> tuple[Participation, Guardian]:
    """Return whose place and which parent a link is about. Raises `BadLink`, `Over`."""
    pk, guardian_pk, mark = links.unsign(PURPOSE, signed, expired_too=expired_too)
    row = Participation.objects.select_related("person", "edition__programme").filter(pk=pk).first()
    if row is None or row.person.erased_at is not None:
        raise Over
    guardian = row.person.guardians.filter(pk=guardian_pk).first()
    if guardian is None or _mark(row, guardian) != mark:
        raise Over
    return row, guardian


def _mark(participation: Participation, guardian: Guardian) -> str:
    """One offer and one address: the link is dead when either changes, and gives neither away."""
    offered = participation.offered_at.isoformat() if participation.offered_at else ""
    return links.derived_token(PURPOSE, guardian.pk, guardian.email.casefold(), offered)[:16]
