"""A coordinator reminds a student of their own, or parents whose word is missing: once a day, and only when it is their turn."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from ish.nominations import nudging_mails as mails
from ish.nominations.models import Nomination
from ish.nominations.services.naming import lock_body
from ish.outbox.models import Message
from ish.people import answer_mails, answers
from ish.people.models import Guardian
from ish.people.states import Answering
from ish.programme.queries import has_ended


class NoNudge(Exception):
    """There is nothing to remind of now; the message says why, in words."""


@dataclass(frozen=True)
class Addressee:
    """Who reads a reminder, in which language, and of what it reminds. `guardian`: a parent, not the student."""

    name: str
    email: str
    language: str
    what: tuple[str, ...]
    guardian: Guardian | None = None

    @property
    def language_name(self) -> str:
        """The language, as the reader of this page calls it."""
        return str(get_language_info(self.language)["name_translated"])


@dataclass(frozen=True)
class Plan:
    """What a reminder does now: who is written to, the student first, and whom to ring, where a parent cannot be reached."""

    to: tuple[Addressee, ...]
    ring: str = ""


def plan(nomination: Nomination) -> Plan:
    """Return whom a reminder goes to now: the student, and a parent when the student has said yes to the place and their word is
    missing. Raises `NoNudge`, with the reason, when there is nobody."""
    row = nomination.participation
    if has_ended(nomination.edition):
        raise NoNudge(_("This school is over."))
    if row.person.restricted_at:  # why is nobody's business but the school's
        raise NoNudge(
            _("The school does not write to this student at the moment. Please ask the organisers.")
        )
    own = mails.open_tasks(nomination)
    parents = answers.waits_for_guardian(row) and Answering.GUARDIAN not in answers.of(row)
    if not own and not parents:
        raise NoNudge(_("It is not the student's turn: nothing is open on their list."))
    if mails.written_today([row.pk]):
        raise NoNudge(_("They were reminded today already. Tomorrow you can do it again."))
    guardian = answers.usable_guardian(row) if parents else None
    to = []
    if own and row.person.email:
        what = tuple(str(task.requirement.label) for task in own)
        to.append(Addressee(row.person.full_name, row.person.email, row.person.language, what))
    if guardian is not None:
        language, what = guardian.language or row.person.language, (_("their agreement to the place"),)
        to.append(Addressee(guardian.name or guardian.email, guardian.email, language, what, guardian))
    ring = _whom_to_ring(nomination) if parents and guardian is None else ""
    if not to:
        raise NoNudge(ring or _("There is no e-mail address of this student."))
    return Plan(tuple(to), ring)


def _whom_to_ring(nomination: Nomination) -> str:
    """Return whom to ring when a parent cannot be written to."""
    person = nomination.participation.person
    parent = person.guardians.exclude(phone="").order_by("pk").first()
    words = {"name": person.full_name}
    if parent is not None:
        words["parent"] = parent.name
        return _(
            "The parents' agreement is missing, and we know no e-mail address of theirs. Please ring %(parent)s: %(phone)s."
        ) % {**words, "phone": str(parent.phone)}
    if person.phone:
        return _(
            "The parents' agreement is missing, and we know no way to reach them. Please ring %(name)s: %(phone)s."
        ) % {**words, "phone": str(person.phone)}
    return (
        _("The parents' agreement is missing, and we know no way to reach them. Please ask %(name)s.") % words
    )


def why_not(nomination: Nomination) -> str:
    """Return why nobody can be reminded about this student now; "" when somebody can."""
    try:
        plan(nomination)
    except NoNudge as error:
        return str(error)
    return ""


@transaction.atomic
def nudge(*, nomination: Nomination, by: Any) -> Message:
    """Remind a student of what is open on their list, and a parent of the missing word; return the first message. Raises
    `NoNudge`, and then nothing was written."""
    lock_body(nomination.body)
    return [_write(nomination, who, by) for who in plan(nomination).to][0]


def _write(nomination: Nomination, who: Addressee, by: Any) -> Message:
    if who.guardian is not None:
        return answer_mails.guardian_nudged(participation=nomination.participation, guardian=who.guardian)
    return mails.nudge(nomination=nomination, by=by)


def preview(*, nomination: Nomination, who: Addressee, by: Any) -> Message:
    """Return the message to one of them as it would be written, not saved."""
    if who.guardian is not None:
        return answer_mails.guardian_preview(participation=nomination.participation, guardian=who.guardian)
    return mails.preview(nomination=nomination, by=by)
