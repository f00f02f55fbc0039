"""Handing in thousands of drafts: the same step as for one, in the background."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import roles
from ish.jobs import registry as jobs
from ish.jobs.models import Job
from ish.jobs.services import start
from ish.nominations import queries
from ish.nominations.models import Nomination
from ish.nominations.services.bulk import collector_resting, refresh_statistics, wide_statements
from ish.nominations.services.naming import submit
from ish.nominations.states import Sender
from ish.outbox.models import Message

IN_THE_REQUEST = 300  # drafts handed in while the reader waits; more of them run in the background


def handed_in(count: int) -> str:
    """Say in one sentence how many were handed in."""
    text = ngettext("Handed in: %(n)s student.", "Handed in: %(n)s students.", count)
    return text % {"n": count}


def start_submit(*, edition: Any, body: Any, by: Any, on_behalf: str = "") -> Job:
    """Hand in all drafts of a body in the background; the job's page says how many were."""
    args = {"edition": edition.pk, "body": body.pk, "on_behalf": on_behalf}
    return start(kind="nominations.submit", owner=by, args=args)


def run_submit(job: Job, progress: Any) -> dict[str, Any]:
    """Do it, for drafts that the owner may still act for. May run twice: the second time nothing is a draft. Raises `Refused`."""
    args = job.args
    rows = Nomination.objects.select_related(*queries.WITH_PERSON, "participation__person__user")
    mine = roles.visible_to(rows, job.owner).filter(edition=args["edition"], body=args["body"])
    if job.owner is None or not mine.exists():
        raise jobs.Refused(_("You no longer act for this partner."))
    progress(0, 1)
    with collector_resting(), wide_statements():
        drafts = list(mine.filter(sender_state=Sender.DRAFT).order_by(*queries.BY_RANK))
        done = submit(nominations=drafts, by=job.owner, on_behalf=args.get("on_behalf", ""))
    refresh_statistics(Nomination, Message)
    progress(1, 1)
    url = reverse("nominations:body", args=[args["body"]])
    return {"text": handed_in(len(done)), "url": url, "url_label": _("See the students")}
