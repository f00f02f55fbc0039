"""Sending, in the worker: claim, ask again whether it is wanted, write, send, mark; and the sweep for what fell between.

Delivery is at least once, said honestly: a worker that dies after the server took a mail and before the row was marked leaves
a row that is sent again, with the same Message-ID, fifteen minutes later. Everything short of that is prevented.
"""

import time
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import OperationalError, connection
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import demo
from ish.jobs.services import ring
from ish.outbox import hours, registry, rendering, wire
from ish.outbox.door import move
from ish.outbox.models import Message
from ish.outbox.services import ring_many
from ish.outbox.states import State

log = structlog.get_logger(__name__)

STUCK_AFTER = timedelta(minutes=15)
BUDGET_SECONDS = 240.0  # far below STUCK_AFTER: nobody else may take a row for lost while it is being sent
GIVE_UP_AFTER = timedelta(days=3)
RING_AGAIN_AFTER = timedelta(minutes=2)
SWEEP_LIMIT = 5000
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=2)
SERVER_PAUSE = timedelta(minutes=15)


def deliver(pk: int) -> int:
    """Send one message if it is queued and due. Returns 1 when it was sent."""
    return deliver_batch([pk])


def deliver_batch(pks: Sequence[int]) -> int:
    """Send those of `pks` that are queued and due, over one connection; each row is marked as soon as it is out. One bad row
    stops nothing. Returns how many were sent."""
    rows, claim = _claim(pks)
    if not rows:
        return 0
    started, sent = time.monotonic(), 0
    keep = hours.kept()
    with wire.Line() as line:
        for index, row in enumerate(rows):
            if time.monotonic() - started > BUDGET_SECONDS:
                _hand_back(rows[index:], claim)
                break
            try:
                sent += _deliver(row, claim, line, keep=keep)
            except wire.Unreachable as error:
                _hand_back(rows[index:], claim, error=str(error))
                log.warning("mail_server_unreachable", waiting=len(rows) - index)
                break
            except Exception as error:  # a template or a rule of one kind is broken: the others still go out
                log.exception("outbox_message_failed", message=row.pk, error=type(error).__name__)
                _fail(row, claim, f"{type(error).__name__}", for_good=False)
    return sent


def _claim(pks: Sequence[int]) -> tuple[list[Message], str]:
    """Take what is queued and due of `pks`; what another deliverer has is not ours."""
    now, claim = timezone.now(), uuid.uuid4().hex
    due = Message.objects.filter(
        Q(not_before=None) | Q(not_before__lte=now), pk__in=list(pks), state=State.QUEUED
    )
    wanted = list(due.values_list("pk", flat=True))
    if not wanted or not move(
        pks=wanted,
        old=State.QUEUED,
        new=State.SENDING,
        claim_as=claim,
        claimed_at=now,
        attempts=F("attempts") + 1,
    ):
        return [], claim
    return list(Message.objects.filter(claim=claim, state=State.SENDING).order_by("pk")), claim


def _deliver(row: Message, claim: str, line: wire.Line, *, keep: bool) -> int:
    """Send one claimed row and mark it. Returns 1 when it went out. Raises `Unreachable`, and what templates raise."""
    kind = registry.find(row.kind)
    if kind is None and not row.secret_body:
        raise LookupError(row.kind)
    if row.expires_at and row.expires_at <= timezone.now():
        return _drop(row, claim)
    if kind is not None and not kind.still_wanted(row):
        return _drop(row, claim)
    if keep and not row.transient:
        moment = hours.earliest(row.time_zone, keep=True)
        if moment:
            move(
                pks=[row.pk],
                old=State.SENDING,
                new=State.QUEUED,
                claim=claim,
                not_before=moment,
                rung_at=None,
            )
            return 0
    words, links = _words(row)
    try:
        line.send(wire.compose(row, rendering.wire(words, links)))
    except wire.Never as error:
        return _fail(row, claim, str(error), for_good=True)
    except wire.NotNow as error:
        return _fail(row, claim, str(error), for_good=False)
    return _mark(row, claim, words)


def _words(row: Message) -> tuple[rendering.Rendered, list[str]]:
    """Return what to send: sealed, as it was read while held, or written now."""
    if row.secret_body:
        return rendering.unpack(row.secret_body), []
    if row.body_text:
        kept = rendering.Rendered(row.subject, row.body_text, row.body_html)
        return kept, rendering.mint_links(row)
    return rendering.stored(row, mint=True)


def _mark(row: Message, claim: str, words: rendering.Rendered) -> int:
    kept: dict[str, Any] = {"secret_body": None}
    if row.transient and demo.is_demo():
        del kept["secret_body"]  # nobody else's mailbox gets it: the demonstration shows it until it expires
    if not row.transient:
        kept |= {"subject": words.subject, "body_text": words.text, "body_html": words.html}
    kept |= {"sent_at": timezone.now(), "error": "", "not_before": None}
    if not _insist(lambda: move(pks=[row.pk], old=State.SENDING, new=State.SENT, claim=claim, **kept)):
        log.warning("outbox_claim_lost", message=row.pk)
    return 1


def _insist(note: Callable[[], int]) -> int:
    """Write a note that must not be lost, as the mail is out: a database that is busy or restarting is asked again."""
    for wait in (0.2, 1.0, 3.0):
        try:
            return note()
        except OperationalError:
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()
            time.sleep(wait)
    return note()


def _drop(row: Message, claim: str) -> int:
    move(pks=[row.pk], old=State.SENDING, new=State.DROPPED, claim=claim, secret_body=None)
    return 0


def _fail(row: Message, claim: str, why: str, *, for_good: bool) -> int:
    """Record a failure. With `not_before` the sweep tries again then; without, only an organiser can."""
    now = timezone.now()
    give_up = for_good or now - row.created_at > GIVE_UP_AFTER
    fields: dict[str, Any] = {
        "error": why[:300],
        "not_before": None if give_up else now + pause(row.attempts),
    }
    if give_up:
        fields["secret_body"] = None
    move(pks=[row.pk], old=State.SENDING, new=State.FAILED, claim=claim, **fields)
    return 0


def _hand_back(rows: Sequence[Message], claim: str, *, error: str = "") -> None:
    """Return claimed rows to the queue: at once when only the time was up, after a pause when the server is not there."""
    now = timezone.now()
    if not error:
        pks = [row.pk for row in rows]
        move(
            pks=pks, old=State.SENDING, new=State.QUEUED, claim=claim, rung_at=now, attempts=F("attempts") - 1
        )
        ring_many(pks)
        return
    by_pause: dict[timedelta, list[int]] = {}
    for row in rows:
        by_pause.setdefault(min(pause(row.attempts), SERVER_PAUSE), []).append(row.pk)
    for wait, pks in by_pause.items():
        move(
            pks=pks,
            old=State.SENDING,
            new=State.QUEUED,
            claim=claim,
            not_before=now + wait,
            rung_at=None,
            error=error[:300],
        )


def pause(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: a minute, doubled each time, up to two hours."""
    return min(FIRST_PAUSE * 2 ** min(max(attempts - 1, 0), 10), LONGEST_PAUSE)


# ---------------------------------------------------------------- the sweep


def sweep() -> int:
    """Find what fell between: expired sign-in mails, rows whose deliverer died, failed ones whose time has come, doorbells that
    were lost. Returns for how many it rang."""
    now = timezone.now()
    _expire(now)
    _return(Message.objects.filter(state=State.SENDING, claimed_at__lt=now - STUCK_AFTER), State.SENDING)
    _return(Message.objects.filter(state=State.FAILED, not_before__lte=now), State.FAILED)
    return _ring_overdue(now)


def _expire(now: datetime) -> None:
    """Empty sign-in mails that nobody can use any more."""
    old = Message.objects.filter(transient=True, expires_at__lt=now)
    for state, end in ((State.QUEUED, State.DROPPED), (State.FAILED, State.DISCARDED)):
        pks = list(old.filter(state=state).values_list("pk", flat=True)[:SWEEP_LIMIT])
        if pks:
            move(pks=pks, old=state, new=end, secret_body=None)
    old.filter(state=State.SENT, secret_body__isnull=False).update(secret_body=None)


def _return(rows: Any, old: str) -> None:
    pks = list(rows.order_by("pk").values_list("pk", flat=True)[:SWEEP_LIMIT])
    if pks:
        note = {"error": _("The worker stopped while sending it.")} if old == State.SENDING else {}
        move(pks=pks, old=old, new=State.QUEUED, claim_as="", not_before=None, rung_at=None, **note)
        log.info("outbox_returned", count=len(pks), old=str(old))


def _ring_overdue(now: datetime) -> int:
    due = Message.objects.filter(
        Q(not_before=None) | Q(not_before__lte=now),
        Q(rung_at=None) | Q(rung_at__lt=now - RING_AGAIN_AFTER),
        state=State.QUEUED,
    ).order_by("-transient", "pk")
    found = list(due.values_list("pk", "transient")[:SWEEP_LIMIT])
    Message.objects.filter(pk__in=[pk for pk, _transient in found]).update(rung_at=now)
    for pk in [pk for pk, transient in found if transient]:
        ring("outbox.deliver", pk)
    ring_many([pk for pk, transient in found if not transient])
    return len(found)
