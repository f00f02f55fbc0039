"""A place that is free again goes to somebody else: offered with a date, linked to whose it was, never more than there are.

Whoever gives away a place holds the lock of the partner it belongs to while the holders are counted, as releases do.
"""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ish import clock
from ish.nominations import mails, places_mails, queries, rules, vacancy_queries
from ish.nominations.models import Nomination
from ish.nominations.queries import Numbers
from ish.nominations.services.deciding import OverQuota, note_of, record_of, standing
from ish.nominations.services.ladder import locked, move_receiver, write_many
from ish.nominations.services.naming import lock_body, nominate
from ish.nominations.states import IN_HAND, Receiver
from ish.people import mails as people_mails
from ish.people import queries as people_queries
from ish.people import rules as people_rules
from ish.people import services as people
from ish.people.consequences import Change
from ish.people.models import Participation
from ish.people.services import NotAllowed
from ish.people.states import HOLDS_PLACE, State
from ish.programme.models import Edition, NominatingBody, Quota

NOTE = 300  # letters of a note on a decision
PART, AT_LEAST = 4, 2  # this part of the days that are left is for an answer, and at least so many days
PLACE = "place:"  # begins the mark of a release by which one free place was offered
# What else an offer changes, and its undoing brings back.
KEPT = (
    "release", "pending", "tell_on", "place_of", "replaces", "decided_at", "decided_by", "decision_note",
)  # fmt: skip


class Taken(Exception):
    """The place is no longer free: somebody else was quicker."""

    def __init__(self) -> None:
        super().__init__(_("This place is no longer free. Please look again."))


def lock_bodies(bodies: Iterable[NominatingBody]) -> None:
    """Lock several partners in one order, so that two organisers never wait for each other."""
    for body in sorted({body.pk: body for body in bodies}.values(), key=lambda one: one.pk):
        lock_body(body)


def why_not(nomination: Nomination) -> str:
    """Say in a sentence why a free place cannot be offered to this student; "" when it can: handed in, not decided against for
    good, without a place."""
    if rules.is_told_first(nomination) and nomination.pending == Receiver.SELECTED:
        return _("This student has a place already: their partner is telling them.")
    reachable = rules.receiver_may(nomination.receiver_state, Receiver.SELECTED)
    follows = people_rules.may_follow(nomination.participation.state, State.OFFERED)
    if nomination.sender_state in IN_HAND and reachable and follows:
        return ""
    return _("This student cannot be offered a place at the moment.")


def over_with_one_more(edition: Edition, body: NominatingBody) -> Numbers | None:
    """Return the numbers of a partner if one more place would be beyond its places, else None."""
    (now,) = queries.numbers(edition, [body])
    one_more = Numbers(now.body, now.quota, holding=now.holding, pending_selected=1)
    return one_more if one_more.over else None


def accept_by(rows: Sequence[Nomination], edition: Edition) -> dict[int, date]:
    """Return for each nomination the last day that is proposed for an answer: a quarter of the days until the arrival, so that
    somebody else can still have the place; at least two, and no more than the rules of every offer (two queries, however many).
    """
    today = clock.today(edition.time_zone)
    left = (edition.arrival_day - today).days
    quarter = today + timedelta(days=max(left // PART, AT_LEAST))
    closes = people_queries.acceptance_closes(edition)
    quotas = Quota.objects.filter(edition=edition, body__in={row.body_id for row in rows})
    own = dict(quotas.values_list("body", "nominations_by"))
    latest = edition.arrival_day - timedelta(days=1)
    found = {}
    for row in rows:
        row.participation.edition = edition
        by_rule = people_rules.accept_by(
            row.participation, offered_on=today, phase_closes=closes, own=own.get(row.body_id)
        )
        found[row.pk] = max(min(by_rule, quarter, latest), today)
    return found


@transaction.atomic
def offer_place(
    *,
    nomination: Nomination,
    body: NominatingBody,
    by: Any,
    replaces: Nomination | None = None,
    last_day: date | None = None,
    beyond: str = "",
    not_before: datetime | None = None,
) -> Nomination:
    """Offer a free place of `body` to a student of this or another partner, and tell the student and their own partner.

    `replaces` is the nomination whose place it was; `beyond` is the reason for a place more than were agreed, which is recorded.
    It is a release of one, which can be undone like any: the letters wait until `not_before`.
    Raises `Taken` (no longer free), `OverQuota` (without a reason), `NotAllowed` (the student cannot be offered one).
    """
    edition = nomination.edition
    lock_bodies([body, nomination.body])
    if replaces is not None and not _is_lost(edition, replaces, body):
        raise Taken
    row = locked(nomination)
    participation = row.participation
    participation.refresh_from_db(fields=["state"])
    if why := why_not(row):
        raise NotAllowed(participation.state, State.OFFERED, why)
    over = over_with_one_more(edition, body)
    if over is not None and not beyond.strip():
        raise OverQuota([over])
    batch = f"{PLACE}{uuid.uuid4()}"
    record = record_of(edition, by=by, batch=batch)
    record.before = {str(row.pk): standing(row, *KEPT)}
    record.save(update_fields=["before"])
    stamps: dict[str, Any] = {"place_of": None if body.pk == row.body_id else body, "pending": ""}
    stamps |= {"release": record, "tell_on": None}
    if replaces is not None and replaces.pk != row.pk:
        stamps["replaces"] = replaces
    note = " ".join(part for part in (note_of(over), beyond.strip() if over else "") if part)
    stamps |= {"decided_at": clock.now(), "decided_by": by, "decision_note": note[:NOTE]}
    move_receiver(nomination=row, to=Receiver.SELECTED, by=by, **stamps)
    last = last_day or accept_by([row], edition)[row.pk]
    with people_mails.in_batch(batch, not_before=not_before):
        people.offer(participation=participation, by=by, accept_by=last, decided=True)
    mails.body_result(body=row.body, edition=edition, nominations=[row], batch=batch, not_before=not_before)
    return row


def _is_lost(edition: Edition, was: Nomination, body: NominatingBody) -> bool:
    found = vacancy_queries.lost(edition).filter(pk=was.pk).first()
    return found is not None and (found.place_of_id or found.body_id) == body.pk


@transaction.atomic
def end_offer(*, nomination: Nomination, by: Any) -> Nomination:
    """End an offer that nobody answered by its last day: the place is free, all concerned know. Raises `NotAllowed`."""
    row = locked(nomination)
    participation = row.participation
    now = Participation.objects.select_for_update().get(
        pk=participation.pk
    )  # an answer may come this very moment
    participation.state, participation.accept_by = now.state, now.accept_by
    last, today = participation.accept_by, clock.today(row.edition.time_zone)
    if participation.state != State.OFFERED or last is None or last >= today:
        raise NotAllowed(participation.state, State.GAVE_BACK, _("This offer can still be answered."))
    people.move(
        participation=participation,
        to=State.GAVE_BACK,
        by=by,
        reason=_("not answered by the last day"),
        quiet=True,
    )
    places_mails.offer_ended(nomination=row, mark=str(last))
    return row


def may_name_for(nomination: Nomination) -> bool:
    """Say whether the partner can name somebody else for this student's place: its own, free, and nobody named for it yet."""
    if nomination.place_of_id is not None or nomination.participation.state not in vacancy_queries.LOST:
        return False
    free = vacancy_queries.still_free(nomination.edition).filter(pk=nomination.pk)
    named = Nomination.objects.filter(rules.COUNTED, replaces=nomination)
    return free.exists() and not named.exists()


@transaction.atomic
def name_replacement(*, replaces: Nomination, by: Any, on_behalf: str = "", **fields: Any) -> Nomination:
    """Return a new draft for a place that is free again, linked to whose it was. Raises `Taken`, and what `nominate` raises."""
    lock_body(replaces.body)
    if not may_name_for(replaces):
        raise Taken
    return nominate(
        edition=replaces.edition,
        body=replaces.body,
        by=by,
        on_behalf=on_behalf,
        replaces=replaces,
        **fields,
    )


# ---------------------------------------------------------------- WHAT FOLLOWS


def foresee(change: Change) -> list[Any]:
    """Say, before somebody loses a place, that it becomes free, who is proposed for it, and which letters go to the partner."""
    if change.kind != "state" or not _loses(change):
        return []
    row = _nomination(change)
    if row is None:
        return []
    body = row.place_of or row.body
    lines = [
        _("A place of %(body)s becomes free; the next of the waiting list is proposed to us.")
        % {"body": body}
    ]
    n = places_mails.told_of_free(row, by=change.data["by"]).count()
    if n:
        text = ngettext(
            "One letter goes to the coordinator of %(body)s.",
            "%(n)s letters go to the coordinators of %(body)s, one to each.",
            n,
        )
        lines.append(text % {"n": n, "body": row.body})
    return lines


def follow(change: Change) -> None:
    """When a place is lost its partner is told; who is open again holds no other partner's place; who arrives after all, while
    somebody else has the place, is recorded as one more."""
    if change.kind != "state":
        return
    old, new, by = change.data["old"], change.data["new"], change.data["by"]
    if not _loses(change) and new != State.PROSPECTIVE and (old, new) != (State.NO_SHOW, State.ARRIVED):
        return
    row = _nomination(change)
    if row is None:
        return
    if _loses(change):
        places_mails.place_free(nomination=row, step=str(change.participation.steps.count()), by=by)
    elif new == State.PROSPECTIVE and row.place_of_id is not None:
        write_many([row], {"place_of": None, "replaces": None}, by=by)
    elif new == State.ARRIVED:
        _note_arrival(row, by)


def _loses(change: Change) -> bool:
    return change.data["old"] in HOLDS_PLACE and change.data["new"] in vacancy_queries.LOST


def _note_arrival(row: Nomination, by: Any) -> None:
    (now,) = queries.numbers(row.edition, [row.place_of or row.body])
    if now.holding > now.places:
        write_many(
            [row], {"decision_note": _("Beyond the places: arrived after the place was given away.")}, by=by
        )


def _nomination(change: Change) -> Nomination | None:
    rows = Nomination.objects.select_related(*queries.WITH_PERSON, "place_of")
    return rows.filter(participation=change.participation.pk).first()
