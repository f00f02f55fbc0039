"""Corrections of the demonstration: one waits for an organiser, one was taken over."""

from datetime import date, timedelta

from accounts.models import User
from accounts.services import add_user
from ish.nominations.models import Coordinator, Correction, Nomination
from ish.nominations.states import IN_HAND, CorrectionState
from logistics.demo.build import World, days_before

NEW_PASSPORT = "As in the new passport, which came last week."


def people(world: World) -> None:
    """Write them for the first students whom partners have handed in."""
    rows = Nomination.objects.filter(
        sender_state__in=IN_HAND, participation__person__birth_date__isnull=False
    )
    rows = rows.select_related("participation__person", "body").order_by("body__name", "rank", "pk")
    first = rows.filter(body=world.bodies["kumamoto"]).first() or rows.first()
    if first is None:
        return
    person, by = first.participation.person, _proposer(world, first)
    born: date = person.birth_date or date(2009, 1, 1)
    Correction.objects.create(
        nomination=first,
        changes={
            "given_names": [person.given_names, f"{person.given_names} Marie"],
            "birth_date": [born.isoformat(), (born + timedelta(days=9)).isoformat()],
        },
        note=NEW_PASSPORT,
        proposed_at=days_before(world.now, 2),
        proposed_by=by,
        role="coordinator",
    )
    Correction.objects.create(
        nomination=first,
        changes={"school": ["High School", first.school]},
        state=CorrectionState.APPLIED,
        proposed_at=days_before(world.now, 5),
        proposed_by=by,
        role="coordinator",
        decided_at=days_before(world.now, 5),
    )


def _proposer(world: World, nomination: Nomination) -> User | None:
    """Return the partner's coordinator as somebody who signs in; one that has none gets an account."""
    row = Coordinator.objects.filter(body=nomination.body).order_by("pk").first()
    if row is not None and row.user is None:
        row.user = add_user(email=row.email, name=row.name)
        row.save(update_fields=["user"])
    return row.user if row else None
