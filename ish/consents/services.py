"""The only writers of answers: ticked, signed, recorded on behalf, withdrawn, not needed. Nothing said is ever changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ish import clock
from ish.consents import counting, lifting_services, queries, registry
from ish.consents.models import Answer, Draft, Lift, Paper, Purpose, Text
from ish.consents.registry import Withdrawal
from ish.consents.seat import Seat
from ish.consents.states import Role
from ish.people.models import Guardian, Participation
from ish.people.states import Method
from ish.privacy.catalogue import CONSENTS


class NotAsked(Exception):
    """This is not asked of this signer (any more), or they cannot sign in this way."""


class TextChanged(Exception):
    """The words were changed between reading and signing, and mean something else now."""

    def __init__(self) -> None:
        super().__init__(
            _("The text was changed while you were reading. Please read it again before you sign.")
        )


class ChangedMeanwhile(Exception):
    """Somebody else ticked something in between, or the same person in another window. `version` is the present one."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(_("This was changed in another window."))
        self.draft, self.version = draft, draft.version


@dataclass(frozen=True)
class Said:
    """How something was said: the name under it, by which way, how we know, who wrote it down, the paper it stands on. `on`
    is the day on which it was said, where that is not today: who had a say, and how old the student was, counts on that day."""

    name: str
    method: str
    source: str = ""
    by: Any = None
    paper: Paper | None = None
    at: datetime | None = None
    on: date | None = None


Choices = Mapping[int, bool]
"""The key of the text that was read, and yes or no to it."""


# ---------------------------------------------------------------- TICKED, NOT YET SIGNED


def draft_of(seat: Seat) -> Draft:
    """Return what this signer has ticked and not signed; an unsaved row when there is nothing."""
    row = Draft.objects.filter(participation=seat.participation, guardian=seat.guardian).first()
    return row or Draft(participation=seat.participation, guardian=seat.guardian)


@transaction.atomic
def save_draft(*, seat: Seat, choices: Choices, version: int) -> Draft:
    """Keep what is ticked so far. The same again counts as saved, whatever the version. Raises `ChangedMeanwhile`."""
    Participation.objects.select_for_update().get(pk=seat.participation.pk)
    row = draft_of(seat)
    kept = {str(key): agrees for key, agrees in choices.items()}
    if row.pk and row.choices == kept:
        return row
    if row.version != version:
        raise ChangedMeanwhile(row)
    row.choices, row.saved_at = kept, clock.now()
    row.version += 1
    row.save()
    return row


# ---------------------------------------------------------------- SIGNED


@transaction.atomic
def sign(*, seat: Seat, choices: Choices, name: str) -> list[Answer]:
    """Keep the answers of a guardian by link or of a student who has signed in, under the name typed; what was answered the same
    way before is left. What is not among `choices` stays open. Raises `NotAsked`, `TextChanged`, `ValueError` (no name)."""
    said = Said(name, Method.LINK if seat.guardian else Method.PAGE, by=None if seat.guardian else seat.user)
    if seat.guardian and queries.shares_address(seat.guardian, seat.participation):
        raise NotAsked(_("This address is the student's own: please sign on paper."))
    made = answer(participation=seat.participation, guardian=seat.guardian, choices=choices, said=said)
    _clear_draft(seat, [one.text_id for one in made])
    return made


def _clear_draft(seat: Seat, signed: Sequence[int]) -> None:
    row = draft_of(seat)
    if row.pk is None:
        return
    gone = {str(key) for key in signed}
    row.choices = {key: value for key, value in row.choices.items() if key not in gone}
    row.version += 1
    row.save(update_fields=["choices", "version"])


def record(
    *, participation: Participation, guardian: Guardian | None, choices: Choices, said: Said
) -> list[Answer]:
    """Keep what a signer said on the phone or on paper, as an organiser heard or read it. Raises `NotAsked`, `ValueError`
    (neither a source nor a paper)."""
    if not said.source.strip() and said.paper is None:
        raise ValueError(_("Say how you know."))
    return answer(participation=participation, guardian=guardian, choices=choices, said=said)


@transaction.atomic
def answer(
    *, participation: Participation, guardian: Guardian | None, choices: Choices, said: Said
) -> list[Answer]:
    """Add answers; what follows from a consent that no longer counts is done in the same transaction.

    Raises `NotAsked`, `TextChanged`, `ValueError` (no name)."""
    if not said.name.strip():
        raise ValueError(_("Write the full name, as under a letter."))
    locked = Participation.objects.select_for_update().get(pk=participation.pk)
    locked.person, locked.edition = participation.person, participation.edition
    before = queries.sheet(locked)
    then = queries.sheet(locked, said.on) if said.on else before
    asked = {line.purpose.pk: line for line in queries.asked_of(then, guardian)}
    texts = Text.objects.select_related("purpose").in_bulk(list(choices))
    made = []
    for key, agrees in choices.items():
        text = texts.get(key)
        if text is None or text.purpose_id not in asked:
            raise NotAsked(_("This is not asked of you any more."))
        if text.meaning != text.purpose.meaning:
            raise TextChanged
        line = asked[text.purpose_id]
        row = _add(locked, line, text, guardian, agrees=agrees, said=said, years=then.age)
        made += [row] if row else []
    _follow(locked, before, made)
    return made


def _add(
    participation: Participation,
    line: queries.Line,
    text: Text,
    guardian: Guardian | None,
    *,
    agrees: bool,
    said: Said,
    years: counting.Age,
) -> Answer | None:
    """Add one answer; None when the same was said before and still counts."""
    key = guardian.pk if guardian else counting.STUDENT
    last = line.answers.get(key)
    counts = line.outcome.said.get(key) not in (None, counting.SUPERSEDED)
    if last is not None and counts and last.agrees == agrees:
        return None
    return Answer.objects.create(
        participation=participation,
        purpose=line.purpose,
        text=text,
        role=Role.GUARDIAN if guardian else Role.PARTICIPANT,
        guardian=guardian,
        agrees=agrees,
        name=said.name.strip()[:200],
        of_age=guardian is None and years.of_age,
        at=said.at or clock.now(),
        method=said.method,
        source=said.source.strip()[:300],
        paper=said.paper,
        replaces=last,
        by=said.by,
    )


def _follow(participation: Participation, before: queries.Sheet, made: Sequence[Answer]) -> None:
    """Do what follows where somebody now says no to what nobody had said no to before."""
    said = {row.purpose_id: row for row in made if not row.agrees}
    if not said:
        return
    after = queries.sheet(participation)
    for line in before.lines:
        row, now = said.get(line.purpose.pk), after.of(line.purpose.code)
        if row and now and now.state in counting.AGAINST and line.state not in counting.AGAINST:
            registry.apply(
                Withdrawal(
                    participation,
                    line.purpose,
                    by_guardian=row.guardian_id is not None,
                    counted=line.state == counting.AGREED,
                    answer=row.pk,
                    by=row.by,
                )
            )


def withdraw(*, seat: Seat, code: str, name: str) -> list[Answer]:
    """Take one consent back. Raises `NotAsked` when it was not given, `ValueError` (no name)."""
    item = given(seat, code)
    return sign(seat=seat, choices={item.text.pk: False}, name=name)


def given(seat: Seat, code: str) -> queries.Item:
    """Return a consent that this signer has given and can take back. Raises `NotAsked`."""
    found = queries.items(seat.sheet(), seat.guardian)
    item = next((one for one in found if one.purpose.code == code), None)
    if item is None or item.answer is None or not item.answer.agrees:
        raise NotAsked(_("You have not agreed to this, so there is nothing to take back."))
    return item


def follows(seat: Seat, item: queries.Item) -> list[Any]:
    """Return in sentences what taking a consent back would mean, the consent's own words first. Writes nothing."""
    own = [item.text.if_not] if item.text.if_not else []
    line = seat.sheet().of(item.purpose.code)
    if line is None or line.state in counting.AGAINST:
        return own
    change = Withdrawal(
        seat.participation,
        item.purpose,
        by_guardian=seat.guardian is not None,
        counted=line.state == counting.AGREED,
    )
    return [*own, *registry.preview(change)]


# ---------------------------------------------------------------- NOT NEEDED


@transaction.atomic
def lift(
    *,
    participation: Participation,
    reason: str,
    by: Any,
    purpose: Purpose | None = None,
    guardian: Guardian | None = None,
) -> Lift:
    """Do without one consent, or without the signature of one guardian, by name and with a reason.

    Raises `ValueError` (no reason), `NotAsked` when facts rest on it (an organiser's click is nobody's no), or when nobody would
    be left to sign."""
    if not reason.strip():
        raise ValueError(_("Say why this is not needed."))
    if purpose is not None and purpose.kind in CONSENTS:
        raise NotAsked(str(lifting_services.NOT_LIFTED))
    Participation.objects.select_for_update().get(pk=participation.pk)
    if guardian is not None:
        _check_somebody_left(participation, guardian)
    row, _made = Lift.objects.update_or_create(
        participation=participation,
        purpose=purpose,
        guardian=guardian,
        defaults={"reason": reason.strip()[:300], "by": by, "at": clock.now()},
    )
    return row


def _check_somebody_left(participation: Participation, guardian: Guardian) -> None:
    custody = dict(participation.person.guardians.values_list("pk", "custody"))
    excused = {*participation.consent_lifts.exclude(guardian=None).values_list("guardian", flat=True)}
    if counting.signers(custody, excused | {guardian.pk}).nobody:
        words = _("Nobody would be left to sign. Record what they said, or do without single consents.")
        raise NotAsked(words)


@transaction.atomic
def unlift(*, lift: Lift) -> None:
    """Ask again for what was not needed."""
    lift.delete()
