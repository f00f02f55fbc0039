"""Taking a release back while nobody knows of it: decisions are intended again, as they were; letters are put aside."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ish import clock
from ish.nominations import queries, rules
from ish.nominations.models import Nomination, Release
from ish.nominations.services.corrected import take_up_again
from ish.nominations.services.deciding import FOLLOWS
from ish.nominations.services.ladder import locked_many, write_many
from ish.nominations.services.naming import lock_body
from ish.nominations.states import DECISIONS, Receiver, Sender
from ish.outbox import services as outbox
from ish.outbox.models import Message
from ish.outbox.states import State as Sending
from ish.people import services as people
from ish.people.models import Participation, PlaceAnswer
from ish.people.states import State

NAMED = 5
GONE_OUT = (Sending.SENDING, Sending.SENT)
# Who stands where a release has put them, as a condition; `_is_as_released` asks the same of one.
AS_RELEASED = rules.TOLD_FIRST
for _decision, _state in FOLLOWS.items():
    AS_RELEASED |= Q(receiver_state=_decision, participation__state=_state)


class TooLate(Exception):
    """Somebody knows already, has answered, or was decided on once more. The text says which."""


@dataclass(frozen=True)
class Undone:
    """What came of it: how many decisions are planned again, and who stays as they are, because they have moved on."""

    count: int
    stay: list[Nomination]


@transaction.atomic
def undo_release(*, release: Release, by: Any) -> Undone:
    """Bring everybody of a release back to where they were, with the decisions planned as before and the notes kept. Left out is
    who has answered, has left, or was decided on again. Raises `TooLate` when a letter has gone or is just being sent, when a
    partner has told somebody, or when nobody is left to bring back.

    Letters are locked before they are looked at: of this and a sender, one comes first, and the other one sees it.
    """
    rows = _locked(release)
    record = Release.objects.select_for_update().get(pk=release.pk)
    if record.undone_at is not None:
        return Undone(0, [])
    _check_untold(record, rows)
    stay = staying(record)
    gone_on = {row.pk for row in stay}
    back = [row for row in rows if row.pk not in gone_on]
    if not back:
        raise TooLate(_all_gone_on(rows))
    _put_letters_aside(record, back, by=by)
    for row in back:
        _bring_back(row, record.before[str(row.pk)], by=by)
        take_up_again(row, since=record.at)
    record.undone_at, record.undone_by = clock.now(), by
    record.save(update_fields=["undone_at", "undone_by"])
    return Undone(len(back), stay)


def staying(release: Release) -> list[Nomination]:
    """Return who would stay as they are if a release were undone now: they have answered, have left, or there is a newer decision
    (two queries)."""
    rows = Nomination.objects.filter(pk__in=[int(key) for key in release.before])
    found = list(rows.select_related(*queries.WITH_PERSON).order_by("pk"))
    answered = _answered(found)
    return [
        row
        for row in found
        if row.release_id != release.pk or not _is_as_released(row) or row.participation_id in answered
    ]


def _all_gone_on(rows: list[Nomination]) -> str:
    if not rows:
        return _("There is a newer decision on everybody in this release.")
    return _(
        "Everybody has answered already, has left, or was decided on again. Decide on each person instead."
    )


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


def _answered(rows: list[Nomination]) -> set[int]:
    """Return the participations that have answered the offer which they have now."""
    offered = {row.participation_id: row.participation.offered_at for row in rows}
    answers = PlaceAnswer.objects.filter(participation__in=offered).values_list("participation", "at")
    return {pk for pk, at in answers if (since := offered[pk]) is not None and at >= since}


def _put_letters_aside(record: Release, back: list[Nomination], *, by: Any) -> None:
    """Put the letters of those who go back aside; what a partner hears is then of the others alone."""
    letters = list(Message.objects.select_for_update().filter(batch=record.batch).order_by("pk"))
    if any(letter.state in GONE_OUT for letter in letters):
        raise TooLate(_("A letter has gone out already, so somebody knows. Write to them instead."))
    undone = {row.pk for row in back}
    standing = set(
        Nomination.objects.filter(release=record)
        .exclude(pk__in=undone)
        .exclude(sender_state=Sender.WITHDRAWN)
        .values_list("pk", flat=True)
    )
    persons = {row.participation.person_id for row in back}
    aside = []
    for letter in letters:
        if letter.kind != rules.RESULT:
            aside += [letter] if letter.person_id is None or letter.person_id in persons else []
        elif rest := [pk for pk in letter.context.get("nominations", []) if pk in standing]:
            _tell_of_the_rest(letter, rest)
        else:
            aside.append(letter)
    outbox.discard(messages=aside, by=by)
    # Where rows cannot be locked, a sender may have been quicker: it shows now, and everything is rolled back.
    if Message.objects.filter(batch=record.batch, state__in=GONE_OUT).exists():
        raise TooLate(_("A letter is just being sent."))


def _tell_of_the_rest(letter: Message, rest: list[int]) -> None:
    """Let a partner's letter speak of some of its students; words that an organiser wrote about all of them are written anew."""
    if rest == letter.context["nominations"]:
        return
    words = {"subject": "", "body_text": "", "body_html": "", "edited": False}
    Message.objects.filter(pk=letter.pk).update(context={**letter.context, "nominations": rest}, **words)


def _bring_back(row: Nomination, before: list[Any], *, by: Any) -> None:
    school, person, kept = before[0], before[1], before[2] if len(before) > 2 else {}
    planned = {"pending": row.pending or row.receiver_state, "pending_by": by}
    for state in _way(row.participation.state, person):
        people.move(participation=row.participation, to=state, by=by, reason=_("Release undone"), quiet=True)
    row.refresh_from_db(fields=["receiver_state", "release", "place_of", "replaces"])
    values = {"receiver_state": school, **planned, "tell_on": None, "release": None}
    undecided = {"decided_at": None, "decided_by": None} if school not in DECISIONS else {}
    write_many([row], {**values, **undecided, "decision_note": "", **_read(kept)}, by=by)


def _read(kept: dict[str, Any]) -> dict[str, Any]:
    """Return columns as they were kept with a release, rows instead of their keys."""
    found: dict[str, Any] = {}
    for name, value in kept.items():
        field: Any = Nomination._meta.get_field(name)
        found[name] = field.to_python(value)
        if field.is_relation:
            found[name] = field.related_model.objects.filter(pk=value).first() if value else None
    return found


def _way(now: str, before: str) -> list[State]:
    """Return the steps on the person's ladder that lead back."""
    if now == before:
        return []
    through = [State.PROSPECTIVE] if now == State.OFFERED and before != State.PROSPECTIVE else []
    return [*through, State(before)]
