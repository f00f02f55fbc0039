"""Writing, holding, editing, releasing and discarding messages. Nothing here sends: delivery does, in the worker."""

import hashlib
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from ish.jobs.services import ring
from ish.outbox import hours, registry, rendering
from ish.outbox.door import move
from ish.outbox.models import Message
from ish.outbox.states import State
from ish.privacy import restricting

log = structlog.get_logger(__name__)

BATCH = 100  # mails in one task, over one connection
TRANSIENT_FOR = timedelta(minutes=30)


class NotHeld(ValueError):
    """Only a message that is held for review can be edited."""


class ChangedMeanwhile(Exception):
    """Somebody else edited this message between reading and saving. `current` is the row as it is now."""

    def __init__(self, current: Message) -> None:
        super().__init__(_("Somebody else has changed this in the meantime."))
        self.current = current


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What `enqueue` takes, as a value: for writing many messages at once."""

    kind: str
    to_email: str
    key: str
    language: str
    context: dict[str, Any] = field(default_factory=dict)
    to_name: str = ""
    to_user: Any = None
    time_zone: str = "Europe/Berlin"
    about: Model | None = None
    person_id: int | None = None
    edition_id: int | None = None
    hold: bool = False
    batch: str = ""
    not_before: datetime | None = None
    reason: str = ""


def enqueue(
    *,
    kind: str,
    to_email: str,
    to_name: str = "",
    to_user: Any = None,
    language: str,
    time_zone: str = "Europe/Berlin",
    about: Model | None = None,
    person_id: int | None = None,
    edition_id: int | None = None,
    context: dict[str, Any],
    key: str,
    hold: bool = False,
    batch: str = "",
    not_before: datetime | None = None,
    reason: str = "",
) -> Message:
    """Write one message in the caller's transaction and ring for it after the commit; with `hold` it waits for an organiser.

    The same `key` never writes twice: the row that exists is returned, as it is. The address may be wrong or empty: delivery
    records that. Raises `KeyError` for a kind that nobody registered.
    """
    draft = Draft(
        kind=kind,
        to_email=to_email,
        to_name=to_name,
        to_user=to_user,
        language=language,
        time_zone=time_zone,
        about=about,
        person_id=person_id,
        edition_id=edition_id,
        context=context,
        key=key,
        hold=hold,
        batch=batch,
        not_before=not_before,
        reason=reason,
    )
    existing = Message.objects.filter(key=_short_key(key)).first()
    return existing or _write_once(_word(_row(draft, keep=hours.kept())))


def enqueue_many(drafts: Iterable[Draft]) -> int:
    """Write many messages in the caller's transaction, with a constant number of queries for each thousand, and ring by the
    hundred. Keys that exist are left out, and people whose data is kept and not used. Returns how many were written."""
    keep = hours.kept()
    rows = [_row(draft, keep=keep) for draft in _to_be_used(drafts)]
    with transaction.atomic():
        known: set[str] = set()
        for part in _parts([row.key for row in rows], 1000):
            known.update(Message.objects.filter(key__in=part).values_list("key", flat=True))
        fresh = [_word(row) for key, row in {row.key: row for row in rows}.items() if key not in known]
        Message.objects.bulk_create(fresh, batch_size=1000, ignore_conflicts=True)
        _ring_by_key([row.key for row in fresh if row.state == State.QUEUED and row.rung_at])
    return len(fresh)


def _to_be_used(drafts: Iterable[Draft]) -> list[Draft]:
    found = list(drafts)
    restricted = restricting.keys() if found else frozenset()
    return [
        draft
        for draft in found
        if draft.person_id not in restricted or registry.get(draft.kind).though_restricted
    ]


def enqueue_secret(
    *,
    kind: str,
    to_email: str,
    subject: str,
    text: str,
    html: str = "",
    language: str,
    to_user: Any = None,
    lives: timedelta = TRANSIENT_FOR,
) -> Message:
    """Write a sign-in mail that is rendered already: sealed, no hold, no quiet hours, emptied on sending or after `lives`.

    Its subject is sealed too (it may hold the code); the list shows the kind only.
    """
    now = timezone.now()
    row = Message(
        kind=kind,
        key=f"secret:{uuid.uuid4()}",
        to_email=to_email.strip(),
        to_user=to_user,
        language=language,
        transient=True,
        secret_body=rendering.pack(rendering.Rendered(subject, text, html)),
        expires_at=now + lives,
        rung_at=now,
        message_id=_message_id(),
    )
    return _write_once(row)


def _row(draft: Draft, *, keep: bool) -> Message:
    """Return an unsaved message without its words."""
    kind = registry.get(draft.kind)
    now = timezone.now()
    not_before = hours.earliest(draft.time_zone, draft.not_before, keep=keep and not kind.transient)
    held = draft.hold and not kind.transient
    return Message(
        kind=draft.kind,
        key=_short_key(draft.key),
        state=State.HELD if held else State.QUEUED,
        to_email=rendering.one_line(draft.to_email)[:254],
        to_name=rendering.one_line(draft.to_name)[:200],
        to_user=draft.to_user,
        language=draft.language or settings.LANGUAGE_CODE,
        time_zone=draft.time_zone,
        about=f"{draft.about._meta.label_lower}:{draft.about.pk}" if draft.about is not None else "",
        person_id=draft.person_id,
        edition_id=draft.edition_id,
        context=_without_nul(draft.context),
        reason=rendering.one_line(str(draft.reason))[:300],
        batch=draft.batch[:80],
        transient=kind.transient,
        not_before=draft.not_before if held else not_before,
        expires_at=now + TRANSIENT_FOR if kind.transient else None,
        rung_at=None if held or not_before else now,
        message_id=_message_id(),
        created_at=now,
    )


def _word(row: Message) -> Message:
    """Put into words what has to be now: what is held, so that it can be read before it is released, and sign-in mails."""
    if row.transient:
        row.secret_body = rendering.pack(rendering.live(row))
    elif row.state == State.HELD:
        rendering.fill(row)
    return row


def _write_once(row: Message) -> Message:
    """Save the row and ring; when somebody else wrote the same key meanwhile, return theirs."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        existing = Message.objects.filter(key=row.key).first()
        if existing is None:
            raise
        return existing
    if row.state == State.QUEUED and row.rung_at:
        ring("outbox.deliver", row.pk)
    return row


def _without_nul(value: Any) -> Any:
    """Return plain data without the one character that databases refuse."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, dict):
        return {key: _without_nul(item) for key, item in value.items()}
    return [_without_nul(item) for item in value] if isinstance(value, list | tuple) else value


def _short_key(key: str) -> str:
    return key if len(key) <= 200 else f"{key[:130]}#{hashlib.sha256(key.encode()).hexdigest()}"


def _message_id() -> str:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{uuid.uuid4()}@{domain}>"[:120]


def _parts(items: Sequence[Any], size: int) -> Iterable[Sequence[Any]]:
    return (items[i : i + size] for i in range(0, len(items), size))


def _ring_by_key(keys: Sequence[str]) -> None:
    pks: list[int] = []
    for part in _parts(keys, 1000):
        pks.extend(Message.objects.filter(key__in=part).order_by("pk").values_list("pk", flat=True))
    ring_many(pks)


def ring_many(pks: Sequence[int]) -> None:
    """Ring for messages by the hundred: one task, one connection to the mail server."""
    for part in _parts(pks, BATCH):
        ring("outbox.deliver_batch", list(part))


# ---------------------------------------------------------------- what organisers do with messages


def mark_of(message: Message) -> str:
    """Return a mark of the words an editor saw: it changes with each edit."""
    return message.handled_at.isoformat() if message.handled_at else ""


@transaction.atomic
def edit(*, message: Message, subject: str, text: str, by: Any, seen: str | None = None) -> Message:
    """Give a held message another subject and text; its HTML part is made from the text. `seen` is the mark of what was edited.

    Raises `NotHeld`, `ChangedMeanwhile`.
    """
    row = Message.objects.select_for_update().get(pk=message.pk)
    if row.state != State.HELD:
        raise NotHeld
    if seen is not None and seen != mark_of(row):
        raise ChangedMeanwhile(row)
    new = rendering.from_text(row, subject=subject, text=text)
    changed = Message.objects.filter(pk=message.pk, state=State.HELD).update(
        subject=new.subject,
        body_text=new.text,
        body_html=new.html,
        edited=True,
        handled_by=by,
        handled_at=timezone.now(),
    )
    if not changed:
        raise NotHeld
    message.refresh_from_db()
    return message


def release(*, messages: Iterable[Message], by: Any) -> int:
    """Let held messages go (at a decent hour of each recipient). Returns how many were released now."""
    return _to_queue(messages, State.HELD, by)


def retry(*, messages: Iterable[Message], by: Any) -> int:
    """Try failed messages again, except sign-in mails, whose content is gone. Returns how many go again."""
    return _to_queue([m for m in messages if not m.transient], State.FAILED, by)


def discard(*, messages: Iterable[Message], by: Any) -> int:
    """Put aside, for good, messages that are held, waiting or failed. Returns how many were discarded now."""
    pks, count = [m.pk for m in messages], 0
    with transaction.atomic():
        for old in (State.HELD, State.QUEUED, State.FAILED):
            count += move(
                pks=pks,
                old=old,
                new=State.DISCARDED,
                secret_body=None,
                handled_by=by,
                handled_at=timezone.now(),
            )
    log.info("outbox_discarded", count=count, by=by.pk if by else None)
    return count


@transaction.atomic
def readdress(*, person_id: int, old: str, new: str, context: dict[str, Any] | None = None) -> int:
    """Send what waits for a person (held, on its way, failed) to their new address; without one it is discarded.

    `context` replaces values that a message's own context has (a fresh invitation for the one taken back). Sign-in mails and
    letters about the person to others stay as they are. Returns how many messages changed.
    """
    waiting = Message.objects.select_for_update().filter(
        person_id=person_id,
        to_email__iexact=old,
        state__in=(State.HELD, State.QUEUED, State.FAILED),
        transient=False,
    )
    rows = list(waiting.only("pk", "context", "to_email"))
    if not new:
        return discard(messages=rows, by=None)
    for row in rows:
        row.to_email = new
        row.context |= {name: value for name, value in (context or {}).items() if name in row.context}
    Message.objects.bulk_update(rows, ["to_email", "context"], batch_size=500)
    return len(rows)


def _to_queue(messages: Iterable[Message], old: str, by: Any) -> int:
    """Queue what is `old`, grouped by the moment at which it may go out, and ring for what may go at once."""
    now, keep = timezone.now(), hours.kept()
    groups: dict[datetime | None, list[int]] = {}
    for message in messages:
        wish = message.not_before if old == State.HELD else None
        groups.setdefault(hours.earliest(message.time_zone, wish, keep=keep), []).append(message.pk)
    count = 0
    with transaction.atomic():
        for moment, pks in groups.items():
            for part in _parts(pks, 1000):
                count += move(
                    pks=part,
                    old=old,
                    new=State.QUEUED,
                    not_before=moment,
                    rung_at=None if moment else now,
                    error="",
                    handled_by=by,
                    handled_at=now,
                )
            if moment is None:
                ring_many(pks)
    log.info("outbox_queued", count=count, old=str(old), by=by.pk if by else None)
    return count
