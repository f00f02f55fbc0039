"""What is done for many people at once in the background: reminders to whoever's turn it is, and recording for others."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from ish import clock
from ish.jobs.models import Job
from ish.people import nudging, nudging_mails, readiness, requirements, services
from ish.people.models import Participation
from ish.people.readiness import Filter
from ish.people.states import Actor
from ish.privacy import restricting
from ish.programme.models import Edition

BATCH = 500
Written = list[Callable[[list[int]], set[int]]]
_elsewhere: Written = []


def count_as_reminder(fn: Callable[[list[int]], set[int]]) -> None:
    """Tell who of these participations was reminded today by somebody else: they are not written to again."""
    _elsewhere.append(fn)


class _Job:
    """What a job says: the edition, whose it is, the filter, and whom of those that fit it (None: all)."""

    def __init__(self, job: Job) -> None:
        self.args = job.args
        self.edition = Edition.objects.select_related("programme").get(pk=job.args["edition"])
        self.owner = User.objects.get(pk=job.args["owner"])
        self.at = clock.today(self.edition.time_zone)
        self.restricted: set[int] = set()

    def rows(self, **fixed: Any) -> QuerySet[Participation]:
        """Return the participations that the filter leaves now; `fixed` parts of it are set."""
        chosen = Filter(**{**self.args.get("filter", {}), **fixed})
        return readiness.found(
            edition=self.edition, user=self.owner, at=self.at, chosen=chosen, only=self.args.get("only")
        )[1]


def run(job: Job, progress: Any) -> dict[str, Any]:
    """Write to everybody whose turn it is, of those whom the job names (`whom`; students when it names nobody).

    The filter is asked again: for whom it has been done meanwhile, nobody is written to. May run twice: one letter a day.
    """
    work = _Job(job)
    whom = job.args.get("whom") or [Actor.PARTICIPANT.value]
    written = left_out = 0
    if Actor.PARTICIPANT in whom:
        found = _students(work, progress)
        written, left_out = found["written"], found["left_out"]
    for source in nudging.every():
        if source.actor in whom:
            written += _others(work, source)
    text = ngettext("%(n)s reminder was written.", "%(n)s reminders were written.", written)
    said = " ".join(
        part for part in (text % {"n": written}, restricting.in_words(len(work.restricted))) if part
    )
    return {"text": said, "written": written, "left_out": left_out}


def _open(actor: str, work: _Job) -> QuerySet[Participation]:
    only = work.args.get("filter", {}).get("only", "")
    rows = work.rows(actor=actor, only="" if only in ("ready", "waived") else only)
    work.restricted.update(rows.filter(restricting.unused("person")).values_list("person_id", flat=True))
    return restricting.without(rows)


def _students(work: _Job, progress: Any) -> dict[str, int]:
    rows = _open(Actor.PARTICIPANT, work).select_related("person__user", "edition__programme")
    once: dict[int, Participation] = {}
    for row in rows:
        once.setdefault(row.person_id, row)  # who comes in two capacities reads one letter about both
    keys = [row.pk for row in once.values()]
    parts = [keys[start : start + 2000] for start in range(0, len(keys), 2000)]
    told = {key for fn in _elsewhere for part in parts for key in fn(part)}
    return services.remind(
        participations=[row for row in once.values() if row.pk not in told],
        by=work.owner,
        at=work.at,
        progress=progress,
    )


def _others(work: _Job, source: nudging.Source) -> int:
    rows = _open(source.actor, work)
    if source.actor == Actor.GUARDIAN:
        rows = rows.exclude(pk__in=nudging_mails.asked_today(rows))
    people = source.people(rows, work.at)
    written = 0
    for start in range(0, len(people), BATCH):
        part = people[start : start + BATCH]
        with transaction.atomic():
            written += nudging_mails.write(source=source, edition=work.edition, people=part, by=work.owner)
    return written


def record(job: Job, progress: Any) -> dict[str, Any]:
    """Record for others what the job names, with how it reached us; who has done it meanwhile is left out. May run twice."""
    work = _Job(job)
    requirement = requirements.get(job.args["requirement"])
    if requirement.record is None:
        return {"text": _("This cannot be recorded for others here."), "recorded": 0}
    rows = list(
        work.rows(requirement=requirement.code, only="open").select_related("person", "edition__programme")
    )
    done = refused = 0
    for number, row in enumerate(rows, 1):
        try:
            done += requirement.record(row, work.owner, job.args["method"], job.args["source"])
        except services.NotAllowed:
            refused += 1
        progress(number, len(rows))
    words = ngettext("Recorded for %(n)s person.", "Recorded for %(n)s people.", done) % {"n": done}
    return {"text": words, "recorded": done, "left_out": len(rows) - done, "refused": refused}
