"""The report as a paper, and what stays and why."""

from datetime import date, datetime
from typing import Any

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from ish.forgetting import schedule, showing
from ish.forgetting.models import ArchiveOffer, LegalHold, Report
from ish.forgetting.queries import CODES
from ish.forgetting.rules import RuleBook, active_holds
from ish.forgetting.schedule import Stay
from ish.papers import setting
from ish.privacy.retention import NAMES, in_words
from ish.programme.models import Edition


def what_stays(report: Report, today: date) -> list[dict[str, Any]]:
    """Return what stays and why: by edition and class with the day, holds, editions that wait for the archive. Of a closed report
    as it was then."""
    if not report.is_open:
        return [
            {**one, "day": date.fromisoformat(one["day"]) if one["day"] else None} for one in report.stays
        ]
    book, rows = RuleBook(today), []
    released = set(ArchiveOffer.objects.filter(decided_on__lte=today).values_list("edition", flat=True))
    for edition in Edition.objects.filter(departure_day__lt=today).select_related("programme"):
        stay = Stay(edition.departure_day, book.terms(edition.pk))
        for code in CODES:
            day = schedule.due_of(code, stay)
            waits = code not in schedule.SENSITIVE and edition.pk not in released
            if day is None or day > today or waits:
                why = in_words(book.of(edition.pk)[code])
                if waits and day is not None and day <= today:
                    why = _("waits for the decision on the archive")
                rows.append({"edition": str(edition), "what": str(NAMES[code]), "day": day, "why": why})
    if count := active_holds(today).values("person").distinct().count():
        rows.append({"edition": "", "what": _("Everything about %(who)s") % {"who": showing.people_words(count)},
                     "day": None, "why": str(LegalHold._meta.verbose_name)})  # fmt: skip
    return rows


def frozen(report: Report, today: date) -> list[dict[str, Any]]:
    """Return the same as it can be kept when the report is closed."""
    return [{**one, "day": one["day"].isoformat() if one["day"] else ""} for one in what_stays(report, today)]


def report(report: Report, *, language: str, day: date) -> bytes:
    """Return the report as a tagged PDF."""
    with translation.override(language):
        return setting.typeset(
            "erased",
            _data(report, day),
            language=language,
            title=_("What was erased, and what stays"),
            names=setting.Names.NONE,
            version=str(report.pk),
            day=day,
        )


def _data(report: Report, day: date) -> dict[str, Any]:
    runs, scan = list(report.runs.all()), report.scans.first()
    return {
        "heading": _("What was erased, and what stays"),
        "head": [
            [_("Report"), str(report.pk)],
            [_("From"), _at(report.opened_at)],
            [_("Closed"), _at(report.closed_at) if report.closed_at else _("not yet")],
        ],
        "erased_heading": _("Erased"),
        "erased_heads": [_("What"), _("Class"), _("Rows")],
        "erased": [[one["what"], str(one["class"]), str(one["count"])] for one in showing.emptied(showing.totals(runs))],
        "runs_heading": _("When"),
        "runs_heads": [_("Day"), _("Why then"), _("People"), _("How it ended")],
        "runs": [_run_line(run) for run in runs if run.emptied or run.error],
        "scan_heading": _("The search for what should be gone"),
        "scan": _scan_lines(scan),
        "found_heads": [_("Place"), _("Column"), _("Key"), _("What it means")],
        "found": [[one["place"], one["part"], one["key"], str(one["label"])] for one in showing.found(scan)] if scan else [],
        "unsearchable_heading": _("What could not be looked for"),
        "unsearchable_heads": [_("Field"), _("Why"), _("Values")],
        "unsearchable": [[one["field"], str(one["why"]), str(one["count"])] for one in showing.unsearchable(report)],
        "stays_heading": _("What stays, and why"),
        "stays_heads": [_("Edition"), _("What"), _("Until"), _("Why")],
        "stays": [
            [one["edition"], one["what"], formats.date_format(one["day"]) if one["day"] else "–", one["why"]]
            for one in what_stays(report, day)
        ],
        "beyond": _("Backups made before keep what was erased since until they are thrown away; restoring one erases it again."),
    }  # fmt: skip


def _at(moment: datetime) -> str:
    return formats.date_format(timezone.localtime(moment), "DATETIME_FORMAT")


def _run_line(run: Any) -> list[str]:
    begun = _at(run.started_at)
    return [begun, run.get_trigger_display(), str(run.people), run.get_state_display()]


def _scan_lines(scan: Any) -> list[str]:
    if scan is None:
        return [_("Nobody has looked yet.")]
    lines = [_at(scan.started_at), showing.looked_at(scan)]
    if unread := showing.unread(scan):
        lines.append(_("Could not be read: %(what)s") % {"what": unread})
    lines.append(
        _("Nothing was found that should be gone.")
        if not scan.faults
        else _("Found in %(n)s places where it should not be.") % {"n": scan.faults}
    )
    return lines
