"""A coordinator reminds a student of their own: once a day, and only when it is the student's turn."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ish.nominations import nudging_mails as mails
from ish.nominations.models import Nomination
from ish.nominations.services.naming import lock_body
from ish.outbox.models import Message
from ish.programme.queries import has_ended


class NoNudge(Exception):
    """There is nothing to remind of now; the message says why, in words."""


def why_not(nomination: Nomination) -> str:
    """Return why this student cannot be reminded now; "" when they can."""
    if has_ended(nomination.edition):
        return _("This school is over.")
    if not nomination.participation.person.email:
        return _("There is no e-mail address of this student.")
    if not mails.open_tasks(nomination):
        return _("It is not the student's turn: nothing is open on their list.")
    if mails.written_today([nomination.participation_id]):
        return _("They were reminded today already. Tomorrow you can do it again.")
    return ""


@transaction.atomic
def nudge(*, nomination: Nomination, by: Any) -> Message:
    """Remind a student of what is open on their list. Raises `NoNudge`, and then nothing was written."""
    lock_body(nomination.body)
    if why := why_not(nomination):
        raise NoNudge(why)
    return mails.nudge(nomination=nomination, by=by)
