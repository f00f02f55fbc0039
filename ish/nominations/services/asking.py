"""The season's question: asked, answered by signed link or recorded by an organiser, agreed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ish import clock
from ish.nominations import answered_mails
from ish.nominations import asking_mails as mails
from ish.nominations import asking_queries as asking
from ish.nominations.asking_queries import Address
from ish.nominations.models import Coordinator, SeasonReply
from ish.nominations.services.coordinators import AlreadyCoordinator, invite_coordinator
from ish.nominations.services.naming import lock_body
from ish.nominations.states import TakesPart
from ish.privacy import history
from ish.programme import queries as programme
from ish.programme.models import Edition, NominatingBody, Quota
from ish.programme.states import PhaseCode

TELLS_FIRST_DAYS = 7


class AnsweredMeanwhile(Exception):
    """Somebody else has answered since the page was opened. `current` is the answer as it is now."""

    def __init__(self, current: SeasonReply) -> None:
        super().__init__(_("Somebody else has answered in the meantime."))
        self.current = current


class AnswersOver(Exception):
    """The day by which names are due has passed."""

    def __init__(self) -> None:
        super().__init__(_("The time for answers is over. Please write to us."))


@dataclass(frozen=True)
class Asked:
    """To how many partners and addresses a question went, and the names of those that have no address."""

    partners: int
    messages: int
    without_address: list[str]


@transaction.atomic
def ask(*, edition: Edition, bodies: Iterable[NominatingBody], by: Any) -> Asked:
    """Write the question to partners that have not answered, and remind those that were asked before. The same address is
    written to once a day. The queries do not grow with the number of partners."""
    wanted = list(bodies)
    known = asking.addresses(edition, wanted)
    reached = [row for row in wanted if known[row.pk]]
    rows = _rows(edition, reached)
    open_ones = [rows[row.pk] for row in reached if rows[row.pk].answered_at is None]
    asked = [(row, known[row.body_id], row.asked_at is not None) for row in open_ones]
    written = mails.season_question(asked=asked, by=by)
    if written:
        _note_asked(open_ones, by)
    without = [row.name for row in wanted if not known[row.pk]]
    return Asked(len(open_ones), written, without)


def _rows(edition: Edition, bodies: list[NominatingBody]) -> dict[int, SeasonReply]:
    """Return the row of each partner, locked; made where there was none."""
    SeasonReply.objects.bulk_create(
        [SeasonReply(edition=edition, body=body) for body in bodies], ignore_conflicts=True
    )
    by_key = {body.pk: body for body in bodies}
    found = SeasonReply.objects.select_for_update().filter(edition=edition, body__in=bodies).order_by("pk")
    rows = {row.body_id: row for row in found}
    for row in rows.values():
        row.edition, row.body = edition, by_key[row.body_id]
    return rows


def _note_asked(rows: list[SeasonReply], by: Any) -> None:
    now = clock.now()
    changes = {row.pk: {"asked_at": (row.asked_at, now)} for row in rows}
    SeasonReply.objects.filter(pk__in=list(changes)).update(asked_at=now, asked_by=by)
    history.note_changed(SeasonReply, changes, by=by)


def reply_for(*, edition: Edition, body: NominatingBody) -> SeasonReply:
    """Return the row in which a partner's answer stands; an empty one that is not saved yet where nobody asked."""
    row = SeasonReply.objects.filter(edition=edition, body=body).first() or SeasonReply()
    row.edition, row.body = edition, body
    return row


@transaction.atomic
def answer(
    *, reply: SeasonReply, values: Mapping[str, Any], version: int, who: Address | None = None
) -> SeasonReply:
    """Keep what a partner answers by its link; parts may be left open, and a later answer takes the place of an earlier one.
    `who` answered is told that it has arrived.

    Raises `AnsweredMeanwhile`, `AnswersOver`.
    """
    if not asking.is_open(reply):
        raise AnswersOver
    row = _keep(reply, values, version=version, recorded_by=None, source="")
    if who is not None:
        answered_mails.answered(reply=row, to=who)
    return row


@transaction.atomic
def record_answer(
    *, edition: Edition, body: NominatingBody, values: Mapping[str, Any], version: int, by: Any, source: str
) -> SeasonReply:
    """Keep what an organiser heard by phone or letter. Raises `AnsweredMeanwhile`, `ValueError` (no source)."""
    if not source.strip():
        raise ValueError(_("Say how you know."))
    reply = _rows(edition, [body])[body.pk]
    return _keep(reply, values, version=version, recorded_by=by, source=source.strip())


def _keep(
    reply: SeasonReply, values: Mapping[str, Any], *, version: int, recorded_by: Any, source: str
) -> SeasonReply:
    row = SeasonReply.objects.select_for_update().get(pk=reply.pk)
    row.edition, row.body = reply.edition, reply.body
    if row.version != version:
        raise AnsweredMeanwhile(row)
    said = {name: values.get(name) for name in asking.ANSWERS}
    if said["taking_part"] == TakesPart.NO:
        said |= {"places": None, "reserve_places": None, "names_by": None, "tells_first": False}
    for name, value in said.items():
        setattr(
            row, name, value if value is not None or name in ("places", "reserve_places", "names_by") else ""
        )
    row.tells_first = bool(said["tells_first"])
    row.answered_by = values.get("answered_by") or ""
    row.answered_at, row.recorded_by, row.source = clock.now(), recorded_by, source
    row.version += 1
    row.clean_fields(exclude=["edition", "body", "asked_by", "recorded_by"])
    row.save()
    return row


@dataclass(frozen=True)
class Agreed:
    """The places as agreed, and who was invited because they are new (None: nobody)."""

    quota: Quota | None
    invited: Coordinator | None


@transaction.atomic
def agree(*, reply: SeasonReply, version: int, by: Any) -> Agreed:
    """Take an answer into what is agreed: places, waiting list, the partner's own date, days to tell its own students first; who
    is responsible is invited as coordinator if they are new. What was left open stays as it is. The partner is told.

    Raises `AnsweredMeanwhile`; `ValueError` when there is no answer to agree to.
    """
    lock_body(reply.body)
    row = SeasonReply.objects.select_for_update().get(pk=reply.pk)
    row.edition, row.body = reply.edition, reply.body
    if row.version != version:
        raise AnsweredMeanwhile(row)
    if row.answered_at is None or row.taking_part not in (TakesPart.YES, TakesPart.NO):
        raise ValueError(_("There is no answer to agree to yet."))
    quota = _take_places(row)
    takes_part = row.taking_part == TakesPart.YES
    invited = _invite_new(row, by) if takes_part else None
    answered_mails.agreed(reply=row, quota=quota, by=by)
    return Agreed(quota, invited)


def _take_places(row: SeasonReply) -> Quota | None:
    quota = Quota.objects.select_for_update().filter(edition=row.edition, body=row.body).first()
    if row.taking_part == TakesPart.NO:
        if quota is not None:
            quota.places, quota.reserve_places, quota.agreed_at = 0, 0, clock.now()
            quota.save(update_fields=["places", "reserve_places", "agreed_at"])
        return quota
    quota = quota or Quota(edition=row.edition, body=row.body)
    quota.places = quota.places if row.places is None else row.places
    quota.reserve_places = quota.reserve_places if row.reserve_places is None else row.reserve_places
    if row.names_by is not None:
        quota.nominations_by = _own_date(row)
    quota.tells_first_days = (quota.tells_first_days or TELLS_FIRST_DAYS) if row.tells_first else 0
    quota.agreed_at = clock.now()
    quota.save()
    return quota


def _own_date(row: SeasonReply) -> date | None:
    """Return the partner's date, or None when it is the edition's."""
    phase = programme.phase(row.edition, PhaseCode.NOMINATIONS)
    return None if phase is not None and phase.closes == row.names_by else row.names_by


def _invite_new(row: SeasonReply, by: Any) -> Coordinator | None:
    email = row.responsible_email.strip().lower()
    if not email or _acts(row.body, email):
        return None
    name = row.responsible_name.strip() or email
    try:
        return invite_coordinator(body=row.body, name=name, email=email, by=by)
    except AlreadyCoordinator:
        return None


def _acts(body: NominatingBody, email: str) -> bool:
    """Say whether somebody acts for the partner through the one it names through."""
    if body.parent_id is None:
        return False
    rows = Coordinator.objects.filter(body=body.parent_id, email=email)
    return any(row.active_to is None or row.active_to >= clock.today() for row in rows)


def send_new_link(*, email: str) -> int:
    """Send links to whoever is asked at this address; returns how many. Nobody learns from us whether there is anybody."""
    return sum(mails.new_link(reply=reply, to=who) for reply, who in asking.waiting_at(email.strip()))


def renew(*, signed: str) -> int:
    """Send a new link to the address for which an expired one was made, while it acts for the partner. Raises `BadLink`."""
    found = asking.by_link(signed, expired_too=True)
    return mails.new_link(reply=found[0], to=found[1]) if found else 0
