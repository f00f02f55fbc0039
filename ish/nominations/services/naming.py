"""What a body does, or an organiser on its behalf: name, save, hand in, correct, withdraw; and the school's question back."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ish import clock
from ish.nominations import mails, queries, rules
from ish.nominations.models import Nomination
from ish.nominations.named_queries import Named, Who
from ish.nominations.reading import Problem, message
from ish.nominations.services.ladder import NotAllowed, locked, locked_many, move_sender, move_senders
from ish.nominations.states import Sender
from ish.people import consequences
from ish.people import rules as people_rules
from ish.people import services as people
from ish.people.consequences import Change
from ish.people.models import Guardian
from ish.people.states import State
from ish.programme.models import Edition, NominatingBody

PERSON_FIELDS = (
    "family_name",
    "given_names",
    "native_name",
    "birth_date",
    "sex",
    "nationalities",
    "email",
    "phone",
    "language",
)
NOMINATION_FIELDS = ("rank", "reserve", "school", "grade", "english_level", "interests", "motivation")
GUARDIAN_FIELDS = {"guardian_name": "name", "guardian_email": "email", "guardian_phone": "phone"}


class AlreadyNamed(Exception):
    """The body has this student on its list already: `nomination` is the row."""

    def __init__(self, nomination: Nomination) -> None:
        super().__init__(_("This student is on your list already."))
        self.nomination = nomination


class ChangedMeanwhile(Exception):
    """Somebody else saved this between reading and saving. `current` is the row as it is now."""

    def __init__(self, current: Nomination) -> None:
        super().__init__(_("Somebody else has changed this in the meantime."))
        self.current = current


def lock_body(body: NominatingBody) -> None:
    """Let one writer at a time name students for a body or count its places, until the transaction ends."""
    NominatingBody.objects.select_for_update().get(pk=body.pk)


def _parted(fields: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Return the values of person, nomination and guardian. Raises `TypeError` for anything else."""
    unknown = set(fields) - {*PERSON_FIELDS, *NOMINATION_FIELDS, *GUARDIAN_FIELDS}
    if unknown:
        raise TypeError(f"Not to be written here: {', '.join(sorted(unknown))}.")
    person = {name: fields[name] for name in PERSON_FIELDS if name in fields}
    nomination = {name: fields[name] for name in NOMINATION_FIELDS if name in fields}
    guardian = {to: fields[name] for name, to in GUARDIAN_FIELDS.items() if name in fields}
    return person, nomination, guardian


@transaction.atomic
def nominate(
    *,
    edition: Edition,
    body: NominatingBody,
    by: Any,
    on_behalf: str = "",
    replaces: Nomination | None = None,
    **fields: Any,
) -> Nomination:
    """Return a new draft: a person, their participation and the body's claim. Raises `AlreadyNamed`, `ValidationError`."""
    person_values, values, guardian = _parted(fields)
    lock_body(body)
    _refuse_twice(edition, body, person_values)
    person_values.setdefault("language", body.language)
    person = people.add_person(time_zone=body.time_zone, **person_values)
    if guardian.get("name") or guardian.get("email"):
        _write_guardian(Guardian(person=person, language=person.language), guardian)
    row = Nomination(
        edition=edition,
        body=body,
        participation=people.take_part(person=person, edition=edition, by=by),
        created_by=by,
        on_behalf=on_behalf,
        replaces=replaces,
        created_at=clock.now(),
        **values,
    )
    row.full_clean(
        exclude=["edition", "body", "participation", "created_by", "replaces"], validate_constraints=False
    )
    row.save()
    return row


def _refuse_twice(edition: Edition, body: NominatingBody, values: Mapping[str, Any]) -> None:
    family, given = values.get("family_name", ""), values.get("given_names", "")
    email = values.get("email", "")
    named = Named(edition, body, withdrawn=False)
    found = named.find(Who(family, given, values.get("native_name", ""), values.get("birth_date"), email))
    if found is not None:
        raise AlreadyNamed(Nomination.objects.get(pk=found))
    refuse_taken(named, email, by=None)


def refuse_taken(named: Named, email: str, *, by: int | None) -> None:
    """Refuse an address that a brother or sister has: each person's link and sign-in code must open their own pages only."""
    if other := named.taken(email, by=by):
        text = message(Problem("email_taken", {"name": other}), translate=_)
        raise ValidationError({"email": text})


def _write_guardian(row: Guardian, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.name = row.name or row.email
    row.full_clean(exclude=["person"])
    row.save()


@transaction.atomic
def save(
    *, nomination: Nomination, values: Mapping[str, Any], version: int, by: Any, on_behalf: str = ""
) -> Nomination:
    """Save what a body says of a student while it may (draft, or sent back). Raises `ChangedMeanwhile`, `NotAllowed`,
    `ValidationError`."""
    person_values, own, guardian = _parted(values)
    row = locked(nomination)
    if not rules.is_editable(row):
        raise NotAllowed(row.sender_state, Sender.DRAFT)
    if row.version != version:
        raise ChangedMeanwhile(row)
    person = row.participation.person
    changed = {name: value for name, value in person_values.items() if getattr(person, name) != value}
    if changed.get("email"):
        refuse_taken(Named(row.edition, row.body, withdrawn=False), changed["email"], by=row.pk)
    if changed:
        row.participation.person = people.save_person(person=person, values=changed, by=by)
    if any(guardian.values()):
        _write_guardian(
            queries.guardian_of(row) or Guardian(person=person, language=person.language), guardian
        )
    for name, value in own.items():
        setattr(row, name, value)
    row.version += 1
    row.on_behalf = on_behalf or row.on_behalf
    row.clean_fields(exclude={f.name for f in Nomination._meta.fields} - {*own, "on_behalf"})
    row.save(update_fields=[*own, "version", "on_behalf"])
    return row


@transaction.atomic
def submit(*, nominations: Iterable[Nomination], by: Any, on_behalf: str = "") -> list[Nomination]:
    """Hand in drafts, and corrected ones again; return those that were. One message for each body and edition, and
    what follows for the students themselves; the queries do not grow with their number.

    What comes after the body's due date is marked late; nothing locks. What is handed in already is left as it is.
    """
    sent = [row for row in locked_many(nominations) if rules.is_submittable(row)]
    back = [row for row in sent if row.sender_state == Sender.SENT_BACK]
    fresh = _by_body(row for row in sent if row.sender_state == Sender.DRAFT)
    move_senders(nominations=back, to=Sender.RESUBMITTED, by=by, on_behalf=on_behalf)
    for (body, edition), rows in fresh.items():
        late = rules.is_late(queries.due_for(edition, body), clock.today(edition.time_zone))
        stamps = {"late": late, "submitted_at": clock.now()}
        move_senders(nominations=rows, to=Sender.SUBMITTED, by=by, on_behalf=on_behalf, **stamps)
    for (body, edition), rows in _by_body(sent).items():
        mark = f"{rows[0].pk}:{rows[0].version}"
        mails.nomination_received(body=body, edition=edition, nominations=rows, mark=mark)
    _announce(sent, by)
    return sent


def _announce(rows: Iterable[Nomination], by: Any) -> None:
    """Tell the other apps who was named: the first moment at which the school knows of somebody. Drafts are the partner's own."""
    changes = []
    for row in rows:
        row.participation.edition = row.edition
        changes.append(Change("named", row.participation, {"by": by}))
    consequences.apply_many(changes)


def _by_body(rows: Iterable[Nomination]) -> dict[tuple[NominatingBody, Edition], list[Nomination]]:
    found: dict[tuple[NominatingBody, Edition], list[Nomination]] = {}
    for row in rows:
        found.setdefault((row.body, row.edition), []).append(row)
    return found


def resubmit(*, nomination: Nomination, by: Any, on_behalf: str = "") -> Nomination:
    """Hand a corrected nomination in again. Raises `NotAllowed` unless it was sent back."""
    if nomination.sender_state != Sender.SENT_BACK or not (
        done := submit(nominations=[nomination], by=by, on_behalf=on_behalf)
    ):
        raise NotAllowed(nomination.sender_state, Sender.RESUBMITTED)
    return done[0]


@transaction.atomic
def send_back(*, nomination: Nomination, comment: str, by: Any) -> Nomination:
    """Ask the body to correct something. Raises `NotAllowed`, `ValueError` (no comment)."""
    if not comment.strip():
        raise ValueError(_("Say what should be corrected."))
    row = locked(nomination)
    if not rules.may_send_back(row):
        raise NotAllowed(row.sender_state, Sender.SENT_BACK)
    row = move_sender(nomination=row, to=Sender.SENT_BACK, by=by, sent_back_comment=comment.strip())
    mails.nomination_sent_back(nomination=row, mark=f"{row.pk}:{row.version}")
    nomination.sender_state, nomination.version = row.sender_state, row.version
    return row


@transaction.atomic
def withdraw(*, nomination: Nomination, by: Any, reason: str = "", on_behalf: str = "") -> Nomination:
    """Take a nomination back, and the person out of the edition. Whoever was never handed in is not written to.

    Raises `NotAllowed`.
    """
    row = locked(nomination)
    if not rules.may_withdraw(row):
        raise NotAllowed(row.sender_state, Sender.WITHDRAWN)
    unknown_to_school = row.submitted_at is None
    row = move_sender(nomination=row, to=Sender.WITHDRAWN, by=by, on_behalf=on_behalf, pending="")
    participation = row.participation
    participation.refresh_from_db(fields=["state"])
    if people_rules.may_follow(participation.state, State.WITHDREW):
        if unknown_to_school:
            people.move(participation=participation, to=State.WITHDREW, by=by, reason=reason, quiet=True)
        else:
            people.withdraw(participation=participation, by=by, reason=reason, on_behalf=on_behalf)
    nomination.sender_state, nomination.version = row.sender_state, row.version
    return row
