"""The only writers of the next edition from this one, and of the list before it opens."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ish import clock
from ish.programme import calendar, carrying, checklist, next_queries, queries, services
from ish.programme.models import Edition, EditionCheck, NominatingBody, Organiser, Programme, Quota
from ish.programme.states import PhaseCode

CARRIED_FACTS = ("time_zone", "contact_email", "data_protection_contact", "acceptance_days", "hold_mail")


class AlreadyThere(Exception):
    """The programme has an edition of this number or in this summer already: `edition`."""

    def __init__(self, edition: Edition) -> None:
        super().__init__(_("This edition is there already."))
        self.edition = edition


@dataclass(frozen=True)
class NextQuota:
    """The places of a partner in the next edition, as an organiser has looked at them."""

    body_id: int
    places: int
    reserve_places: int
    nominations_by: date | None
    tells_first_days: int


@dataclass
class Carried:
    """The new edition and how much of each carrier came with it."""

    edition: Edition
    numbers: dict[str, int] = field(default_factory=dict)


@transaction.atomic
def begin_next(
    *,
    old: Edition,
    by: Any,
    number: int,
    arrival_day: date,
    departure_day: date,
    places_planned: int,
    spans: Mapping[str, calendar.Span],
    quotas: Iterable[NextQuota],
    organisers: Iterable[Organiser],
    carriers: Sequence[str],
) -> Carried:
    """Return the edition after `old`, made in one piece: facts, phases, places, organisers, and what the carriers named bring.

    `old` stays as it was, and nobody who took part is carried over. Two organisers at once make one edition.
    Raises `AlreadyThere`, `KeyError` (no such carrier), `ValidationError`, `ValueError` (a phase ends before it begins).
    """
    Programme.objects.select_for_update().get(pk=old.programme_id)
    if (found := next_queries.standing(old.programme, number, arrival_day, departure_day)) is not None:
        raise AlreadyThere(found)
    known = {carrier.code: carrier for carrier in carrying.every()}
    wanted = [known[code] for code in carriers]
    made = services.create_edition(
        programme=old.programme,
        by=by,
        number=number,
        arrival_day=arrival_day,
        departure_day=departure_day,
        places_planned=places_planned,
        spans=spans,
        **{name: getattr(old, name) for name in CARRIED_FACTS},
    )
    _write_quotas(made, quotas)
    _keep_organisers(made, organisers)
    carried = Carried(made, {carrier.code: carrier.carry(old, made, by) for carrier in wanted})
    note_opening(edition=made, by=by)
    return carried


def _write_quotas(edition: Edition, quotas: Iterable[NextQuota]) -> None:
    rows = {one.body_id: one for one in quotas}
    known = set(NominatingBody.objects.filter(pk__in=rows).values_list("pk", flat=True))
    Quota.objects.bulk_create(
        Quota(
            edition=edition,
            body_id=key,
            places=one.places,
            reserve_places=one.reserve_places,
            nominations_by=one.nominations_by,
            tells_first_days=one.tells_first_days,
        )
        for key, one in rows.items()
        if key in known
    )


def _keep_organisers(edition: Edition, organisers: Iterable[Organiser]) -> None:
    """Let organisers go on with their part, until the last day they have."""
    for row in organisers:
        Organiser.objects.get_or_create(
            edition=edition,
            email=row.email,
            part=row.part,
            defaults={"user_id": row.user_id, "name": row.name, "active_to": row.active_to},
        )


# ---------------------------------------------------------------- THE LIST BEFORE OPENING


@transaction.atomic
def tick(*, edition: Edition, code: str, done: bool, by: Any) -> None:
    """Tick a point of the list, or take the tick back; what is as wished stays as it was. Raises `KeyError` (no such point)."""
    if code not in {point.code for point in checklist.points(edition)}:
        raise KeyError(code)
    if done:
        EditionCheck.objects.get_or_create(
            edition=edition, code=code, defaults={"done_at": clock.now(), "done_by": by}
        )
    else:
        for row in EditionCheck.objects.filter(edition=edition, code=code):
            row.delete()


@transaction.atomic
def note_opening(*, edition: Edition, by: Any) -> EditionCheck | None:
    """Write down who let partners begin before the list was done, and what was open; None when there is nothing to say.

    Only the first time counts: later changes of dates open nothing that is open.
    """
    if not queries.has_begun(edition, PhaseCode.NOMINATIONS):
        return None
    open_points = [point.code for point in next_queries.open_points(edition)]
    if not open_points:
        return None
    row, _made = EditionCheck.objects.get_or_create(
        edition=edition,
        code=EditionCheck.OPENED,
        defaults={"done_at": clock.now(), "done_by": by, "open_points": open_points},
    )
    return row


def note_openings() -> int:
    """Write down which editions opened by their date, today or yesterday, before their list was done; return how many.

    Nobody opened them, so nobody is named.
    """
    latest = clock.today() + timedelta(days=1)  # the day begins earlier in the east
    just = (latest - timedelta(days=2), latest)
    rows = Edition.objects.filter(phases__code=PhaseCode.NOMINATIONS, phases__opens__range=just)
    rows = rows.exclude(checks__code=EditionCheck.OPENED).select_related("programme")
    return sum(1 for edition in rows if note_opening(edition=edition, by=None) is not None)
