"""Where files lie: sealed, under names that say nothing, in the folder of uploads. A file is written before its row."""

import os
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import structlog
from django.conf import settings

from ish.privacy.fields import seal_bytes, unseal_bytes

log = structlog.get_logger(__name__)
FOLDER = "documents"
UNFINISHED = ".new"


class Gone(Exception):
    """The file is not where it should be."""


def root() -> Path:
    """Return the folder of all our files."""
    return Path(settings.MEDIA_ROOT) / FOLDER


def write(data: bytes) -> str:
    """Keep `data` sealed and return its path below the folder. A file without a row is an orphan: the sweep finds it."""
    name = uuid.uuid4().hex
    path = f"{name[:2]}/{name}"
    target = root() / path
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write_aside(target, seal_bytes(data), os.O_EXCL).replace(target)
    return path


def _write_aside(target: Path, sealed: bytes, how: int) -> Path:
    aside = target.with_name(f"{target.name}{UNFINISHED}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | how, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    return aside


def read(path: str) -> bytes:
    """Return the open content. Raises `Gone`, and `Unopenable` when no key fits."""
    if not path:
        raise Gone
    try:
        return unseal_bytes((root() / path).read_bytes())
    except FileNotFoundError as error:
        raise Gone from error


def delete(path: str) -> None:
    """Delete a file; it is no fault if it is gone. One that cannot be deleted now is left to the sweep: no row leads to it."""
    if path:
        try:
            (root() / path).unlink(missing_ok=True)
        except OSError as error:
            log.error("file cannot be deleted", path=path, reason=type(error).__name__)


def older_than(seconds: float) -> Iterator[str]:
    """Yield the paths of files (unfinished ones, too) that were last written before."""
    before = time.time() - seconds
    for path in root().rglob("*") if root().exists() else ():
        try:
            if path.is_file() and path.stat().st_mtime < before:
                yield path.relative_to(root()).as_posix()
        except FileNotFoundError:
            continue  # deleted while we looked


class SealedFiles:
    """All our files, for those who change keys (`privacy.rotation.Store`)."""

    def tokens(self) -> Iterator[tuple[str, bytes]]:
        """Yield path and sealed content of every finished file."""
        for path in sorted(older_than(0)):
            if path.endswith(UNFINISHED):
                continue
            try:
                yield path, (root() / path).read_bytes()
            except FileNotFoundError:
                continue  # deleted while we looked

    def swap(self, mark: str, old: bytes, new: bytes) -> bool:
        """Put the file sealed anew in its place, as old as it was; False when it has been deleted meanwhile."""
        target = root() / mark
        try:
            times = target.stat()
            aside = _write_aside(target, new, os.O_TRUNC)
            os.utime(aside, ns=(times.st_atime_ns, times.st_mtime_ns))
            if target.read_bytes() != old:
                raise FileNotFoundError
        except FileNotFoundError:
            target.with_name(f"{target.name}{UNFINISHED}").unlink(missing_ok=True)
            return False
        aside.replace(target)  # one deleted just now comes back without a row, and the sweep takes it
        return True
