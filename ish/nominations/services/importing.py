"""A partner's list: kept sealed between preview and confirmation, read again at confirmation, written in bulk."""

import base64
import hashlib
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ish import clock
from ish.jobs import registry as jobs
from ish.jobs.models import Job
from ish.jobs.services import start
from ish.nominations import queries
from ish.nominations.address_queries import known_elsewhere
from ish.nominations.models import ImportStash
from ish.nominations.reading import Problem, Reading, Row, Unreadable, read
from ish.nominations.rules import COORDINATOR, ORGANISER
from ish.nominations.services import sheets
from ish.nominations.services.bulk import collector_resting
from ish.nominations.services.choices import choices_of
from ish.nominations.services.listed import Difference, differences, propose, write_changed, write_new
from ish.nominations.services.naming import lock_body
from ish.programme.models import Edition, NominatingBody

LIVES = timedelta(days=1)
IN_THE_REQUEST = 300  # rows written while the reader waits; more of them run in the background


@dataclass
class Preview:
    """What confirming a list would do: rows to create, rows known already, alike or with other values, rows with errors."""

    reading: Reading
    fresh: list[Row] = field(default_factory=list)
    already: list[tuple[Row, int]] = field(default_factory=list)
    changed: list[tuple[Row, Difference]] = field(default_factory=list)
    handed_in: list[tuple[Row, Difference]] = field(default_factory=list)
    faulty: list[Row] = field(default_factory=list)

    @cached_property
    def blocking(self) -> list[Problem]:
        """Errors of the file as a whole: nothing can be taken."""
        return [problem for problem in self.reading.problems if problem.severity == "error"]

    @cached_property
    def errors(self) -> list[Problem]:
        """One for each bad cell."""
        return [p for row in self.faulty for p in row.problems if p.severity == "error"]

    @cached_property
    def warnings(self) -> list[Problem]:
        """What should be looked at and stops nothing."""
        of_rows = [p for row in self.reading.rows for p in row.problems if p.severity != "error"]
        return [p for p in self.reading.problems if p.severity != "error"] + of_rows


@dataclass
class Imported:
    """What came of a list."""

    created: int = 0
    already: int = 0
    left_out: int = 0
    changed: int = 0
    proposed: int = 0

    def in_words(self) -> str:
        """Say it in one sentence or two."""
        parts = [
            ngettext("%(n)s student was added.", "%(n)s students were added.", self.created)
            % {"n": self.created}
        ]
        if self.changed:
            text = ngettext("%(n)s student was changed.", "%(n)s students were changed.", self.changed)
            parts = [*(parts if self.created else []), text % {"n": self.changed}]
        if self.proposed:
            text = ngettext(
                "%(n)s student who is handed in was corrected.",
                "%(n)s students who are handed in were corrected.",
                self.proposed,
            )
            parts.append(text % {"n": self.proposed})
        if self.already:
            text = ngettext("%(n)s was on the list already.", "%(n)s were on the list already.", self.already)
            parts.append(text % {"n": self.already})
        if self.left_out:
            text = ngettext("%(n)s row was left out.", "%(n)s rows were left out.", self.left_out)
            parts.append(text % {"n": self.left_out})
        return " ".join(parts)


class Faulty(Exception):
    """Rows with errors would be lost, and nobody said to leave them out; or the file has an error as a whole."""


# ---------------------------------------------------------------- THE STASH


@transaction.atomic
def stash_list(
    *, edition: Edition, body: NominatingBody, owner: Any, file_name: str, data: bytes
) -> ImportStash:
    """Keep an uploaded file, sealed and bound to who sent it and for which body; an earlier one of theirs that waits goes."""
    ImportStash.objects.filter(edition=edition, body=body, owner=owner, confirmed_at=None, result={}).delete()
    return ImportStash.objects.create(
        edition=edition,
        body=body,
        owner=owner,
        file_name=file_name[-200:],
        data=base64.b64encode(data).decode("ascii"),
        digest=hashlib.sha256(data).hexdigest(),
    )


def erase_stashes() -> int:
    """Delete uploaded lists older than a day; return how many."""
    count, _by_model = ImportStash.objects.filter(created_at__lt=timezone.now() - LIVES).delete()
    return count


def forget_stashes(person_id: int) -> dict[str, int]:
    """Delete the uploaded lists in which a person who is erased may stand: those of the bodies that named them."""
    rows = ImportStash.objects.filter(body__nominations__participation__person=person_id)
    count, _by_model = ImportStash.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).delete()
    return {"nominations.ImportStash": count}


# ---------------------------------------------------------------- READING


def preview(stash: ImportStash) -> Preview:
    """Return what confirming would do, from the file as it was uploaded. Writes nothing. Raises `Unreadable`."""
    with collector_resting():
        return _compared(_read(stash), stash)


def read_list(stash: ImportStash) -> Reading:
    """Return what the file says, read as people said it is to be read; nothing is compared. Raises `Unreadable`."""
    with collector_resting():
        return _read(stash)


def _read(stash: ImportStash) -> Reading:
    if not stash.data:
        raise Unreadable("file_empty")
    return read(
        base64.b64decode(stash.data),
        stash.file_name,
        default_region=str(stash.body.country),
        today=clock.today(),
        on=stash.edition.arrival_day,
        choices=choices_of(stash),
    )


def _compared(reading: Reading, stash: ImportStash) -> Preview:
    """Part the rows of a list into new ones, those named already, and those with errors."""
    named = queries.Named(stash.edition, stash.body)
    elsewhere = known_elsewhere(stash.edition, stash.body, {row.values.email for row in reading.rows})
    found = Preview(reading)
    known: list[tuple[Row, int]] = []
    for row in reading.rows:
        values = row.values
        pk = _who(row, named, stash, reading)
        if other := named.taken(values.email, by=pk):
            row.problems.append(_email_taken(row, other, reading))
        elif values.email.lower() in elsewhere:
            row.problems.append(_email_known(row, reading))
        if row.has_errors:
            found.faulty.append(row)
        elif pk is not None:
            known.append((row, pk))
        else:
            found.fresh.append(row)
    differing = differences(known)
    for row, pk in known:
        if difference := differing.pop(pk, None):
            (found.handed_in if difference.handed_in else found.changed).append((row, difference))
        else:
            found.already.append((row, pk))
    return found


def _who(row: Row, named: queries.Named, stash: ImportStash, reading: Reading) -> int | None:
    """Return the nomination that a row is about: by our own key, else by name and birth date or address; None for a new student.
    A key that is not ours becomes a problem of the row."""
    values = row.values
    if values.key:
        pk = sheets.nomination_of(values.key, edition=stash.edition, body=stash.body)
        if pk in named.keys:
            return pk
        row.problems.append(_problem("key_unknown", row, "key", values.key, reading))
        return None
    return named.find(key=queries.key_of_values(values), email=values.email, name=values.full_name)


def _email_taken(row: Row, other: str, reading: Reading) -> Problem:
    """Say that a brother or sister, named before, has the row's address: one of the two would never get in."""
    return _problem("email_taken", row, "email", row.values.email, reading, name=other)


def _email_known(row: Row, reading: Reading) -> Problem:
    """Ask for another address where a student of another partner has it. It stops nothing: who it is, the partner cannot know."""
    return replace(_problem("email_known", row, "email", row.values.email, reading), severity="warning")


def _problem(code: str, row: Row, field: str, text: str, reading: Reading, **params: str) -> Problem:
    at = next((column for column in reading.columns if column.field == field), None)
    where = (at.letter, at.heading) if at else ("", "")
    return Problem(code, params, row.number, *where, field, text[:60], text=text)


# ---------------------------------------------------------------- WRITING


def import_rows(
    *, stash: ImportStash, by: Any, leave_out: bool = False, update: bool = False, on_behalf: str = ""
) -> Imported:
    """Read the list again and write its students as drafts, in bulk; with `update`, change those who are on the list already as
    it says. Returns what was done. Confirmed twice, it is done once.

    Raises `Faulty` while rows have errors and `leave_out` is not said, `Unreadable`.
    """
    with collector_resting():
        # Read before the transaction: a long list takes seconds, and nobody else should wait for that.
        reading = None if stash.confirmed_at else _read(stash)
        with transaction.atomic():
            row = ImportStash.objects.select_for_update().get(pk=stash.pk)
            if row.confirmed_at is not None or reading is None:
                return outcome_of(row)
            if row.choices != stash.choices:  # somebody mended a cell between our reading and now
                raise Faulty
            lock_body(stash.body)
            found = _compared(reading, stash)
            if found.blocking or (found.faulty and not leave_out):
                raise Faulty
            done = _write(found, stash=stash, by=by, update=update, on_behalf=on_behalf)
            row.data, row.confirmed_at = None, clock.now()
            row.result = {**row.result, **done.__dict__}
            row.save(update_fields=["data", "confirmed_at", "result"])
    return done


def _write(found: Preview, *, stash: ImportStash, by: Any, update: bool, on_behalf: str) -> Imported:
    write_new(found.fresh, edition=stash.edition, body=stash.body, by=by, on_behalf=on_behalf)
    changed = [difference for _row, difference in found.changed] if update else []
    if changed:
        write_changed(changed, by=by, on_behalf=on_behalf)
    role = ORGANISER if on_behalf else COORDINATOR
    proposed = propose(found.handed_in, by=by, role=role) if update else 0
    known = len(found.already) + len(found.changed) - len(changed) + len(found.handed_in) - proposed
    left_out = len(found.faulty) + len(found.reading.left_out)
    return Imported(len(found.fresh), known, left_out, len(changed), proposed)


def outcome_of(stash: ImportStash) -> Imported:
    """Return what came of a list that was confirmed before."""
    return Imported(**{k: v for k, v in stash.result.items() if k in Imported.__dataclass_fields__})


# ---------------------------------------------------------------- IN THE BACKGROUND


@transaction.atomic
def start_import(
    *, stash: ImportStash, by: Any, leave_out: bool, update: bool = False, on_behalf: str = ""
) -> Job:
    """Write a long list in the background; confirmed twice, it is the same job."""
    row = ImportStash.objects.select_for_update().get(pk=stash.pk)
    if known := Job.objects.filter(pk=row.result.get("job", 0)).first():
        return known
    args = {"stash": row.pk, "leave_out": leave_out, "update": update, "on_behalf": on_behalf}
    job = start(kind="nominations.import", owner=by, args=args)
    row.result = {"job": job.pk}
    row.save(update_fields=["result"])
    return job


def run_import(job: Job, progress: Any) -> dict[str, Any]:
    """Write the list of a job. May run twice: what is confirmed is not written again. Raises `Refused`."""
    stash = (
        ImportStash.objects.select_related("edition__programme", "body").filter(pk=job.args["stash"]).first()
    )
    if stash is None or stash.owner_id != job.owner_id:
        raise jobs.Refused(_("The list is no longer here. Please upload it again."))
    progress(0, 1)
    try:
        done = import_rows(
            stash=stash,
            by=job.owner,
            leave_out=bool(job.args.get("leave_out")),
            update=bool(job.args.get("update")),
            on_behalf=job.args.get("on_behalf", ""),
        )
    except (Faulty, Unreadable, ValidationError) as error:
        raise jobs.Refused(_("The list cannot be taken as it is. Please upload it again.")) from error
    progress(1, 1)
    url = reverse("nominations:body", args=[stash.body_id])
    return {"text": done.in_words(), "url": url, "url_label": _("See the students")}
