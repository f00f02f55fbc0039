"""How far work is that writes all it does in one transaction: a small file, since nobody else sees its rows before the end."""

from contextlib import suppress
from pathlib import Path

from django.conf import settings

from ish.jobs.models import Job


def note(job: Job, done: int, total: int) -> None:
    """Note how far a job is. A disk that takes no file stops no work."""
    path = _path(job)
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.write_text(f"{done} {total}", encoding="ascii")
        fresh.replace(path)


def noted(job: Job) -> tuple[int, int]:
    """Return how far a job is: as noted here by the attempt that runs, else as its row says."""
    try:
        done, total = _path(job).read_text(encoding="ascii").split()
        return int(done), int(total)
    except (OSError, ValueError):
        return job.done, job.total


def forget(job: Job) -> None:
    """Take the note away."""
    with suppress(OSError):
        _path(job).unlink(missing_ok=True)


def _path(job: Job) -> Path:
    return Path(settings.DATA_DIR) / "progress" / f"{job.pk}-{job.attempts}"
