"""Taking a release back while nobody knows of it: decisions are intended again, as they were; letters are put aside."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ish import clock
from ish.nominations import queries, rules
from ish.nominations.models import Nomination, Release
from ish.nominations.services.deciding import FOLLOWS
from ish.nominations.services.ladder import locked_many, write_many
from ish.nominations.services.naming import lock_body
from ish.nominations.states import DECISIONS, Receiver
from ish.outbox import services as outbox
from ish.outbox.models import Message
from ish.outbox.states import State as Sending
from ish.people import services as people
from ish.people.models import Participation, PlaceAnswer
from ish.people.states import State

NAMED = 5
GONE_OUT = (Sending.SENDING, Sending.SENT)


class TooLate(Exception):
    """Somebody knows already, has answered, or was decided on once more. The text says which."""


@transaction.atomic
def undo_release(*, release: Release, by: Any) -> int:
    """Bring everybody of a release back to where they were, with the decisions intended as before and the notes kept; returns how
    many. Raises `TooLate` when a letter has gone or is just being sent, somebody has answered, or was decided on again.

    Letters are locked before they are looked at: of this and a sender, one comes first, and the other one sees it.
    """
    rows = _locked(release)
    record = Release.objects.select_for_update().get(pk=release.pk)
    if record.undone_at is not None:
        return 0
    _check(record, rows)
    _put_letters_aside(record, by=by)
    for row in rows:
        _bring_back(row, record.before[str(row.pk)], by=by)
    record.undone_at, record.undone_by = clock.now(), by
    record.save(update_fields=["undone_at", "undone_by"])
    return len(rows)


def _locked(release: Release) -> list[Nomination]:
    """Lock bodies, then nominations, then participations: in the order in which everybody does."""
    found = Nomination.objects.filter(release=release).select_related(*queries.WITH_PERSON).order_by("pk")
    for body in {row.body_id: row.body for row in sorted(found, key=lambda row: row.body_id)}.values():
        lock_body(body)
    rows = [row for row in locked_many(found) if row.release_id == release.pk]
    people_now = Participation.objects.select_for_update().order_by("pk")
    states = dict(people_now.filter(nomination__in=rows).values_list("pk", "state"))
    for row in rows:
        row.participation.__dict__["state"] = states[row.participation_id]
    return rows


def _check(record: Release, rows: list[Nomination]) -> None:
    out = set(
        Nomination.objects.filter(pk__in=[int(key) for key in record.before]).values_list("pk", flat=True)
    )
    _check_untold(record, rows)
    moved_on = [row for row in rows if not _is_as_released(row)]
    if moved_on or _answered(rows):
        raise TooLate(_("Somebody has answered already, or has left. Decide on each person instead."))
    later = Nomination.objects.filter(pk__in=out - {row.pk for row in rows}, release__isnull=False)
    if later.exists():
        raise TooLate(_("There is a newer decision on somebody in this release."))


def _check_untold(record: Release, rows: list[Nomination]) -> None:
    if told := [row for row in rows if row.pk in record.told]:
        names = ", ".join(row.participation.person.full_name for row in told[:NAMED])
        text = ngettext(
            "%(names)s knows it from their partner already. Talk to the partner; decide on each person instead.",
            "%(n)s students know it from their partner already: %(names)s. Talk to the partner; decide on each person instead.",
            len(told),
        )
        raise TooLate(text % {"n": len(told), "names": names})


def _is_as_released(row: Nomination) -> bool:
    """Say whether somebody stands exactly where the release has put them."""
    if rules.is_told_first(row):
        return True
    return (
        row.receiver_state in DECISIONS and row.participation.state == FOLLOWS[Receiver(row.receiver_state)]
    )


def _answered(rows: list[Nomination]) -> bool:
    offered = {row.participation_id: row.participation.offered_at for row in rows}
    answers = PlaceAnswer.objects.filter(participation__in=offered).values_list("participation", "at")
    return any((since := offered[pk]) is not None and at >= since for pk, at in answers)


def _put_letters_aside(record: Release, *, by: Any) -> None:
    letters = list(Message.objects.select_for_update().filter(batch=record.batch).order_by("pk"))
    if any(letter.state in GONE_OUT for letter in letters):
        raise TooLate(_("A letter has gone out already, so somebody knows. Write to them instead."))
    outbox.discard(messages=letters, by=by)
    # Where rows cannot be locked, a sender may have been quicker: it shows now, and everything is rolled back.
    if Message.objects.filter(batch=record.batch, state__in=GONE_OUT).exists():
        raise TooLate(_("A letter is just being sent."))


def _bring_back(row: Nomination, before: list[str], *, by: Any) -> None:
    school, person = before
    decision = row.pending if rules.is_told_first(row) else row.receiver_state
    for state in _way(row.participation.state, person):
        people.move(participation=row.participation, to=state, by=by, reason=_("Release undone"), quiet=True)
    row.refresh_from_db(fields=["receiver_state"])
    values = {
        "receiver_state": school,
        "pending": decision,
        "pending_by": by,
        "tell_on": None,
        "release": None,
    }
    undecided = {"decided_at": None, "decided_by": None} if school not in DECISIONS else {}
    write_many([row], {**values, **undecided, "decision_note": ""}, by=by)


def _way(now: str, before: str) -> list[State]:
    """Return the steps on the person's ladder that lead back."""
    if now == before:
        return []
    through = [State.PROSPECTIVE] if now == State.OFFERED and before != State.PROSPECTIVE else []
    return [*through, State(before)]
