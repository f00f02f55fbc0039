"""What reviewers write: drafts that save by themselves, handed in, changed until the board is closed; conflicts of interest."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ish import clock
from ish.jobs.services import ring
from ish.nominations.models import Nomination
from ish.selection import rules
from ish.selection.models import BoardSettings, Bundle, Criterion, Opinion, Reviewer
from ish.selection.states import Vote

POINTS = range(1, 6)


class NotAllowed(Exception):
    """This opinion cannot be written now; the message says why."""


class ChangedMeanwhile(Exception):
    """The same reviewer saved in another window. `current` is the row as it is now."""

    def __init__(self, current: Opinion) -> None:
        super().__init__(_("This was changed in another window in the meantime."))
        self.current = current


def opinion_of(reviewer: Reviewer, nomination: Nomination) -> Opinion:
    """Return a reviewer's opinion on a student, a fresh one (unsaved) if there is none."""
    row = Opinion.objects.filter(reviewer=reviewer, nomination=nomination).first()
    return row or Opinion(reviewer=reviewer, nomination=nomination)


@transaction.atomic
def save_opinion(
    *,
    reviewer: Reviewer,
    nomination: Nomination,
    values: Mapping[str, Any],
    version: int,
    by: Any,
    hand_in: bool = False,
) -> Opinion:
    """Keep `vote`, `scores`, `comment` and return the opinion; with `hand_in` it counts from now on. What was handed in stays so.

    Raises `NotAllowed` (closed, in conflict, not theirs to read, nothing said), `ChangedMeanwhile`.
    """
    row = _locked(reviewer, nomination, by)
    if row.conflict:
        raise NotAllowed(_("You said that you have a conflict of interest."))
    if row.pk and row.version != version:
        raise ChangedMeanwhile(row)
    row.vote = values.get("vote") or ""
    row.comment = values.get("comment") or ""
    row.scores = _scores(values.get("scores") or {}, nomination.edition_id)
    if row.vote not in ("", *Vote.values):
        raise NotAllowed(_("Say yes, no or unsure."))
    if (hand_in or row.submitted_at) and not row.vote:
        raise NotAllowed(_("Say yes, no or unsure first."))
    if hand_in and row.submitted_at is None:
        row.submitted_at = clock.now()
    _write(row)
    return row


def _scores(given: Mapping[str, Any], edition_id: int) -> dict[str, int]:
    """Return points by criterion, as far as both exist."""
    known = {str(pk) for pk in Criterion.objects.filter(edition=edition_id).values_list("pk", flat=True)}
    found = {str(key): int(points) for key, points in given.items() if str(points).isdecimal()}
    return {key: points for key, points in found.items() if key in known and points in POINTS}


@transaction.atomic
def declare_conflict(*, reviewer: Reviewer, nomination: Nomination, by: Any) -> Opinion:
    """Keep that a reviewer must not read a student: what they wrote goes, the dossier closes, and so does
    the file of all dossiers. Raises `NotAllowed`."""
    row = _locked(reviewer, nomination, by)
    row.conflict, row.vote, row.scores, row.comment, row.submitted_at = True, "", {}, "", None
    _write(row)
    Bundle.objects.filter(owner=by, edition=reviewer.edition_id, role=rules.REVIEWER).delete()
    return row


@transaction.atomic
def withdraw_conflict(*, reviewer: Reviewer, nomination: Nomination, by: Any) -> Opinion:
    """Take back a conflict that was declared by mistake. Raises `NotAllowed`."""
    row = _locked(reviewer, nomination, by, conflicted=True)
    row.conflict = False
    _write(row)
    return row


def _locked(reviewer: Reviewer, nomination: Nomination, by: Any, *, conflicted: bool = False) -> Opinion:
    """Return the opinion, locked behind its reviewer's row; refuses when the board is closed or the student is not theirs."""
    Reviewer.objects.select_for_update().get(pk=reviewer.pk)
    board = BoardSettings.objects.select_for_update().filter(edition=reviewer.edition_id).first()
    if board is not None and board.closed_at:
        raise NotAllowed(_("The board is closed: opinions can no longer be changed."))
    row = opinion_of(reviewer, nomination)
    if row.conflict and not conflicted:
        raise NotAllowed(_("You said that you have a conflict of interest."))
    if reviewer.user_id != by.pk or nomination.edition_id != reviewer.edition_id:
        raise NotAllowed(_("This student is not on your list."))
    if not row.conflict and not rules.open_to(by).filter(pk=nomination.pk).exists():
        raise NotAllowed(_("This student is not on your list."))
    return row


def _write(row: Opinion) -> None:
    row.version += 1
    row.saved_at = clock.now()
    row.save()
    ring("selection.count", row.nomination.edition_id)
