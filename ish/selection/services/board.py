"""How the board reads: options, rubric, who reads whom, closed or open."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ish import clock
from ish.programme.models import Edition, active_on
from ish.selection import queries, rules, scoring
from ish.selection.models import Assignment, BoardSettings, Bundle, Criterion, Opinion, Reviewer
from ish.selection.services.counting import count
from ish.selection.services.opinions import NotAllowed


def _locked(edition: Edition) -> BoardSettings:
    """Return the edition's rules, written down if they were not, and locked."""
    BoardSettings.objects.get_or_create(edition=edition)
    return BoardSettings.objects.select_for_update().get(edition=edition)


@transaction.atomic
def save_options(
    *, edition: Edition, values: Mapping[str, Any], criteria: Sequence[tuple[int | None, str, int]], by: Any
) -> BoardSettings:
    """Keep how the board reads, and its rubric as (key or None, label, weight): a row without a label goes, as long as nobody has
    given points for it. Files with names go when the board is to read without. Raises `NotAllowed`."""
    row = _locked(edition)
    if row.closed_at:
        raise NotAllowed(_("The board is closed. Open it again first."))
    if values["anonymised"] and not row.anonymised:
        Bundle.objects.filter(edition=edition, role=rules.REVIEWER).delete()
    for name in ("readers_each", "anonymised", "others", "due_on"):
        setattr(row, name, values[name])
    row.save()
    used = _used(edition)
    for pk, label, weight in criteria:
        if pk is None:
            if label:
                Criterion.objects.update_or_create(edition=edition, label=label, defaults={"weight": weight})
        elif label:
            Criterion.objects.filter(edition=edition, pk=pk).update(label=label, weight=weight)
        elif str(pk) in used:
            raise NotAllowed(_("A criterion for which points were given stays."))
        else:
            Criterion.objects.filter(edition=edition, pk=pk).delete()
    return row


def _used(edition: Edition) -> set[str]:
    rows = Opinion.objects.filter(reviewer__edition=edition).values_list("scores", flat=True)
    return {key for scores in rows for key in scores or {}}


@transaction.atomic
def share_out(*, edition: Edition, by: Any) -> int:
    """Give every student to so many reviewers as the edition wants, evenly and around conflicts of interest; opinions that were
    begun stay where they are. Returns how many pairs there are now. Raises `NotAllowed`."""
    board = _locked(edition)
    if board.closed_at:
        raise NotAllowed(_("The board is closed. Open it again first."))
    if not board.readers_each:
        raise NotAllowed(_("Everyone reads everyone: there is nothing to share out."))
    acting = Reviewer.objects.filter(active_on(clock.today()), edition=edition)
    begun = Opinion.objects.filter(reviewer__in=acting).values_list("reviewer", "nomination")
    pairs = scoring.assign(
        list(rules.handed_in(edition).order_by("pk").values_list("pk", flat=True)),
        list(acting.order_by("pk").values_list("pk", flat=True)),
        each=board.readers_each,
        conflicts=queries.conflicts(edition),
        kept=set(begun),
        seed=f"{edition.pk}",
    )
    Assignment.objects.filter(reviewer__edition=edition).delete()
    rows = [Assignment(reviewer_id=reviewer, nomination_id=student) for reviewer, student in sorted(pairs)]
    Assignment.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


@transaction.atomic
def close(*, edition: Edition, by: Any) -> BoardSettings:
    """Close the board: opinions are final, counted once more with a seed drawn now. Raises `NotAllowed` when it is closed."""
    row = _locked(edition)
    if row.closed_at:
        raise NotAllowed(_("The board is closed already."))
    count(edition=edition, by=by, seed=secrets.token_hex(8))
    row.closed_at, row.closed_by = clock.now(), by
    row.save(update_fields=["closed_at", "closed_by"])
    return row


@transaction.atomic
def reopen(*, edition: Edition, by: Any) -> BoardSettings:
    """Let reviewers change their opinions again. Raises `NotAllowed` when the board is open."""
    row = _locked(edition)
    if not row.closed_at:
        raise NotAllowed(_("The board is open."))
    row.closed_at, row.closed_by = None, None
    row.save(update_fields=["closed_at", "closed_by"])
    return row
