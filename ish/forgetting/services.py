"""The writers: rules, holds, the archive, and the run that erases what is due."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ish import clock
from ish.consents import following
from ish.forgetting import counting, evidence, others, paper, queries, scanning
from ish.forgetting.models import ArchiveOffer, LegalHold, Report, Rule, Run
from ish.forgetting.queries import Plan
from ish.forgetting.states import RUNNING_TOO_LONG, Trigger, Working
from ish.jobs.models import Job
from ish.jobs.registry import Refused
from ish.people.models import Person
from ish.privacy import services as privacy
from ish.privacy.emptying import Emptied, Scope, empty_columns
from ish.privacy.models import Erased
from ish.programme.models import Edition

Progress = Callable[[int, int], None]


class Busy(Exception):
    """Another run is at work."""


class NotDecided(Exception):
    """The archive has not answered yet: there is nothing to decide."""


# ---------------------------------------------------------------- RULES, HOLDS, ARCHIVE


def set_rule(
    *,
    code: str,
    edition: Edition | None,
    anchor: str,
    days: int,
    months: int,
    valid_from: date,
    reason: str,
    source: str = "",
    by: Any,
) -> Rule:
    """Let a new rule hold from a day on. Older ones stay to be read."""
    return Rule.objects.create(
        code=code,
        edition=edition,
        anchor=anchor,
        days=days,
        months=months,
        valid_from=valid_from,
        reason=reason,
        source=source,
        set_by=by,
    )


def hold(*, person: Person, reason: str, until: date | None, by: Any) -> LegalHold:
    """Stop erasing anything about a person, until a day or until somebody ends it."""
    return LegalHold.objects.create(person=person, reason=reason, until=until, made_by=by)


def end_hold(*, hold: LegalHold, reason: str, by: Any) -> LegalHold:
    """End a hold, with a reason; ended twice is ended once."""
    rows = LegalHold.objects.filter(pk=hold.pk, ended_at=None)
    rows.update(ended_at=clock.now(), ended_by=by, ended_reason=reason)
    hold.refresh_from_db()
    return hold


def save_offer(*, edition: Edition, values: dict[str, Any]) -> ArchiveOffer:
    """Note what was offered to the archive and what it said."""
    row, _made = ArchiveOffer.objects.update_or_create(
        edition=edition, defaults={**values, "changed_at": clock.now()}
    )
    return row


def decide(*, edition: Edition, day: date, by: Any) -> ArchiveOffer:
    """Decide that what waited for the archive is erased from a day on. Raises `NotDecided` before the archive has answered."""
    row = ArchiveOffer.objects.filter(edition=edition).exclude(answer="").first()
    if row is None:
        raise NotDecided
    row.decided_on, row.decided_by, row.changed_at = day, by, clock.now()
    row.save(update_fields=["decided_on", "decided_by", "changed_at"])
    return row


# ---------------------------------------------------------------- REPORTS


@transaction.atomic
def close(*, report: Report, by: Any) -> Report:
    """Close a report: its key and hashes are destroyed; counts, what stays, what was found remain. Twice is once."""
    row = Report.objects.select_for_update().get(pk=report.pk)
    if row.is_open:
        row.stays = paper.frozen(row, clock.today())
        row.is_open, row.key, row.closed_at, row.closed_by = False, None, clock.now(), by
        row.save(update_fields=["is_open", "key", "closed_at", "closed_by", "stays"])
        row.traces.all().delete()
    return row


def run_in_background(job: Job, progress: Progress) -> dict[str, Any]:
    """Erase what is due today, as an organiser asked for."""
    try:
        row = run(day=clock.today(), trigger=Trigger.PAGE, by=job.owner, progress=progress)
    except Busy as error:
        raise Refused(_("Another run is at work. Try again when it is done.")) from error
    total = sum(sum(codes.values()) for codes in row.emptied.values())
    text = ngettext("%(n)s row was emptied.", "%(n)s rows were emptied.", total) % {"n": total}
    return {"text": text, **_to_report(row.report_id)}


def scan_in_background(job: Job, progress: Progress) -> dict[str, Any]:
    """Look for every erased value of a report."""
    report = Report.objects.filter(pk=job.args["report"], is_open=True).first()
    if report is None:
        raise Refused(_("This report is closed: nothing can be looked for any more."))
    found = scanning.scan(report=report, by=job.owner, progress=progress)
    text = _("Nothing was found that should be gone.")
    if found.faults:
        text = _("Found in %(n)s places where it should not be.") % {"n": found.faults}
    return {"text": text, **_to_report(report.pk)}


def _to_report(pk: int) -> dict[str, str]:
    return {"url": reverse("forgetting:report", args=[pk]), "url_label": _("To the report")}


# ---------------------------------------------------------------- THE RUN


def run(*, day: date, trigger: str, by: Any = None, progress: Progress | None = None) -> Run:
    """Erase everything that is due on a day, in batches of one transaction each; return the run with its counts.

    Killed in between, the next run goes on where it ended; a second run on the same day finds nothing. Raises `Busy`.
    """
    row = _begin(day, trigger, by)
    try:
        with evidence.collecting(row.report) as collector:
            _go_through(row, collector, progress or _unseen)
    except BaseException as error:
        _finish(row, Working.FAILED, error=type(error).__name__)
        raise
    _finish(row, Working.DONE)
    _clean_the_disk()
    return row


def preview(*, day: date) -> Emptied:
    """Return what a run on this day would empty of declared fields, in numbers; nothing is written."""
    plan, emptied = Plan.on(day), Emptied()
    for edition_id, people in _batches():
        now = queries.due_in(edition_id, people, plan)
        emptied.merge(empty_columns(now.due, Scope(edition_id), dry=True))
    emptied.merge(others.empty(plan, dry=True))
    return emptied


def _begin(day: date, trigger: str, by: Any) -> Run:
    with transaction.atomic():
        report = evidence.current()
        type(report).objects.select_for_update().get(pk=report.pk)  # two that begin at once: one waits here
        now, long = timezone.now(), timedelta(seconds=RUNNING_TOO_LONG)
        silent = Q(beat_at__lt=now - long) | Q(
            beat_at__gt=now + long
        )  # a clock set back must not stop all nights
        Run.objects.filter(silent, state=Working.RUNNING).update(
            state=Working.FAILED, error="interrupted", finished_at=timezone.now()
        )
        if Run.objects.filter(state=Working.RUNNING).exists():
            raise Busy
        return Run.objects.create(report=report, day=day, trigger=trigger, by=by, started_at=clock.now())


def _batches() -> Any:
    """Yield (edition, people) for what belongs to editions, then (None, people) for the rest."""
    for edition_id in [*Edition.objects.order_by("pk").values_list("pk", flat=True), None]:
        for people in queries.batches(edition_id):
            yield edition_id, people


def _go_through(row: Run, collector: evidence.Collector, progress: Progress) -> None:
    plan, total = Plan.on(row.day), Emptied()
    held: set[int] = set()
    for edition in Edition.objects.filter(departure_day__lt=row.day, figures__isnull=True):
        counting.take(edition)
    parts = list(_batches())
    for number, (edition_id, people) in enumerate(parts):
        with transaction.atomic():
            now = queries.due_in(edition_id, people, plan)
            emptied = privacy.forget(due=now.due, scope=Scope(edition_id))
            collector.flush()
        total.merge(emptied)
        held |= now.held
        _note_waiting(row, edition_id, now.waiting)
        row.beat_at = timezone.now()
        Run.objects.filter(pk=row.pk).update(beat_at=row.beat_at)
        progress(number + 1, len(parts) + 1)
    for participation_id, consent in following.leftovers():
        with transaction.atomic():
            total.merge(following.empty_leftover(participation_id, consent))
            collector.flush()
    with transaction.atomic():
        total.merge(others.empty(plan))
        collector.flush()
    over = Erased.objects.filter(at__gte=row.started_at).values("person_id").distinct()
    row.emptied, row.stores, row.people, row.held = total.rows, total.stores, over.count(), len(held)


def _note_waiting(row: Run, edition_id: int | None, waiting: Any) -> None:
    for code, people in waiting.items():
        of = row.waiting.setdefault(str(edition_id or ""), {})
        of[code] = of.get(code, 0) + len(people)


def _finish(row: Run, state: str, error: str = "") -> None:
    row.state, row.error, row.finished_at = state, error, clock.now()
    row.save()


def _unseen(done: int, total: int) -> None:
    """Nobody watches."""


def _clean_the_disk() -> None:
    """What was emptied is not to be read from the pages of the database file, either: SQLite overwrites (`secure_delete`) and
    writes its log back here; PostgreSQL sweeps its tables now and not some day."""
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        elif connection.vendor == "postgresql":
            cursor.execute("VACUUM")
