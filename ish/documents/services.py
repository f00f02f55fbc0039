"""The only writers of papers and their files; `move` is the one door to a paper's state."""

import hashlib
from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from ish import clock
from ish.documents import kinds, rules, scanning, sniffing, storage
from ish.documents.models import Document, StoredFile, Version
from ish.documents.states import HERE, READABLE, DocumentState, Scan
from ish.people.models import Participation
from ish.privacy import holding
from ish.privacy import registry as privacy

log = structlog.get_logger(__name__)
KEPT = 10
"""So many files of one paper are kept at most: whoever uploads again and again fills no disk."""
ORPHAN_AFTER = 6 * 3600.0


class Refused(Exception):
    """A file is not taken; the message says why and what to do."""


class NotAllowed(Exception):
    """A paper cannot go from its present state to the one asked for."""

    def __init__(self, old: str, new: str) -> None:
        words = {"old": DocumentState(old).label, "new": DocumentState(new).label}
        super().__init__(_("“%(old)s” cannot become “%(new)s”.") % words)
        self.old, self.new = old, new


# ---------------------------------------------------------------- FILES


def keep_file(
    *, participation: Participation, data: bytes, name: str, kind: kinds.Kind, by: Any
) -> StoredFile:
    """Check, scan and keep a file; return its row. Call it outside a transaction: the scanner may take its time.

    Raises `Refused`. A scanner that is down holds the file back ("not scanned yet") instead of losing it.
    """
    if words := rules.fault(data, kind):
        raise Refused(words)
    content_type = sniffing.sniff(data)
    verdict = _scan(data)
    path = storage.write(data)
    try:
        return StoredFile.objects.create(
            participation=participation,
            path=path,
            name=sniffing.safe_name(name, content_type),
            content_type=content_type,
            size=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            scan=verdict,
            scanned_at=clock.now() if verdict == Scan.CLEAN else None,
            uploaded_at=clock.now(),
            uploaded_by=by,
        )
    except BaseException:
        storage.delete(path)
        raise


def _scan(data: bytes) -> Scan:
    """Return how the file stands after asking the scanner. Raises `Refused` for an infected one."""
    if not settings.CLAMD_URL:
        return Scan.NONE
    try:
        verdict = scanning.scan(data, settings.CLAMD_URL)
    except scanning.Unreachable as error:
        log.warning("virus scanner cannot be asked", reason=str(error))
        return Scan.WAITING
    if not verdict.clean:
        log.warning("infected file refused", found=verdict.found)
        raise Refused(
            _(
                "Our virus scanner refuses this file. Please check your computer, make the file anew and choose it again."
            )
        )
    return Scan.CLEAN


def discard_file(*, file: StoredFile) -> bool:
    """Take a file off the disk once this transaction is through; its row stays. Says whether it goes: what is about somebody held
    stays until the hold has ended, and goes with the sweep (nothing needs it any more) or with the papers of the season."""
    if holding.is_held(file.participation.person_id):
        return False
    _take_off(file)
    return True


def _take_off(file: StoredFile) -> None:
    path = file.path
    file.path, file.sha256, file.name, file.erased_at = "", "", None, clock.now()
    file.save(update_fields=["path", "sha256", "name", "erased_at"])
    transaction.on_commit(lambda: storage.delete(path), robust=True)


# ---------------------------------------------------------------- PAPERS


def hand_in(
    *, participation: Participation, kind: str, data: bytes, name: str, by: Any, source: str = ""
) -> Document:
    """Hand in a paper, or a newer version of it; return it. The same file twice is one version.

    `source` says how an organiser got it. Raises `Refused`, `NotAllowed` (accepted already), `KeyError` (no such kind).
    """
    chosen = kinds.get(kind)
    if words := rules.fault(data, chosen):
        raise Refused(words)
    digest = hashlib.sha256(data).hexdigest()
    standing = Document.objects.filter(participation=participation, kind=kind).first()
    if standing is not None and _is_here(standing, digest):
        return standing
    if not rules.may_replace(standing):
        raise NotAllowed(DocumentState.ACCEPTED, DocumentState.SUBMITTED)
    file = keep_file(participation=participation, data=data, name=name, kind=chosen, by=by)
    try:
        return _add_version(participation, kind, file, by=by, source=source)
    except BaseException:
        # Nothing refers to it: the row and what lies on disk go together.
        StoredFile.objects.filter(pk=file.pk, version__isnull=True).delete()
        storage.delete(file.path)
        raise


def _is_here(document: Document, digest: str) -> bool:
    """Say whether just this file is the newest one, and counts."""
    newest = document.versions.order_by("-number").select_related("file").first()
    return newest is not None and newest.file.sha256 == digest and document.state in HERE


@transaction.atomic
def _add_version(
    participation: Participation, kind: str, file: StoredFile, *, by: Any, source: str
) -> Document:
    Document.objects.get_or_create(participation=participation, kind=kind)
    document = Document.objects.select_for_update().get(participation=participation, kind=kind)
    document.participation = participation
    if _is_here(document, file.sha256):  # the same was sent twice at once, and the other one was faster
        path = file.path
        file.delete()
        transaction.on_commit(lambda: storage.delete(path), robust=True)
        return document
    number = (document.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    if not rules.may_replace(document):
        raise NotAllowed(document.state, DocumentState.SUBMITTED)
    Version.objects.create(document=document, number=number, file=file, source=source)
    move(document=document, to=DocumentState.SUBMITTED, by=by)
    _drop_older(document, keep=KEPT)
    return document


def _drop_older(document: Document, *, keep: int) -> None:
    rows = document.versions.select_related("file").order_by("-number")[keep:]
    for version in rows:
        if version.file.path:
            discard_file(file=version.file)


@transaction.atomic
def move(*, document: Document, to: str, by: Any, reason: str = "", again_by: date | None = None) -> Document:
    """Bring a paper to another state, tell its kind, and return it as saved; `again_by` is the last day for a better version.
    That day stays while newer versions come, so that one can be replaced once more. Raises `NotAllowed`."""
    row = Document.objects.select_for_update().get(pk=document.pk)
    new = DocumentState(to)
    if not rules.may_follow(row.state, new):
        raise NotAllowed(row.state, new)
    row.state, row.reason, row.moved_at, row.moved_by = new.value, reason, clock.now(), by
    if new != DocumentState.SUBMITTED:
        row.again_by = again_by
    row.save(update_fields=["state", "reason", "again_by", "moved_at", "moved_by"])
    for name in ("state", "reason", "again_by", "moved_at"):
        setattr(document, name, getattr(row, name))
    kinds.get(row.kind).after(document, new.value, by)
    return document


@transaction.atomic
def accept(*, document: Document, by: Any) -> Document:
    """Accept a paper; files of its older versions are deleted. Raises `NotAllowed`; `Refused` while the newest is unscanned."""
    Document.objects.select_for_update().get(pk=document.pk)
    newest = document.versions.order_by("-number").select_related("file").first()
    if newest is None or not newest.file.path or newest.file.scan not in READABLE:
        raise Refused(_("There is no file that could be opened yet."))
    move(document=document, to=DocumentState.ACCEPTED, by=by)
    _drop_older(document, keep=1)
    return document


@transaction.atomic
def send_back(*, document: Document, reason: str, by: Any, again_by: date | None = None) -> Document:
    """Ask for a better version, by a day (None: the usual one). Once more, it gives more time.

    Raises `NotAllowed` (twice without more time), `Refused` (no better version can come any more, or not by this day),
    `ValueError` (no reason).
    """
    if not reason.strip():
        raise ValueError(_("Say what is wrong, so that it can be put right."))
    row = Document.objects.select_for_update().get(pk=document.pk)
    day = again_by
    if (again := kinds.get(row.kind).again) is not None:
        day = _day_again(again(document), again_by)
    if row.state == DocumentState.SENT_BACK and (day is None or (row.again_by and day <= row.again_by)):
        raise NotAllowed(row.state, DocumentState.SENT_BACK)
    text = reason.strip()[:1000]
    return move(document=document, to=DocumentState.SENT_BACK, by=by, reason=text, again_by=day)


def _day_again(span: kinds.TimeAgain | None, wanted: date | None) -> date:
    if span is None:
        raise Refused(_("This is settled: no better version can be handed in any more."))
    if wanted is not None and not span.holds(wanted):
        raise Refused(_("Please choose a later day, but one before the school begins."))
    return wanted or span.usual


# ---------------------------------------------------------------- WHAT FELL BETWEEN, AND WHAT MUST GO


def scan_waiting() -> int:
    """Ask the scanner about files that were held back; return how many have a verdict now. Ends at once while it is down."""
    done = 0
    for file in StoredFile.objects.filter(scan=Scan.WAITING).exclude(path="").order_by("pk").iterator():
        try:
            data = storage.read(file.path)
        except storage.Gone:
            log.error("file is gone", file=file.pk)
            continue
        try:
            verdict = _scan(data)
        except Refused:
            _refuse_later(file)
        else:
            if verdict == Scan.WAITING:
                return done
            StoredFile.objects.filter(pk=file.pk, scan=Scan.WAITING).update(
                scan=verdict, scanned_at=clock.now()
            )
        done += 1
    return done


@transaction.atomic
def _refuse_later(file: StoredFile) -> None:
    """Delete a file in which the scanner found something, and ask for a new one if it was the one that counts."""
    file.scan, file.scanned_at = Scan.INFECTED, clock.now()
    file.save(update_fields=["scan", "scanned_at"])
    _take_off(file)  # held or not: nobody may ever open it
    version = Version.objects.select_related("document__participation").filter(file=file).first()
    if version is None:
        return
    document = version.document
    newest = document.versions.order_by("-number").first()
    if newest == version and document.state in HERE:
        words = _("Our virus scanner refused this file. Please make it anew and hand it in again.")
        again = kinds.get(document.kind).again
        span = again(document) if again is not None else None
        day = span.usual if span else None
        move(document=document, to=DocumentState.SENT_BACK, by=None, reason=words, again_by=day)


def sweep() -> int:
    """Delete files without a row, and those whose row nothing needs, once too old to be in the making; return how many."""
    gone = 0
    before = clock.now() - timedelta(days=1)
    rows = StoredFile.objects.filter(uploaded_at__lt=before).exclude(path="")
    for field in _leading_to_files():
        rows = rows.exclude(Exists(field.model._default_manager.filter(**{field.name: OuterRef("pk")})))
    for file in holding.free(rows, of="participation__person").select_related("participation"):
        with transaction.atomic():
            gone += discard_file(file=file)
    for path in storage.older_than(ORPHAN_AFTER):
        if not StoredFile.objects.filter(path=path).exists():
            storage.delete(path)
            gone += 1
    return gone


def _leading_to_files() -> list[Any]:
    """Return the fields of all apps by which something may hold a file, also those that cannot be followed back."""
    relations: list[Any] = StoredFile._meta.get_fields(include_hidden=True)
    return [one.field for one in relations if one.auto_created and not one.concrete]


def forget(person_id: int) -> dict[str, int]:
    """Delete all files of a person from the disk (erasure), and the copies that others have of a letter about several: it names
    the person there, too. Rows stay, empty."""
    return forget_many([person_id])


def forget_many(people: Collection[int], edition_id: int | None = None) -> dict[str, int]:
    """The same for many people (in one edition); the number of queries does not depend on how many files they have. A copy of
    somebody whose facts are held stays."""
    codes = [kind.code for kind in kinds.every() if kind.names_several]
    shared = StoredFile.objects.filter(version__document__kind__in=codes).exclude(sha256="")
    mine = _of(people, edition_id)
    digests = list(shared.filter(mine).values_list("sha256", flat=True))
    others = shared.filter(sha256__in=digests)
    copies = list(holding.free(others, of="participation__person").values_list("pk", flat=True))
    for other in privacy.kept_otherwise(StoredFile._meta.label):
        mine &= ~Q(pk__in=other.rows())
    return _forget(StoredFile.objects.filter(mine | Q(pk__in=copies)))


def forget_files(which: Q, people: Collection[int], edition_id: int | None = None) -> dict[str, int]:
    """Delete some of the files of people (in one edition) from the disk; rows stay, empty."""
    return _forget(StoredFile.objects.filter(_of(people, edition_id), which))


def _of(people: Collection[int], edition_id: int | None) -> Q:
    mine = Q(participation__person__in=people)
    return mine if edition_id is None else mine & Q(participation__edition=edition_id)


def _forget(rows: QuerySet[StoredFile]) -> dict[str, int]:
    rows = rows.exclude(path="")
    found = dict(rows.values_list("pk", "path"))
    StoredFile.objects.filter(pk__in=found).update(path="", sha256="", name=None, erased_at=clock.now())

    def gone() -> None:
        for path in found.values():
            storage.delete(path)

    transaction.on_commit(gone, robust=True)
    return {"files": len(found)}
