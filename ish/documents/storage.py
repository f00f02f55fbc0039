"""Where files lie: sealed, under names that say nothing, in the folder of uploads. A file is written before its row."""

import os
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from ish.privacy.fields import seal_bytes, unseal_bytes

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
    aside = target.with_name(f"{target.name}{UNFINISHED}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(seal_bytes(data))
        file.flush()
        os.fsync(file.fileno())
    aside.replace(target)
    return path


def read(path: str) -> bytes:
    """Return the open content. Raises `Gone`, and `Unopenable` when no key fits."""
    if not path:
        raise Gone
    try:
        return unseal_bytes((root() / path).read_bytes())
    except FileNotFoundError as error:
        raise Gone from error


def delete(path: str) -> None:
    """Delete a file; it is no fault if it is gone."""
    if path:
        (root() / path).unlink(missing_ok=True)


def older_than(seconds: float) -> Iterator[str]:
    """Yield the paths of files (unfinished ones, too) that were last written before."""
    before = time.time() - seconds
    for path in root().rglob("*") if root().exists() else ():
        try:
            if path.is_file() and path.stat().st_mtime < before:
                yield path.relative_to(root()).as_posix()
        except FileNotFoundError:
            continue  # deleted while we looked
