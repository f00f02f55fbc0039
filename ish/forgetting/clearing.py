"""What background work has told its owner may name people: it is emptied once it is a day old."""

from collections.abc import Collection
from datetime import timedelta

from django.utils import timezone

from ish.jobs.models import Job

READ_BY_THEN = timedelta(days=1)


def forget(person_id: int) -> dict[str, int]:
    """Empty what finished jobs have told; whom it names is not to be guessed."""
    return forget_many([person_id])


def forget_many(people: Collection[int], edition_id: int | None = None) -> dict[str, int]:
    """The same for many."""
    old = Job.objects.filter(finished_at__lt=timezone.now() - READ_BY_THEN).exclude(result={}, error="")
    return {"results": old.update(result={}, error="")}
