"""Where copies lie for a few days: sealed, below the data directory, outside what is backed up."""

import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from ish.rights import sealing
from ish.rights.sealing import Broken, Sealer

FOLDER = "copies"


class Gone(Exception):
    """The file is not there, or not whole."""


def root() -> Path:
    """Return the folder of all copies."""
    return Path(settings.DATA_DIR) / FOLDER


@contextmanager
def new(copy: int) -> Iterator[tuple[str, Sealer]]:
    """Give a new sealed file of a copy and its name; it is removed when what is done with it fails."""
    root().mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{copy}-{uuid.uuid4().hex}"
    descriptor = os.open(root() / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            sealer = Sealer(file, copy=copy)
            yield name, sealer
            sealer.close()
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        delete(name)
        raise


def parts(name: str, *, copy: int) -> "Parts":
    """Return the open content part by part; what is gone or broken from the start is told before the first part.

    Raises `Gone`.
    """
    if not name:
        raise Gone
    try:
        file: BinaryIO = (root() / name).open("rb")
    except OSError as error:
        raise Gone from error
    found = sealing.parts(file, copy=copy)
    try:
        first = next(found, b"")
    except Broken as error:
        file.close()
        raise Gone from error
    return Parts(file, first, found)


class Parts:
    """The parts of a copy, first to last; `close()` lets go of the file, also when nobody has read a part."""

    def __init__(self, file: BinaryIO, first: bytes, rest: Iterator[bytes]) -> None:
        self._file, self._first, self._rest = file, first, rest

    def __iter__(self) -> Iterator[bytes]:
        with self._file:
            yield self._first
            yield from self._rest

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def delete(name: str) -> None:
    """Delete a file; it is no fault if it is gone."""
    if name:
        with suppress(OSError):
            (root() / name).unlink(missing_ok=True)


def of(copy: int) -> list[str]:
    """Return the names of all files of a copy: more than one when somebody was stopped while making it."""
    return [path.name for path in root().glob(f"{copy}-*")] if root().exists() else []


def older_than(seconds: float) -> Iterator[str]:
    """Yield the names of files that were last written before."""
    before = time.time() - seconds
    for path in root().iterdir() if root().exists() else ():
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < before:
                yield path.name


class SealedCopies:
    """All copies, part by part, for those who change keys (`privacy.rotation.Store`)."""

    def tokens(self) -> Iterator[tuple[tuple[str, int], bytes]]:
        """Yield the file and the place in it of each sealed part; one that breaks off is left alone."""
        for name in sorted(older_than(0)):
            with suppress(FileNotFoundError), (root() / name).open("rb") as file:
                yield from (((name, at), token) for at, token in sealing.sealed_parts(file))

    def swap(self, mark: tuple[str, int], old: bytes, new: bytes) -> bool:
        """Put a part sealed anew in its place: the same text makes a part of the same length. False when it is gone meanwhile.

        Who fetches the copy at this very moment may have it break off, and fetches it again.
        """
        name, at = mark
        try:
            descriptor = os.open(root() / name, os.O_RDWR)
        except FileNotFoundError:
            return False
        try:
            if len(new) != len(old) or os.pread(descriptor, len(old), at) != old:
                return False
            os.utime(descriptor, ns=_rewrite(descriptor, at, new))
        finally:
            os.close(descriptor)
        return True


def _rewrite(descriptor: int, at: int, new: bytes) -> tuple[int, int]:
    """Write over what stands there; return the times of before, by which the sweep counts."""
    times = os.fstat(descriptor)
    os.pwrite(descriptor, new, at)
    os.fsync(descriptor)
    return times.st_atime_ns, times.st_mtime_ns
