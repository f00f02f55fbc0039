"""How an interview went, for how long that is kept, and forgetting it."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ish import clock
from ish.interviews import rules
from ish.interviews.models import KEEP_DAYS, Interview, InterviewSettings
from ish.interviews.services.booking import NotAllowed, end, lock
from ish.interviews.states import OPEN, Outcome
from ish.privacy import holding
from ish.programme.models import Edition

BARRED = gettext_lazy(
    "You have a conflict of interest with this student. Somebody else writes down how it went."
)


class ChangedMeanwhile(Exception):
    """Somebody else wrote between reading and saving. `current` is the row as it is now."""

    def __init__(self, current: Interview) -> None:
        super().__init__(_("Somebody else has changed this in the meantime."))
        self.current = current


@transaction.atomic
def record(*, interview: Interview, outcome: str, notes: str, version: int, by: Any) -> Interview:
    """Write down how an interview went; the same words again count as saved. Raises `NotAllowed`, `ChangedMeanwhile`."""
    row = lock(interview)
    if rules.is_barred(row, by):
        raise NotAllowed(BARRED)
    if not rules.may_record(row, by, clock.now()):
        raise NotAllowed(
            _("This can be written down once the interview has begun, and until notes are erased.")
        )
    chosen = Outcome(outcome).value if outcome else ""
    if (row.outcome, row.notes or "") == (chosen, notes):
        return row
    if row.version != version:
        raise ChangedMeanwhile(row)
    row.outcome, row.notes, row.version = chosen, notes or None, row.version + 1
    row.outcome_by, row.outcome_at = by, clock.now()
    row.save(update_fields=["outcome", "notes", "version", "outcome_by", "outcome_at"])
    return row


@transaction.atomic
def save_options(*, edition: Edition, keep_notes_days: int, by: Any) -> InterviewSettings:
    """Keep how long notes are kept."""
    row, _made = InterviewSettings.objects.get_or_create(edition=edition)
    row.keep_notes_days = keep_notes_days
    row.full_clean(exclude=["edition"])
    row.save(update_fields=["keep_notes_days"])
    return row


def erase_notes() -> int:
    """Erase notes, and what students wrote, when the days for which the edition keeps them are over, counted from the moment the
    student was told or left, at the latest from the last day of the edition; return how many."""
    now, count = clock.now(), 0
    kept = dict(InterviewSettings.objects.values_list("edition", "keep_notes_days"))
    rows = Interview.objects.filter(notes_erased_at=None)
    editions = (
        rows.order_by().values_list("nomination__edition", "nomination__edition__departure_day").distinct()
    )
    for edition, ends_on in list(editions):
        days = timedelta(days=min(kept.get(edition, KEEP_DAYS), KEEP_DAYS))
        over = Q(over_at__lte=now - days)
        if ends_on is not None and ends_on + days < clock.today():
            over = Q()  # nobody ever decided on them
        due = Interview.objects.filter(over, nomination__edition=edition, notes_erased_at=None)
        due = holding.free(due, of="nomination__participation__person")
        count += due.update(notes=None, said=None, notes_erased_at=now)
    return count


def forget(person_id: int) -> dict[str, int]:
    """Free the time of somebody who was erased, and tell the panel; what was written is emptied by its declaration."""
    return forget_many([person_id])


def forget_many(people: Collection[int], edition_id: int | None = None) -> dict[str, int]:
    """The same for many people (in one edition); and their notes are marked as erased."""
    rows = Interview.objects.filter(nomination__participation__person__in=people)
    rows = rows if edition_id is None else rows.filter(nomination__edition=edition_id)
    rows.filter(notes_erased_at=None).update(notes_erased_at=clock.now())
    settled = rows.filter(over_at=None).exclude(state__in=OPEN).update(over_at=clock.now())
    ahead = Q(state__in=OPEN, slot__starts_at__gt=clock.now())
    found = list(rows.filter(Q(over_at=None) | ahead))
    for row in found:
        end(interview=row)
    return {"interviews": settled + len(found)}
