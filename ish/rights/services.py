"""The only writers of copies, requests and restrictions. Each ladder has one door: `move_copy`, `move_request`."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ish import clock
from ish.jobs import services as jobs
from ish.jobs.models import Job
from ish.jobs.states import OPEN
from ish.people import restricting_services as people
from ish.people.models import Guardian, Person
from ish.privacy import services as privacy
from ish.rights import deadlines, mails, rules, storage
from ish.rights.models import Copy, Request, Restriction
from ish.rights.states import NEXT, CopyRole, CopyState, Outcome, RequestState

KEPT = timedelta(days=7)
ORPHAN_AFTER = 6 * 3600.0
JOB = "rights.copy"


class NotAllowed(Exception):
    """This cannot be done now; the message says why."""


# ---------------------------------------------------------------- COPIES


def start_copy(
    person: Person,
    *,
    role: str = CopyRole.PARTICIPANT,
    by: Any,
    identity: str = "",
    guardian: Guardian | None = None,
) -> Copy:
    """Start a copy of everything about `person` that they (or, as "guardian", one parent) may read, in the background; return it.
    One that is being made already is returned instead: two clicks make one.

    `by` is who asked (None: through a signed link). An organiser says how they know who asked (`identity`), and hands the copy
    over when the person has no account. Raises `NotAllowed` for somebody erased and for a guardian without custody or of somebody
    who is 18, `ValueError` without these words.
    """
    own = by is not None and by.pk == person.user_id
    by_organiser = by is not None and not own
    if by_organiser and not identity.strip():
        raise ValueError(_("Say how you know that it is they who ask."))
    with transaction.atomic():
        locked = Person.objects.select_for_update().get(pk=person.pk)
        if locked.erased_at is not None:
            raise NotAllowed(_("Everything personal was erased; there is nothing to copy."))
        if role == CopyRole.GUARDIAN and not rules.decides(guardian):
            raise NotAllowed(
                _("Only a guardian with custody can have a copy, and only until the student is 18.")
            )
        standing = _in_making(locked, role, guardian)
        if standing is not None:
            return standing
        copy = Copy.objects.create(
            person=locked,
            role=role,
            guardian=guardian,
            language=language_of(guardian, locked),
            asked_by=by,
            handed=by_organiser and locked.user_id is None,
            identity=identity.strip()[:300] or None,
        )
        job = jobs.start(kind=JOB, owner=by, args={"copy": copy.pk})
        copy.job_id = job.pk
        copy.save(update_fields=["job_id"])
        return copy


def language_of(guardian: Guardian | None, person: Person) -> str:
    """Return the language of a copy: everything in it is there in the languages of the whole house alone."""
    if guardian is None:
        return person.language
    own = guardian.language.partition("-")[0]
    return own if own in dict(settings.LANGUAGES) else "en"


def _in_making(person: Person, role: str, guardian: Guardian | None) -> Copy | None:
    """Return the copy that is being made; one whose work was given up is put aside."""
    row = Copy.objects.filter(person=person, role=role, guardian=guardian, state=CopyState.MAKING).first()
    if row is None or Job.objects.filter(pk=row.job_id or 0, state__in=OPEN).exists():
        return row
    move_copy(copy=row, to=CopyState.FAILED)
    return None


def move_copy(*, copy: Copy, to: str, **values: Any) -> bool:
    """Bring a copy to another state, by conditional update: of two callers one wins. Returns whether this one did."""
    if to not in rules.COPY_NEXT[copy.state]:
        return False
    moved = Copy.objects.filter(pk=copy.pk, state=copy.state).update(state=to, **values)
    return bool(moved)


@transaction.atomic
def finish_copy(*, copy: Copy, path: str, size: int, contains: list[str]) -> bool:
    """Have a copy be ready for seven days, tell whom it is for, and drop the one made before; False: it is not wanted now."""
    person = Person.objects.select_for_update().get(pk=copy.person_id)
    now = timezone.now()
    values = {"path": path, "size": size, "contains": contains, "ready_at": now, "until": now + KEPT}
    if person.erased_at is not None or not move_copy(copy=copy, to=CopyState.READY, **values):
        return False
    before = Copy.objects.filter(
        person=person, role=copy.role, guardian=copy.guardian_id, handed=copy.handed, state=CopyState.READY
    )
    for older in before.exclude(pk=copy.pk):
        drop_copy(copy=older)
    copy.refresh_from_db()
    mails.copy_ready(copy)
    return True


def drop_copy(*, copy: Copy) -> None:
    """Take a copy off the disk once this transaction is through; its row stays."""
    path = copy.path
    if move_copy(copy=copy, to=CopyState.GONE, path="", contains=[]):
        transaction.on_commit(lambda: storage.delete(path), robust=True)


def fetch_copy(*, copy: Copy, by: Any) -> storage.Parts:
    """Return the content of a copy part by part, and write down that it was fetched. What a parent fetches, or an organiser to
    hand it over, is a look at everything in it. Whoever calls this has asked whether `by` may have it. Raises `storage.Gone`."""
    if not rules.may_fetch(copy, at=timezone.now()):
        raise storage.Gone
    parts = storage.parts(copy.path, copy=copy.pk)
    by_guardian = copy.role == CopyRole.GUARDIAN
    Copy.objects.filter(pk=copy.pk).update(fetched=F("fetched") + 1, fetched_at=timezone.now())
    if copy.handed or by_guardian:
        with translation.override(None):
            reason = _("A copy of everything.") if by_guardian else _("A copy of everything, to hand over.")
        role = "guardian" if by_guardian else "organiser"
        privacy.note_look(reader=by, role=role, person_id=copy.person_id, fields=copy.contains, reason=reason)
    return parts


def sweep() -> int:
    """Delete copies whose days are over, put aside those whose work was given up, and remove files to which no row leads; return
    how many files went."""
    gone = 0
    for copy in Copy.objects.filter(state=CopyState.READY, until__lte=timezone.now()):
        with transaction.atomic():
            drop_copy(copy=copy)
        gone += 1
    for copy in Copy.objects.filter(state=CopyState.MAKING):
        if not Job.objects.filter(pk=copy.job_id or 0, state__in=OPEN).exists():
            move_copy(copy=copy, to=CopyState.FAILED)
    for name in storage.older_than(ORPHAN_AFTER):  # what an attempt left that nobody took up again
        if not Copy.objects.filter(path=name).exists():
            storage.delete(name)
            gone += 1
    return gone


def forget(person_id: int) -> dict[str, int]:
    """Delete all copies of a person's data, and stop those in the making (erasure)."""
    return forget_many([person_id])


def forget_many(people: Collection[int], edition_id: int | None = None) -> dict[str, int]:
    """The same for many people."""
    count = 0
    rows = Copy.objects.select_for_update().filter(
        person__in=people, state__in=(CopyState.MAKING, CopyState.READY)
    )
    for copy in rows:
        drop_copy(copy=copy)
        count += 1
    return {"copies": count}


def forget_restriction(person_id: int) -> dict[str, int]:
    """Take the mark away from somebody of whom nothing is left to use (erasure)."""
    return forget_restrictions([person_id])


def forget_restrictions(people: Collection[int], edition_id: int | None = None) -> dict[str, int]:
    """The same for many people."""
    count = Restriction.objects.filter(person__in=people, lifted_at=None).update(lifted_at=clock.now())
    Person.objects.filter(pk__in=people).exclude(restricted_at=None).update(restricted_at=None)
    return {"restrictions": count}


# ---------------------------------------------------------------- REQUESTS


@transaction.atomic
def receive_request(
    *, person: Person, kind: str, text: str, by: Any, source: str = "", received_on: date | None = None
) -> Request:
    """Write down what somebody asks; a month to answer begins. The same kind once more while one is open adds to its words.

    An organiser says how it reached them (`source`) and on which day. Raises `ValueError` without a source from anybody but the
    person, or for a day that is still to come; `NotAllowed` for somebody erased.
    """
    today = clock.today()
    day = received_on or today
    own = by is not None and by.pk == person.user_id
    if not own and not source.strip():
        raise ValueError(_("Say how this reached you."))
    if day > today:
        raise ValueError(_("This day is still to come."))
    locked = Person.objects.select_for_update().get(pk=person.pk)
    if locked.erased_at is not None:
        raise NotAllowed(_("Everything personal was erased already."))
    row = Request.objects.filter(person=locked, kind=kind, state=RequestState.RECEIVED).first()
    if row is not None:
        row.text = "\n\n".join(part for part in (row.text, text.strip()) if part)[:4000] or None
        row.save(update_fields=["text"])
        return row
    row = Request.objects.create(
        person=locked,
        kind=kind,
        text=text.strip()[:4000] or None,
        source=source.strip()[:300] or None,
        received_on=day,
        due=deadlines.due(day),
        recorded_by=by,
    )
    mails.request_received(row)
    return row


def move_request(*, request: Request, to: str, **values: Any) -> bool:
    """Bring a request to another state, by conditional update. Returns whether this call did."""
    if to not in NEXT[request.state]:
        return False
    return bool(Request.objects.filter(pk=request.pk, state=request.state).update(state=to, **values))


@transaction.atomic
def answer_request(*, request: Request, outcome: str, answer: str, stays: str, by: Any) -> Request:
    """Answer a request: what was done, what stays and why; the person is told. Raises `ValueError` when a reason is missing,
    `NotAllowed` when it was answered already."""
    if not answer.strip():
        raise ValueError(_("Say what was done."))
    if outcome != Outcome.DONE and not stays.strip():
        raise ValueError(_("Say what stays, and why."))
    said = {"answer": answer.strip()[:4000], "stays": stays.strip()[:4000] or None}
    moved = move_request(
        request=request,
        to=RequestState.ANSWERED,
        outcome=outcome,
        answered_at=clock.now(),
        answered_by=by,
        **said,
    )
    if not moved:
        raise NotAllowed(_("This was answered already."))
    row = Request.objects.select_related("person__user").get(pk=request.pk)
    mails.request_answered(row)
    return row


@transaction.atomic
def extend_request(*, request: Request, reason: str, by: Any) -> Request:
    """Take two months more, with a reason of which the person is told (GDPR Art. 12(3)). Raises `ValueError` without a reason,
    `NotAllowed` once answered, a second time, or after the first month."""
    if not reason.strip():
        raise ValueError(_("Say why it takes longer."))
    row = Request.objects.select_for_update(of=("self",)).select_related("person__user").get(pk=request.pk)
    if not rules.may_extend(row, today=clock.today()):
        raise NotAllowed(
            _("More time can be taken once, within the first month, as long as it is not answered.")
        )
    row.extended_at, row.extension_reason = clock.now(), reason.strip()[:1000]
    row.due = deadlines.due(row.received_on, extended=True)
    row.save(update_fields=["extended_at", "extension_reason", "due"])
    mails.request_extended(row)
    return row


# ---------------------------------------------------------------- RESTRICTION


@transaction.atomic
def restrict(
    *, person: Person, asked_by: str, why: str, by: Any, review_on: date | None = None
) -> Restriction:
    """Keep somebody's data and stop using it; return the restriction. One that stands already is returned as it is.

    Raises `ValueError` without a reason, `NotAllowed` for somebody erased.
    """
    if not why.strip():
        raise ValueError(_("Say why."))
    locked = Person.objects.select_for_update().get(pk=person.pk)
    if locked.erased_at is not None:
        raise NotAllowed(_("Everything personal was erased already."))
    row = Restriction.objects.filter(person=locked, lifted_at=None).first()
    if row is not None:
        return row
    row = Restriction.objects.create(
        person=locked,
        asked_by=asked_by,
        why=why.strip()[:1000],
        since=clock.now(),
        set_by=by,
        review_on=review_on,
    )
    people.set_restricted(person=locked, since=row.since)
    mails.restricted(row)
    return row


@transaction.atomic
def tell_of_lifting(*, restriction: Restriction, by: Any, how: str = "") -> Restriction:
    """Tell a person that the restriction is to end, before it does (GDPR Art. 18(3)): by a message, or by what `how` says.

    Raises `ValueError` when there is no address and `how` is empty, `NotAllowed` when it has ended.
    """
    row = (
        Restriction.objects.select_for_update(of=("self",))
        .select_related("person__user")
        .get(pk=restriction.pk)
    )
    if row.lifted_at is not None:
        raise NotAllowed(_("It has ended already."))
    if not row.person.email and not how.strip():
        raise ValueError(_("There is no e-mail address: say how you told them."))
    row.told_at, row.told_how = clock.now(), how.strip()[:300] or None
    row.save(update_fields=["told_at", "told_how"])
    mails.about_to_lift(row)
    return row


@transaction.atomic
def lift(*, restriction: Restriction, by: Any) -> Restriction:
    """End a restriction. Raises `NotAllowed` when the person has not been told yet, or it has ended."""
    row = Restriction.objects.select_for_update().get(pk=restriction.pk)
    if row.lifted_at is not None:
        raise NotAllowed(_("It has ended already."))
    if not mails.was_told(row):
        raise NotAllowed(_("First tell the person that it ends; then end it."))
    row.lifted_at, row.lifted_by = clock.now(), by
    row.save(update_fields=["lifted_at", "lifted_by"])
    people.set_restricted(person=Person.objects.get(pk=row.person_id), since=None)
    return row
