"""Backup and restore: every table and every uploaded file in one archive that any database can take in.

Layout of the archive: `manifest.json`, `tables/<app>.<model>.jsonl` (one list of values per line), `files/…`
and, only on demand, `keys/field_keys`. Encrypted columns and files stay sealed in it: who has the archive without
the keys has no passport. Sign-ins are not kept, everybody signs in again after a restore.
"""

import base64
import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.functions import Cast
from django.utils import timezone

from ish.privacy import journal, rotation
from ish.privacy import services as privacy

FORMAT = 1
MANIFEST = "manifest.json"
KEYS = "keys/field_keys"
LEFT_OUT = {"sessions.session", "usersessions.usersession"}
# Filled by `migrate` itself: an otherwise empty database has rows here.
MADE_BY_MIGRATE = {"contenttypes.contenttype", "auth.permission", "logistics.place"}
BATCH = 500


class CannotRestore(Exception):
    """The archive does not fit; the message says why, in words."""


@dataclass
class Manifest:
    """What an archive holds, read before anything is written."""

    format: int = FORMAT
    created: str = ""
    migrations: list[str] = field(default_factory=list)
    tables: dict[str, list[str]] = field(default_factory=dict)  # columns by table
    rows: dict[str, int] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)  # SHA-256 by path
    keys: list[str] = field(default_factory=list)  # fingerprints of the keys there were
    journal: int | None = None  # how many erasures of this database had been written down
    forgot: bool = False  # after a restore: the journal knows less than it did then
    replayed: int = 0  # after a restore: erasures since the archive was made that were done again
    needed: list[str] = field(default_factory=list)  # those of them that something in it is sealed with


def tables() -> list[type[models.Model]]:
    """Return every model with a table of its own, join tables included."""
    every = apps.get_models(include_auto_created=True)
    kept = [m for m in every if m._meta.managed and not m._meta.proxy and m._meta.label_lower not in LEFT_OUT]
    return sorted(kept, key=lambda m: m._meta.label_lower)


def applied_migrations() -> list[str]:
    """Return every migration the database has seen."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


# ---------------------------------------------------------------- out


def write_archive(*, target: Path, with_keys: bool) -> Manifest:
    """Write database and uploads to `target` (readable by its owner alone); raises `FileExistsError`, `OSError`."""
    journal.mark()  # the archive knows of which database it is: only what that one erased since is erased again
    manifest = Manifest(
        created=timezone.now().isoformat(),
        migrations=applied_migrations(),
        keys=rotation.fingerprints(),
        journal=journal.length(),
    )
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file, tarfile.open(fileobj=file, mode="w:gz") as archive:
            with transaction.atomic():
                _freeze_the_view()
                for model in tables():
                    _add_table(archive, model, manifest)
            _add_files(archive, manifest)
            manifest.needed = rotation.check().needed()
            if with_keys:
                _add(archive, KEYS, "\n".join(settings.FIELD_KEYS).encode())
            _add(archive, MANIFEST, json.dumps(manifest.__dict__, indent=1).encode())
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return manifest


def _freeze_the_view() -> None:
    """All tables are read as of one moment. SQLite gives that to every transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _add(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = len(data), 0o600, int(timezone.now().timestamp())
    archive.addfile(entry, io.BytesIO(data))


class _Exactly(DjangoJSONEncoder):
    """Moments with all their digits: Django's own way of writing them leaves out what is below a thousandth of a second."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime | time) else super().default(o)


def _add_table(archive: tarfile.TarFile, model: type[models.Model], manifest: Manifest) -> None:
    label = model._meta.label_lower
    manifest.tables[label] = [str(f.column) for f in model._meta.concrete_fields]
    count = 0
    with tempfile.TemporaryFile(dir=settings.DATA_DIR) as lines:
        for row in _rows(model):
            lines.write(json.dumps(row, cls=_Exactly, ensure_ascii=False).encode() + b"\n")
            count += 1
        entry = tarfile.TarInfo(f"tables/{label}.jsonl")
        entry.size, entry.mode = lines.tell(), 0o600
        lines.seek(0)
        archive.addfile(entry, lines)
    manifest.rows[label] = count


def _rows(model: type[models.Model]) -> Iterator[list[Any]]:
    """Yield the rows by primary key, each value as JSON can hold it; sealed values stay sealed."""
    fields = model._meta.concrete_fields
    # A sealed column is read as the plain text it is for the database, past the field that would open it.
    sealed = {f"sealed_{f.attname}": Cast(f.attname, models.TextField()) for f in fields if _is_sealed(f)}
    names = [f"sealed_{f.attname}" if _is_sealed(f) else f.attname for f in fields]
    rows = model._base_manager.annotate(**sealed).order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=BATCH):
        yield [_out(f, value) for f, value in zip(fields, row, strict=True)]


def _is_sealed(f: models.Field) -> bool:
    return bool(getattr(f, "sealed", False))


def _out(f: models.Field, value: Any) -> Any:
    if value is None or _is_sealed(f) or isinstance(f, models.JSONField):
        return value
    if isinstance(f, models.BinaryField):
        return base64.b64encode(bytes(value)).decode()
    return f.get_prep_value(value)


def _add_files(archive: tarfile.TarFile, manifest: Manifest) -> None:
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(p for p in root.rglob("*") if p.is_file() and not p.is_symlink()):
        name = path.relative_to(root).as_posix()
        data = path.read_bytes()
        manifest.files[name] = hashlib.sha256(data).hexdigest()
        _add(archive, f"files/{name}", data)


# ---------------------------------------------------------------- in


def read_archive(*, source: Path, force: bool, with_keys: bool) -> Manifest:
    """Fill database and uploads from `source`. All or nothing for the database.

    `force` replaces what is there; `with_keys` also takes over the keys in the archive. Raises `CannotRestore`.
    """
    try:
        with tarfile.open(source, "r:gz") as archive:
            manifest = _manifest(archive)
            _check(archive, manifest, force=force, with_keys=with_keys)
            _check_files(archive, manifest)
            with transaction.atomic():
                _empty_tables()
                for model in tables():
                    _fill(archive, model, manifest)
                _reset_sequences()
            _unpack_files(archive, manifest)
            if with_keys:
                _take_keys(archive)
        manifest.replayed = privacy.replay(
            since=datetime.fromisoformat(manifest.created), known=manifest.journal
        )
        manifest.forgot = manifest.journal is not None and journal.length() < manifest.journal
    except (tarfile.TarError, EOFError, OSError) as error:
        raise CannotRestore(f"The archive cannot be read: {error}") from error
    return manifest


def _manifest(archive: tarfile.TarFile) -> Manifest:
    try:
        manifest = Manifest(**json.loads(_member(archive, MANIFEST).read()))
    except (KeyError, TypeError, ValueError) as error:
        raise CannotRestore("This is not an archive made by `backup`.") from error
    if manifest.format != FORMAT:
        raise CannotRestore(f"The archive has format {manifest.format}; this version reads format {FORMAT}.")
    return manifest


def _member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    member = archive.extractfile(name)
    if member is None:
        raise KeyError(name)
    return member


def _check(archive: tarfile.TarFile, manifest: Manifest, *, force: bool, with_keys: bool) -> None:
    """Raise `CannotRestore` for everything that can be known before the first row is touched."""
    differing = set(manifest.migrations) ^ set(applied_migrations())
    if differing:
        raise CannotRestore(
            "The archive was made by another version of the database "
            f"({len(differing)} migrations differ, such as {min(differing)}). "
            "Install the version that made it, restore there, and upgrade."
        )
    if not force and (full := _tables_with_rows()):
        raise CannotRestore(
            f"The database is not empty ({', '.join(full[:3])} …). --force replaces what is there."
        )
    if not set(manifest.needed or manifest.keys[:1]) <= set(rotation.fingerprints()) and not with_keys:
        raise CannotRestore(
            "None of FIELD_KEYS opens this archive, or not all of it. Put the keys it was made with into FIELD_KEYS, "
            "or use --with-keys if the archive holds them."
        )
    if with_keys and KEYS not in archive.getnames():
        raise CannotRestore("The archive holds no keys; it was made without --with-keys.")


def _tables_with_rows() -> list[str]:
    return [
        model._meta.label
        for model in tables()
        if model._meta.label_lower not in MADE_BY_MIGRATE and model._base_manager.exists()
    ]


def _empty_tables() -> None:
    """Foreign keys are checked at the end of the transaction, so the order is free."""
    every = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]
    with connection.cursor() as cursor:
        for model in every:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608 - our own name


def _fill(archive: tarfile.TarFile, model: type[models.Model], manifest: Manifest) -> None:
    label = model._meta.label_lower
    if label not in manifest.tables:
        return
    by_column = {f.column: f for f in model._meta.concrete_fields}
    try:
        fields = [by_column[column] for column in manifest.tables[label]]
    except KeyError as error:
        raise CannotRestore(f"{label} has no column {error}.") from error
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(f.column)) for f in fields)
    marks = ", ".join(["%s"] * len(fields))
    insert = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608 - our own names
    with connection.cursor() as cursor, _member(archive, f"tables/{label}.jsonl") as lines:
        for batch in _batches(lines):
            cursor.executemany(
                insert, [[_in(f, value) for f, value in zip(fields, row, strict=True)] for row in batch]
            )


def _batches(lines: Iterable[bytes]) -> Iterator[list[list[Any]]]:
    batch: list[list[Any]] = []
    for line in lines:
        batch.append(json.loads(line))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _in(f: models.Field, value: Any) -> Any:
    if value is None or _is_sealed(f):
        return value
    if isinstance(f, models.BinaryField):
        return base64.b64decode(value)
    if isinstance(f, models.JSONField):
        return f.get_db_prep_save(value, connection)
    return f.get_db_prep_save(f.to_python(value), connection)


def _reset_sequences() -> None:
    """The next new row takes a number after the restored ones."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
            cursor.execute(statement)


def _check_files(archive: tarfile.TarFile, manifest: Manifest) -> None:
    """Raise `CannotRestore` for a file that is damaged, or that wants to lie outside the uploads."""
    for name, digest in manifest.files.items():
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts:
            raise CannotRestore(f"The archive wants to write outside the data directory: {name}")
        try:
            data = _member(archive, f"files/{name}").read()
        except KeyError as error:
            raise CannotRestore(f"The file {name} is missing from the archive.") from error
        if hashlib.sha256(data).hexdigest() != digest:
            raise CannotRestore(f"The file {name} is damaged.")


def _unpack_files(archive: tarfile.TarFile, manifest: Manifest) -> None:
    root = Path(settings.MEDIA_ROOT)
    for name in manifest.files:
        target = root / PurePosixPath(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = target.with_name(f".{target.name}.new")
        aside.touch(mode=0o600)
        aside.write_bytes(_member(archive, f"files/{name}").read())
        aside.replace(target)


def _take_keys(archive: tarfile.TarFile) -> None:
    """Put the archive's keys in front of those in the data directory; the old ones still open what they sealed."""
    taken = _member(archive, KEYS).read().decode().split()
    path = Path(settings.DATA_DIR) / "field_keys"
    known = path.read_text().split() if path.exists() else []
    path.touch(mode=0o600)
    path.write_text("\n".join([*taken, *(key for key in known if key not in taken)]) + "\n")
