"""Reminders for many, written in the background."""

from typing import Any

from django.utils.translation import ngettext

from accounts.models import User
from ish import clock
from ish.jobs.models import Job
from ish.people import readiness, services
from ish.people.readiness import Filter
from ish.people.states import Actor
from ish.programme.models import Edition


def run(job: Job, progress: Any) -> dict[str, Any]:
    """Write a reminder to everybody whom the job's filter leaves and who has something to do themselves.

    The filter is asked again: who has done it meanwhile is not written to. May run twice: one reminder a day and person.
    """
    edition = Edition.objects.select_related("programme").get(pk=job.args["edition"])
    owner = User.objects.get(pk=job.args["owner"])
    at = clock.today(edition.time_zone)
    chosen = Filter(**{**job.args.get("filter", {}), "actor": Actor.PARTICIPANT})
    _sheet, rows = readiness.found(edition=edition, user=owner, at=at, chosen=chosen)
    found = services.remind(
        participations=rows.select_related("person__user", "edition__programme"),
        by=owner,
        at=at,
        progress=progress,
    )
    text = ngettext("%(n)s reminder was written.", "%(n)s reminders were written.", found["written"])
    return {"text": text % {"n": found["written"]}, **found}
