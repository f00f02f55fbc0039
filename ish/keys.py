"""Secrets that a first start makes for itself: one file each in the data directory, readable by its owner alone."""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path


def kept_secret(folder: Path, name: str, make: Callable[[], str]) -> str:
    """Return the secret kept in `folder/name`; the first caller makes it, later and simultaneous ones read it.

    The file appears complete or not at all (written aside, then linked), so that two processes starting
    at the same moment agree on one secret. Raises `OSError` when the folder cannot be written.
    """
    path = folder / name
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        aside = folder / f".{name}.{os.getpid()}.{secrets.token_hex(4)}"
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(make() + "\n")
        try:
            path.hardlink_to(aside)
        except FileExistsError:
            pass  # somebody was faster: theirs counts
        finally:
            aside.unlink()
    return path.read_text().strip()


def new_secret_key() -> str:
    """Return a fresh key for signing."""
    return secrets.token_urlsafe(50)


def new_field_key() -> str:
    """Return a fresh key for encrypted columns and files: 32 random bytes in URL-safe base64."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
