"""A partner's list: kept sealed between preview and confirmation, read again at confirmation, written in bulk."""

import base64
import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ish import clock
from ish.jobs import registry as jobs
from ish.jobs.models import Job
from ish.jobs.services import start
from ish.nominations import queries, rules
from ish.nominations.models import ImportStash, Nomination
from ish.nominations.reading import Unreadable
from ish.nominations.rules import COORDINATOR, ORGANISER
from ish.nominations.services.bulk import collector_resting
from ish.nominations.services.comparing import Preview, compared
from ish.nominations.services.listed import write_changed, write_new
from ish.nominations.services.listed_corrections import Corrected, propose
from ish.nominations.services.naming import lock_body
from ish.nominations.services.reading_lists import read_list
from ish.nominations.states import IN_HAND
from ish.privacy import holding
from ish.programme.models import Edition, NominatingBody

LIVES = timedelta(hours=23)  # the sweep comes every hour: within a day all is gone
IN_THE_REQUEST = 300  # rows written while the reader waits; more of them run in the background


@dataclass
class Imported:
    """What came of a list."""

    created: int = 0
    already: int = 0
    left_out: int = 0
    changed: int = 0
    proposed: int = 0
    waiting: int = 0
    refused: int = 0

    def in_words(self) -> str:
        """Say it in one sentence or two."""
        parts = [
            ngettext("%(n)s student was added.", "%(n)s students were added.", self.created)
            % {"n": self.created}
        ]
        if self.changed:
            text = ngettext("%(n)s student was changed.", "%(n)s students were changed.", self.changed)
            parts.append(text % {"n": self.changed})
        if self.proposed:
            text = ngettext(
                "%(n)s student who is handed in was corrected.",
                "%(n)s students who are handed in were corrected.",
                self.proposed,
            )
            parts.append(text % {"n": self.proposed})
        if self.waiting:
            text = ngettext(
                "The corrections of %(n)s student wait until the school has looked at them.",
                "The corrections of %(n)s students wait until the school has looked at them.",
                self.waiting,
            )
            parts.append(text % {"n": self.waiting})
        if self.refused:
            text = ngettext(
                "The corrections of %(n)s student were not applied, or not all of them.",
                "The corrections of %(n)s students were not applied, or not all of them.",
                self.refused,
            )
            parts.append(text % {"n": self.refused})
        if self.already:
            text = ngettext("%(n)s was on the list already.", "%(n)s were on the list already.", self.already)
            parts.append(text % {"n": self.already})
        if (
            not self.created
            and len(parts) > 1
            and (self.changed or self.proposed or self.waiting or self.refused)
        ):
            parts = parts[1:]
        if self.left_out:
            text = ngettext("%(n)s row was left out.", "%(n)s rows were left out.", self.left_out)
            parts.append(text % {"n": self.left_out})
        return " ".join(parts)


class Faulty(Exception):
    """Rows with errors would be lost, and nobody said to leave them out; or the file has an error as a whole."""


class Closed(Exception):
    """Nobody can be named any more, or not yet; the text says so."""


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
    """Delete uploaded lists in time to be gone within a day; return how many. One in which somebody held may stand stays."""
    rows = _without_held(ImportStash.objects.filter(created_at__lt=timezone.now() - LIVES))
    return rows.delete()[0]


def forget_stashes(person_id: int) -> dict[str, int]:
    """Delete the uploaded lists in which a person who is erased may stand: those of the bodies that named them."""
    return forget_stashes_of([person_id])


def forget_stashes_of(people: Collection[int], edition_id: int | None = None) -> dict[str, int]:
    """Delete the uploaded lists in which one of these people may stand, unless somebody held may stand there, too."""
    rows = ImportStash.objects.filter(body__nominations__participation__person__in=people)
    rows = ImportStash.objects.filter(pk__in=list(rows.values_list("pk", flat=True)))
    return {"nominations.ImportStash": _without_held(rows).delete()[0]}


def _without_held(rows: QuerySet[ImportStash]) -> QuerySet[ImportStash]:
    """Leave out the lists of partners that named somebody, in the same edition, of whom nothing may be deleted now."""
    named = Nomination.objects.filter(body=OuterRef("body"), edition=OuterRef("edition"))
    free = holding.free(named, of="participation__person")
    return rows.exclude(Exists(named.exclude(pk__in=free.order_by().values("pk"))))


# ---------------------------------------------------------------- WRITING

Progress = Callable[[int, int], None]


def _unseen(done: int, total: int) -> None:
    """Nobody watches."""


def import_rows(
    *,
    stash: ImportStash,
    by: Any,
    leave_out: bool = False,
    update: bool = False,
    on_behalf: str = "",
    day: date | None = None,
    progress: Progress = _unseen,
) -> Imported:
    """Write the students of a list as drafts, in bulk; with `update`, change those who are on the list already as it says.
    Returns what was done. Confirmed twice, it is done once. The list is compared anew, whatever the preview said.

    Who is handed in is corrected before, part by part; all else is one transaction. `day`: when it was confirmed, if that is not
    today. Raises `Faulty` while rows have errors and `leave_out` is not said, `Unreadable`, `Closed`.
    """
    role = ORGANISER if on_behalf else COORDINATOR
    _refuse_closed(stash, role, day or clock.today(stash.edition.time_zone))
    with collector_resting():
        # Read before the transaction: a long list takes seconds, and nobody else should wait for that.
        reading = None if stash.confirmed_at else read_list(stash)
        corrected = Corrected()
        if update and reading is not None and _has_handed_in(stash):
            found = _sound(compared(reading, stash, role), leave_out)
            guard = partial(_may_be_taken, stash)
            corrected = propose(found.handed_in, by=by, role=role, guard=guard, progress=progress)
        with transaction.atomic():
            row = ImportStash.objects.select_for_update().defer("data", "reading").get(pk=stash.pk)
            if row.confirmed_at is not None or reading is None:
                return outcome_of(row)
            if row.choices != stash.choices:  # somebody mended a cell between our reading and now
                raise Faulty
            lock_body(stash.body)
            found = _sound(compared(reading, stash, role), leave_out)
            done = _write(
                found, corrected, stash, by=by, update=update, on_behalf=on_behalf, progress=progress
            )
            row.data = row.reading = None
            row.confirmed_at, row.refused = clock.now(), corrected.refused or None
            row.result = {**row.result, **done.__dict__}
            row.save(update_fields=["data", "reading", "confirmed_at", "refused", "result"])
    return done


def _refuse_closed(stash: ImportStash, role: str, day: date) -> None:
    """The list may have been looked at while students could be named: the day of the confirmation counts. Raises `Closed`."""
    if not stash.confirmed_at and not rules.may_name(stash.edition, role, at=day):
        raise Closed(_("Students cannot be named at the moment. Please write to us if one is missing."))


def _has_handed_in(stash: ImportStash) -> bool:
    rows = Nomination.objects.filter(edition=stash.edition_id, body=stash.body_id, sender_state__in=IN_HAND)
    return rows.exists()


def _sound(found: Preview, leave_out: bool) -> Preview:
    if found.blocking or (found.faulty and not leave_out):
        raise Faulty
    return found


def _may_be_taken(stash: ImportStash) -> None:
    """Hold the list for a moment. Raises `Faulty` when somebody has taken it or mended a cell since it was read."""
    row = ImportStash.objects.select_for_update().defer("data", "reading").get(pk=stash.pk)
    if row.confirmed_at is not None or row.choices != stash.choices:
        raise Faulty


def _write(
    found: Preview,
    corrected: Corrected,
    stash: ImportStash,
    *,
    by: Any,
    update: bool,
    on_behalf: str,
    progress: Progress,
) -> Imported:
    changed = [difference for _row, difference in found.changed] if update else []
    first, total = len(found.fresh), len(found.fresh) + len(changed)
    write_new(
        found.fresh,
        edition=stash.edition,
        body=stash.body,
        by=by,
        on_behalf=on_behalf,
        progress=lambda done: progress(done, total),
    )
    write_changed(changed, by=by, on_behalf=on_behalf, progress=lambda done: progress(first + done, total))
    known = len(found.already) + len(found.changed) + len(found.handed_in)
    left_out = len(found.faulty) + len(found.reading.left_out)
    return Imported(
        created=first,
        already=known - len(changed) - len(corrected.touched),
        left_out=left_out,
        changed=len(changed),
        proposed=corrected.done,
        waiting=corrected.waiting,
        refused=len(corrected.refused),
    )


def outcome_of(stash: ImportStash) -> Imported:
    """Return what came of a list that was confirmed before."""
    return Imported(**{k: v for k, v in stash.result.items() if k in Imported.__dataclass_fields__})


# ---------------------------------------------------------------- IN THE BACKGROUND


@transaction.atomic
def start_import(
    *, stash: ImportStash, by: Any, leave_out: bool, update: bool = False, on_behalf: str = ""
) -> Job:
    """Write a long list in the background; confirmed twice, it is the same job. Raises `Closed`: later, the list is written even
    when students can be named no more, because it was confirmed in time."""
    row = ImportStash.objects.select_for_update(of=("self",)).select_related("edition").get(pk=stash.pk)
    if known := Job.objects.filter(pk=row.result.get("job", 0)).first():
        return known
    today = clock.today(row.edition.time_zone)
    _refuse_closed(row, ORGANISER if on_behalf else COORDINATOR, today)
    args: dict[str, Any] = {"stash": row.pk, "leave_out": leave_out, "update": update, "on_behalf": on_behalf}
    args["day"] = today.isoformat()
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
            progress=progress.aside,
            stash=stash,
            by=job.owner,
            leave_out=bool(job.args.get("leave_out")),
            update=bool(job.args.get("update")),
            on_behalf=job.args.get("on_behalf", ""),
            day=date.fromisoformat(job.args["day"]) if "day" in job.args else None,
        )
    except Closed as closed:
        raise jobs.Refused(str(closed)) from closed
    except (Faulty, Unreadable, ValidationError) as error:
        raise jobs.Refused(_("The list cannot be applied as it is. Please upload it again.")) from error
    if done.refused:
        url, label = (
            reverse("nominations:preview", args=[stash.pk]),
            _("See whose corrections were not applied"),
        )
    else:
        url, label = reverse("nominations:body", args=[stash.body_id]), _("See the students")
    return {"text": done.in_words(), "url": url, "url_label": label}


def refused_of(stash: ImportStash) -> list[tuple[Nomination, str]]:
    """Return whose corrections were not taken when a list was, each with the reason (one query)."""
    why = dict(stash.refused or [])
    rows = (
        Nomination.objects.filter(pk__in=why)
        .select_related("participation__person")
        .order_by(*queries.BY_RANK)
    )
    return [(row, why[row.pk]) for row in rows]
