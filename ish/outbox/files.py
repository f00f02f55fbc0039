"""Mails as files, for a place without a mail server: one file a mail, for a day, readable by its owner alone.

They are copies of what the outbox shows (and of sign-in codes, which it does not): nothing is lost when they go. So the sweep
removes old ones, and erasing anybody removes them all, rather than guessing which of them name the person.
"""

import time
import uuid
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

KEPT = timedelta(days=1)
SUFFIX = ".eml"
NAME = "ish.outbox.files.EmailBackend"


class EmailBackend(BaseEmailBackend):
    """Django's interface to the folder `EMAIL_FILE_PATH`."""

    def __init__(self, *args: Any, file_path: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.folder = Path(file_path or _folder())

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each mail to a file of its own; return how many."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for mail in email_messages:
            path = self.folder / f"{datetime.now():%Y%m%d-%H%M%S}-{uuid.uuid4().hex[:12]}{SUFFIX}"
            path.touch(mode=0o600)
            path.write_bytes(mail.message().as_bytes())
        return len(email_messages)


def _folder() -> str:
    return getattr(settings, "EMAIL_FILE_PATH", None) or str(settings.MAIL_DIR)


def expire() -> int:
    """Remove what is older than a day; return how many files went. Nothing happens where mails are no files of ours."""
    return _remove(before=time.time() - KEPT.total_seconds())


def forget(person_id: int) -> dict[str, int]:
    """Remove every file: which of them name an erased person (in a text to somebody else, for example) is not to be guessed."""
    return forget_many([person_id])


def forget_many(people: Collection[int], edition_id: int | None = None) -> dict[str, int]:
    """The same for many."""
    return {"files": _remove(before=None) if people else 0}


def _files() -> Iterator[Path]:
    folder = Path(_folder())
    if settings.EMAIL_BACKEND == NAME and folder.is_dir():
        yield from folder.glob(f"*{SUFFIX}")


def _remove(*, before: float | None) -> int:
    gone = 0
    for path in _files():
        try:
            if before is None or path.stat().st_mtime < before:
                path.unlink()
                gone += 1
        except (
            OSError
        ):  # another process was quicker, or the file cannot be deleted now: the sweep comes again
            continue
    return gone
