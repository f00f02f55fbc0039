"""Who has to know when something may no longer be done with somebody: those who lead an outing, take pictures, sit with the
ill."""

from ish.consents import registry
from ish.consents.registry import Listener, Withdrawal
from ish.consents.states import Kind
from ish.people.models import Participation
from ish.people.states import COMING, Capacity
from ish.programme import queries as programme
from ish.programme.states import Part

ON_SITE = (Kind.PHOTO, Kind.ACTIVITY, Kind.TRAVEL, Kind.SUPERVISION, Kind.MEDICAL)
"""What tutors and chaperones act on. What else is taken back is the organisers' business alone."""
PART_OF = {Kind.HEALTH: Part.HEALTH, Kind.MEDICAL: Part.HEALTH, Kind.TRAVEL: Part.TRAVEL}
"""Which part of the organisers' work is told; of everything, the lead."""


def carers(participation: Participation) -> list[Participation]:
    """Return who looks after somebody on site, by name: the tutors on duty for them (all tutors, as long as duties are not
    known), and the chaperones who come with the same partner's students."""
    rows = Participation.objects.filter(edition=participation.edition_id, state__in=COMING)
    rows = rows.filter(capacity__in=(Capacity.TUTOR, Capacity.CHAPERONE)).select_related("person__user")
    duty = registry.on_duty(participation)
    nomination = getattr(participation, "nomination", None)
    body = nomination.body_id if nomination else None
    return [
        row
        for row in rows.order_by("person__given_names", "person__family_name", "pk")
        if (duty is not None and row.pk in duty)
        or (duty is None and row.capacity == Capacity.TUTOR)
        or (row.capacity == Capacity.CHAPERONE and row.brought_by_id in (None, body))
    ]


def names(participation: Participation) -> list[str]:
    """Return their names, each with what they come as."""
    return [f"{row.person.full_name} ({row.get_capacity_display()})" for row in carers(participation)]


def on_site(change: Withdrawal) -> list[Listener]:
    """Return who is told besides the organisers, each address once."""
    found = [
        Listener(p.full_name, p.email, p.language, p.time_zone, p.user)
        for p in (row.person for row in carers(change.participation))
        if p.email
    ]
    every = {one.email.casefold(): one for one in [*found, *registry.others(change)]}
    return list(every.values())


def organisers(change: Withdrawal) -> list[Listener]:
    """Return the organisers who are told: the lead, and those whose part of the work it is; not who wrote it down."""
    edition = change.participation.edition
    part = PART_OF.get(Kind(change.kind), Part.LEAD)
    return [
        Listener(row.name, row.email, row.user.language if row.user else "en", edition.time_zone, row.user)
        for row in programme.organisers_of(edition, part)
        if row.email and not (change.by and row.user_id == change.by.pk)
    ]
