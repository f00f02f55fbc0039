"""What the school decides: first intended, then released as a batch, after a look at the numbers."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ish import clock
from ish.nominations import mails, places_queries, queries, rules
from ish.nominations.models import Nomination, Release
from ish.nominations.queries import Numbers
from ish.nominations.services.ladder import locked, locked_many, move_receiver, write_many
from ish.nominations.services.naming import lock_body
from ish.nominations.states import DECISIONS, IN_HAND, Reason, Receiver
from ish.people import mails as people_mails
from ish.people import rules as people_rules
from ish.people import services as people
from ish.people.states import State
from ish.programme.models import Edition, NominatingBody

FOLLOWS = {
    Receiver.SELECTED: State.OFFERED,
    Receiver.WAITING_LIST: State.PROSPECTIVE,
    Receiver.NOT_SELECTED: State.NOT_SELECTED,
}


class OverQuota(Exception):
    """More people of some bodies would hold a place than there are places. `bodies` has the numbers of each."""

    def __init__(self, bodies: Sequence[Numbers]) -> None:
        super().__init__(_("More places would be offered than there are."))
        self.bodies = list(bodies)


class Changed(Exception):
    """The decisions are not the ones that were looked at before."""


@dataclass(frozen=True)
class Why:
    """Why a decision is meant: a word that can be counted, a note for us, a note that the student reads in the letter."""

    reason: str = ""
    staff: str = ""
    student: str = ""

    def values(self) -> dict[str, str]:
        """Return what is written on the nomination. Raises `ValueError` for a reason that we do not know."""
        if self.reason and self.reason not in Reason.values:
            raise ValueError(f"No reason: {self.reason!r}.")
        return {"reason": self.reason, "reason_staff": self.staff, "reason_student": self.student}


@dataclass
class Released:
    """What a release did, in keys of nominations. `told_first`: the partner tells these students before we do."""

    batch: str
    selected: list[int] = field(default_factory=list)
    waiting_list: list[int] = field(default_factory=list)
    not_selected: list[int] = field(default_factory=list)
    told_first: list[int] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)

    @property
    def gone_out(self) -> set[int]:
        """Those whose decision is out."""
        return {*self.selected, *self.waiting_list, *self.not_selected, *self.told_first}

    @property
    def count(self) -> int:
        """How many decisions went out."""
        return len(self.gone_out)

    def add(self, other: "Released") -> None:
        """Take in what another part did."""
        for name in ("selected", "waiting_list", "not_selected", "told_first", "skipped"):
            getattr(self, name).extend(getattr(other, name))

    def in_words(self) -> str:
        """Say it in one sentence."""
        text = ngettext("%(n)s decision was released.", "%(n)s decisions were released.", self.count)
        return text % {"n": self.count}


@transaction.atomic
def set_pending(
    *,
    nominations: Iterable[Nomination],
    decision: str,
    by: Any,
    reason: str | None = None,
    why: Why | None = None,
) -> int:
    """Note what the school means to decide ("" = nothing yet), and why; returns how many took it. Nobody is written to.

    `reason` is a word of `states.Reason`, `why` brings the notes, too. What is not given stands while the decision stays:
    a word to the student belongs to one decision.
    Left as they are: drafts, withdrawn ones, those whose partner knows already, and those who cannot get there from what was
    released to them. Raises `ValueError`.
    """
    if decision and decision not in DECISIONS:
        raise ValueError(f"No decision: {decision!r}.")
    rows = [row for row in locked_many(nominations) if rules.may_decide(row, decision)]
    values = {"pending": decision, "pending_by": by, "tell_on": None}
    if why is not None:
        write_many(rows, values | why.values(), by=by)
        return len(rows)
    same = [row for row in rows if row.pending == decision]
    others = [row for row in rows if row.pending != decision]
    more = {} if reason is None else {"reason": reason}
    write_many(same, values | more, by=by)
    write_many(others, values | {"reason": "", "reason_student": ""} | more, by=by)
    return len(rows)


def to_release(
    edition: Edition, body: NominatingBody | None = None, keys: Sequence[int] | None = None
) -> list[Nomination]:
    """Return the nominations with an intended decision that can go out: all, those of a body, or those with these keys."""
    rows = Nomination.objects.filter(rules.NOT_YET_RELEASED, edition=edition, sender_state__in=IN_HAND)
    if body is not None:
        rows = rows.filter(body=body)
    if keys is not None:
        rows = rows.filter(pk__in=keys)
    return list(rows.select_related(*queries.WITH_PERSON, "participation__person__user").order_by("pk"))


def mark_of(rows: Iterable[Nomination]) -> str:
    """Return a short mark of who is to be told what: what an organiser saw before confirming."""
    return mark_of_pairs((row.pk, row.pending) for row in rows)


def mark_of_pairs(pairs: Iterable[tuple[int, str]]) -> str:
    """The same from keys and decisions."""
    text = ";".join(f"{pk}:{decision}" for pk, decision in sorted(pairs))
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def over_quota(edition: Edition, rows: Sequence[Nomination]) -> list[Numbers]:
    """Return the bodies of which more people would hold a place than there are places, counting what `rows` would release."""
    bodies = {row.body_id: row.body for row in rows}
    some = [row.pk for row in rows if row.pending == Receiver.SELECTED]
    counted = {n.body.pk: n.holding for n in queries.numbers(edition, bodies.values())}
    released = Nomination.objects.filter(pk__in=some)
    fresh = {n.body.pk: n for n in queries.numbers(edition, bodies.values(), released)}
    return [
        Numbers(n.body, n.quota, holding=counted[n.body.pk], pending_selected=n.pending_selected)
        for n in fresh.values()
        if n.pending_selected and counted[n.body.pk] + n.pending_selected > n.places
    ]


@transaction.atomic
def release(
    *,
    edition: Edition,
    keys: Sequence[int],
    by: Any,
    batch: str,
    seen: str | None = None,
    beyond_places: bool = False,
    not_before: datetime | None = None,
) -> Released:
    """Tell people what was decided: places are offered, the others hear where they stand, each body gets its result.

    Of a body that tells its own students first, only the body hears now. Places are counted while the bodies are locked. `seen`
    is the mark of what was looked at; letters wait until `not_before`. Twice is once: what has gone out is no longer pending.
    Raises `OverQuota` (unless `beyond_places`, which is recorded), `Changed`.
    """
    bodies, rows = locked_to_release(edition, keys)
    if seen is not None and mark_of(rows) != seen:
        raise Changed
    over = {n.body.pk: n for n in over_quota(edition, rows)}
    if over and not beyond_places:
        raise OverQuota(list(over.values()))
    notes = {pk: note_of(n) for pk, n in over.items()}
    done = release_rows(rows, by=by, batch=batch, notes=notes, not_before=not_before)
    for pk, body in sorted(bodies.items()):
        mine = [row for row in rows if row.body_id == pk and row.pk in done.gone_out]
        if mine:
            mails.body_result(
                body=body, edition=edition, nominations=mine, batch=batch, not_before=not_before
            )
    return done


def locked_to_release(
    edition: Edition, keys: Sequence[int]
) -> tuple[dict[int, NominatingBody], list[Nomination]]:
    """Lock the bodies of nominations, so that nobody else counts their places, and return them with what can go out."""
    bodies = {row.body_id: row.body for row in to_release(edition, keys=keys)}
    for pk in sorted(bodies):
        lock_body(bodies[pk])
    return bodies, to_release(edition, keys=keys)


def release_rows(
    rows: Sequence[Nomination],
    *,
    by: Any,
    batch: str,
    notes: Mapping[int, str],
    not_before: datetime | None = None,
) -> Released:
    """Release decisions one by one, with what follows for each; `notes` stand on places beyond those agreed, by body.

    What was before is kept with the batch, for undoing. Raises `Changed` when the batch has been undone already.
    """
    done = Released(batch)
    if not rows:
        return done
    edition = rows[0].edition
    record, before = record_of(edition, by=by, batch=batch), _standing(rows)
    days = places_queries.tells_first(edition, {row.body_id for row in rows})
    for row in rows:
        row.release = record
        row.decision_note = notes.get(row.body_id, "") if row.pending == Receiver.SELECTED else ""
        if row.body_id in days and _leave_to_partner(row, clock.today(edition.time_zone), days[row.body_id]):
            done.told_first.append(row.pk)
        elif row.body_id not in days and release_one(row, by=by, not_before=not_before):
            getattr(done, row.receiver_state).append(row.pk)
        else:
            done.skipped.append(row.pk)
    record.before = {str(pk): before[pk] for pk in done.gone_out} | record.before
    record.save(update_fields=["before"])
    return done


_KEPT = ("decided_at", "decided_by", "decision_note")


def _standing(rows: Sequence[Nomination]) -> dict[int, list[Any]]:
    """Return where the school and the person stand, by which release, and what was decided before, by nomination."""
    return {row.pk: standing(row, "release", *_KEPT) for row in rows}


def standing(row: Nomination, *columns: str) -> list[Any]:
    """Return what a release keeps of a nomination: where the school and the person stand, and these columns as they are."""
    fields: list[Any] = [Nomination._meta.get_field(name) for name in columns]
    values = {field.name: getattr(row, field.attname) for field in fields}
    plain = {name: v.isoformat() if isinstance(v, date) else v for name, v in values.items()}
    return [row.receiver_state, row.participation.state, plain]


def record_of(edition: Edition, *, by: Any, batch: str) -> Release:
    """Return the record of a batch, locked. Raises `Changed` when the batch has been undone already."""
    record, _made = Release.objects.select_for_update().get_or_create(
        batch=batch, defaults={"edition": edition, "by": by, "at": clock.now()}
    )
    if record.undone_at is not None:
        raise Changed  # the page of a release that was undone, sent once more
    return record


def note_of(over: Numbers | None) -> str:
    """Return what is recorded of an offer beyond the places agreed."""
    if over is None:
        return ""
    words = {"n": over.after_release, "places": over.places}
    return _("Beyond the places, on purpose: %(n)s for %(places)s places.") % words


def _can_go_out(row: Nomination) -> bool:
    """Say whether a decision can be released: a person who has left in the meantime stays as they are."""
    state, follows = row.participation.state, FOLLOWS[Receiver(row.pending)]
    reachable = state == follows or people_rules.may_follow(state, follows)
    return reachable and rules.receiver_may(row.receiver_state, row.pending)


def _leave_to_partner(row: Nomination, today: date, days: int) -> bool:
    """Let the partner tell its student first, until we do; say whether it could be. The student's own state does not change, so
    that no page of theirs can know better than their partner."""
    if not _can_go_out(row):
        return False
    row.tell_on = today + timedelta(days=days)
    row.save(update_fields=["release", "decision_note", "tell_on"])
    return True


def release_one(row: Nomination, *, by: Any, not_before: datetime | None = None) -> bool:
    """Release one locked decision to the student, within the batch of its `release`; say whether it could be."""
    if not _can_go_out(row) or row.release is None:
        return False
    decision, participation, batch = Receiver(row.pending), row.participation, row.release.batch
    move_receiver(
        nomination=row,
        to=decision,
        by=by,
        pending="",
        tell_on=None,
        release=row.release,
        decided_at=clock.now(),
        decided_by=row.release.by,
        decision_note=row.decision_note,
    )
    if decision == Receiver.SELECTED:
        with people_mails.in_batch(batch, not_before=not_before, note=row.reason_student):
            people.offer(participation=participation, by=by, decided=True)
        return True
    if participation.state != FOLLOWS[decision]:
        people.move(participation=participation, to=FOLLOWS[decision], by=by)
    mails.decision(nomination=row, batch=batch, not_before=not_before)
    return True


@transaction.atomic
def offer_again(
    *, nomination: Nomination, by: Any, on_behalf: str = "", beyond_places: bool = False
) -> Nomination:
    """Offer a place again to somebody who was selected and gave it back, or was refused a visa.

    Places are counted while the body whose place it was is locked. Raises `OverQuota` (unless `beyond_places`, which is
    recorded), `NotAllowed`.
    """
    lock_body(nomination.place_of or nomination.body)
    row = locked(nomination)
    participation = row.participation
    participation.refresh_from_db(fields=["state"])
    if not rules.may_offer_again(row):
        raise people.NotAllowed(participation.state, State.OFFERED)
    over = over_with_one_more(row)
    if over is not None and not beyond_places:
        raise OverQuota([over])
    row.decision_note, row.decided_at, row.decided_by, row.release = note_of(over), clock.now(), by, None
    row.save(update_fields=["decision_note", "decided_at", "decided_by", "release"])
    people.offer(participation=participation, by=by, on_behalf=on_behalf, decided=True)
    return row


def over_with_one_more(nomination: Nomination) -> Numbers | None:
    """Return the numbers of the body whose place it is if one more would be beyond its places, else None."""
    (now,) = queries.numbers(nomination.edition, [nomination.place_of or nomination.body])
    one_more = Numbers(now.body, now.quota, holding=now.holding, pending_selected=1)
    return one_more if one_more.over else None
