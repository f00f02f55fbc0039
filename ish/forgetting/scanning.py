"""The scan: every erased value of a report is looked for in every table and column, clear and unsealed, and in every file.

It reads the database as it is, not as models see it; sealed values and files are opened, sessions and mails decoded, archives and
PDFs looked into. What it could not read it says. Only places are written down, never values.
"""

import email
import email.policy
import io
import json
import tarfile
import zipfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.utils import timezone
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from ish import clock
from ish.forgetting import evidence
from ish.forgetting.models import Report, Scan, Trace
from ish.forgetting.states import Finding, Working
from ish.forgetting.traces import Hasher, Index, words
from ish.privacy import catalogue
from ish.privacy.catalogue import ModelPolicy
from ish.privacy.emptying import class_of
from ish.privacy.fields import Unopenable, unseal, unseal_bytes
from ish.privacy.models import Erased

log = structlog.get_logger(__name__)
Progress = Callable[[int, int], None]
ROWS = 2000
MOST_SHOWN = 500
LARGEST = 200 * 1024 * 1024
SEALED, TEXTS, PICTURES = "gAAAA", 2, (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")
NO_TEXTS = {"forgetting_trace", "django_migrations", "django_content_type", "auth_permission"}
KEYS = {"secret_key", "field_keys", "beat-schedule"}
NAMING = ("identity", "contact")


@dataclass
class Looked:
    """What a scan has gone through."""

    counts: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Cell:
    """A text and where it stands: a table, a column and a key; or a file, and what inside it."""

    place: str
    part: str
    key: str
    text: str
    in_database: bool = True


def scan(
    *,
    report: Report,
    by: Any = None,
    progress: Progress = lambda done, total: None,
    also: Sequence[Path] = (),
    files: bool = True,
) -> Scan:
    """Look for every erased value of an open report: in the database, the data directory and `also` (folders of logs, perhaps);
    return what was found. Without `files` in the database alone. Raises `ValueError` when the report is closed."""
    row = Scan.objects.create(report=report, by=by, started_at=clock.now())
    try:
        _scan(row, progress, [Path(settings.DATA_DIR), *also] if files else [])
    except Exception as error:
        Scan.objects.filter(pk=row.pk).update(
            state=Working.FAILED, error=type(error).__name__, finished_at=timezone.now()
        )
        raise
    return row


def _scan(row: Scan, progress: Progress, folders: Sequence[Path]) -> None:
    hasher = evidence.hasher_of(row.report)
    traces = Trace.objects.filter(report=row.report)
    index = Index(hasher, traces.values_list("start", "size", "digest").distinct().iterator())
    looked, judge = Looked(), Judge(row.report, hasher)
    for cell in _everything(looked, progress, folders):
        looked.counts["texts"] += 1
        for digest in index.search(cell.text):
            judge.hit(digest, cell)
    judge.decide()
    row.values = len(index.digests)
    row.looked_at = {**looked.counts, "unread": dict(looked.unread), "folders": len(folders)}
    row.faults = sum(one["kind"] == Finding.FAULT for one in judge.found)
    row.found = judge.told()
    row.state, row.finished_at = Working.DONE, clock.now()
    row.save()
    log.info("forgetting_scanned", scan=row.pk, faults=row.faults)


def _everything(looked: Looked, progress: Progress, folders: Sequence[Path]) -> Iterator[Cell]:
    tables = sorted(set(connection.introspection.table_names()) - NO_TEXTS)
    files = [(root, path) for root in folders for path in _files(root)]
    total = len(tables) + len(files)
    for number, table in enumerate(tables):
        progress(number, total)
        yield from _cells(table, looked)
    for number, (root, path) in enumerate(files):
        progress(len(tables) + number, total)
        yield from _file(path, path.relative_to(root).as_posix(), looked)
    progress(total, total)


# ---------------------------------------------------------------- THE DATABASE


def _cells(table: str, looked: Looked) -> Iterator[Cell]:
    quote = connection.ops.quote_name
    looked.counts["tables"] += 1
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT * FROM {quote(table)}")  # noqa: S608 - names of our own tables
        columns = [one[0] for one in cursor.description]
        looked.counts["columns"] += len(columns)
        key = next(
            (n for n, name in enumerate(columns) if name in ("id", "participation_id", "session_key")), 0
        )
        while rows := cursor.fetchmany(ROWS):
            looked.counts["rows"] += len(rows)
            for values in rows:
                for name, value in zip(columns, values, strict=True):
                    text = _as_text(table, name, value, looked)
                    if text:
                        yield Cell(table, name, str(values[key]), text)


def _as_text(table: str, name: str, value: Any, looked: Looked) -> str:
    """Return the text in a column: of sealed ones what is in them, of sessions what they hold."""
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).decode("utf-8", "replace")
    if not isinstance(value, str) or len(value) < TEXTS:
        return ""
    if value.startswith(SEALED):
        try:
            looked.counts["opened"] += 1
            return unseal(value)
        except Unopenable:
            looked.unread[f"{table}.{name}"] += 1
            return ""
    if name == "session_data":
        return json.dumps(SessionStore().decode(value), ensure_ascii=False, default=str)
    return value


# ---------------------------------------------------------------- FILES


def _files(root: Path) -> list[Path]:
    found = [root] if root.is_file() else sorted(root.rglob("*"))
    return [path for path in found if path.is_file() and not path.is_symlink() and path.name not in KEYS]


def _file(path: Path, name: str, looked: Looked) -> Iterator[Cell]:
    try:
        if path.stat().st_size > LARGEST:
            looked.unread["too large"] += 1
            return
        data = path.read_bytes()
    except OSError:
        return  # gone meanwhile
    looked.counts["files"] += 1
    looked.counts["bytes"] += len(data)
    yield Cell(name, "name", "", name, False)
    for part, text in _texts(name, data, looked):
        yield Cell(name, part, "", text, False)


def _texts(name: str, data: bytes, looked: Looked, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Yield (part, text) of everything that can be read in a file."""
    if data.startswith(SEALED.encode()):
        try:
            looked.counts["opened"] += 1
            yield from _texts(name, unseal_bytes(data), looked, depth + 1)
        except Unopenable:
            looked.unread["sealed"] += 1
    elif data.startswith(PICTURES):
        looked.unread["pictures"] += 1
    elif data.startswith(b"%PDF"):
        yield from _pdf(data, looked)
    elif data.startswith((b"PK\x03\x04", b"\x1f\x8b")) and depth < TEXTS:
        yield from _archive(name, data, looked, depth)
    elif name.endswith((".eml", ".mbox")):
        yield from _mail(data)
    else:
        yield "text", data.decode("utf-8", "replace")


def _pdf(data: bytes, looked: Looked) -> Iterator[tuple[str, str]]:
    try:
        for number, page in enumerate(PdfReader(io.BytesIO(data)).pages):
            yield f"page {number + 1}", page.extract_text()
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        looked.unread["damaged PDFs"] += 1


def _archive(name: str, data: bytes, looked: Looked, depth: int) -> Iterator[tuple[str, str]]:
    try:
        for inner, content in _members(data):
            for part, text in _texts(inner, content, looked, depth + 1):
                yield f"{inner} {part}", text
    except (zipfile.BadZipFile, tarfile.TarError, OSError, EOFError, zlib.error, RuntimeError):
        looked.unread["damaged archives"] += 1


def _members(data: bytes) -> Iterator[tuple[str, bytes]]:
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for one in packed.infolist():
                if not one.is_dir() and one.file_size <= LARGEST:
                    yield one.filename, packed.read(one)
        return
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:*") as packed_tar:
        for member in packed_tar:
            file = packed_tar.extractfile(member) if member.isfile() and member.size <= LARGEST else None
            if file is not None:
                yield member.name, file.read()


def _mail(data: bytes) -> Iterator[tuple[str, str]]:
    message = email.message_from_bytes(data, policy=email.policy.default)
    yield "head", "\n".join(f"{name}: {value}" for name, value in message.items())
    for part in message.walk():
        if part.get_content_maintype() == "text":
            yield "body", str(part.get_content())


# ---------------------------------------------------------------- WHAT IT MEANS


class Judge:
    """Gathers where values were found, and says of each place whether it is a fault, kept by another rule, or somebody else's."""

    def __init__(self, report: Report, hasher: Hasher) -> None:
        self.report, self.hasher = report, hasher
        self.hits: dict[str, list[Cell]] = defaultdict(list)
        self.found: list[dict[str, Any]] = []
        self.by_table = {p.model._meta.db_table: p for p in catalogue.every().values()}
        self._living: frozenset[str] | None = None
        self._noted: dict[int, set[str]] = {}

    def hit(self, digest: str, cell: Cell) -> None:
        """Note a place (the first ones; the rest is counted)."""
        self.hits[digest].append(cell)

    def decide(self) -> None:
        """Say of each place what it means."""
        told: dict[tuple[str, str, str], dict[str, Any]] = {}
        for digest, cells in self.hits.items():
            traces = list(Trace.objects.filter(report=self.report, digest=digest)[:50])
            for cell in cells:
                kind = self._kind(digest, traces, cell)
                place = (cell.place, cell.part, cell.key)
                known = told.get(place)
                if known is None or (known["kind"] != Finding.FAULT and kind == Finding.FAULT):
                    fields = sorted({f"{trace.label}.{trace.field}" for trace in traces})[:3]
                    told[place] = {
                        "place": cell.place,
                        "part": cell.part,
                        "key": cell.key,
                        "kind": kind,
                        "of": fields,
                    }
        self.found = sorted(
            told.values(), key=lambda one: (one["kind"] != Finding.FAULT, one["place"], one["key"])
        )

    def told(self) -> list[dict[str, Any]]:
        """Return the places to be kept: faults first, so many at the most."""
        return self.found[:MOST_SHOWN]

    def _kind(self, digest: str, traces: Sequence[Trace], cell: Cell) -> str:
        policy = self.by_table.get(cell.place) if cell.in_database else None
        declared = policy.fields.get(self._column(policy, cell.part)) if policy else None
        if policy is not None and declared is not None:
            owner = self._owner(policy, cell.key)
            if owner is not None and owner in {trace.person_id for trace in traces}:
                code = class_of(policy, declared.name, cell.key)
                return Finding.FAULT if code in self._erased(owner) else Finding.KEPT
            if any((t.label, t.field) == (policy.label, declared.name) for t in traces) and owner is not None:
                return Finding.NAMESAKE  # the same fact about somebody else
            if self.hasher.digest(words(cell.text)) == digest and policy.label != "accounts.user":
                return Finding.NAMESAKE
        if digest in self.living:
            return Finding.NAMESAKE
        return Finding.FAULT

    @staticmethod
    def _column(policy: ModelPolicy, column: str) -> str:
        names = {one.column: one.name for one in policy.model._meta.concrete_fields}
        return names.get(column, column)

    @staticmethod
    def _owner(policy: ModelPolicy, key: str) -> int | None:
        lookup = policy.lookup()
        if lookup is None or not key.isdigit():
            return None
        rows = policy.model._base_manager.filter(pk=int(key)).values_list(lookup, flat=True)
        return rows.first()

    def _erased(self, person_id: int) -> set[str]:
        if person_id not in self._noted:
            rows = Erased.objects.filter(person_id=person_id)
            self._noted[person_id] = set(rows.values_list("code", flat=True))
        return self._noted[person_id]

    @property
    def living(self) -> frozenset[str]:
        """The hashes of names and addresses of everybody we still know: as a whole, and of each word."""
        if self._living is None:
            found: set[str] = set()
            for text in _living_names():
                parts = words(text)
                found.update(self.hasher.digest([word]) for word in parts)
                found.add(self.hasher.digest(parts))
            self._living = frozenset(found)
        return self._living


def _living_names() -> Iterator[str]:
    for policy in catalogue.every().values():
        names = [
            one.name
            for one in policy.fields.values()
            if one.kind in NAMING and policy.label != "outbox.message" and _is_text(policy, one.name)
        ]
        for values in policy.model._base_manager.values_list(*names).iterator() if names else ():
            yield from (str(value) for value in values if value)


def _is_text(policy: ModelPolicy, name: str) -> bool:
    column = policy.model._meta.get_field(name)
    return column.get_internal_type() in ("CharField", "TextField") and not hasattr(column, "of")
