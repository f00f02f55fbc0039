"""What this app writes to tutors, chaperones and guests whom nobody invited: what we keep of them, as organisers wrote it down
(GDPR Art. 14). An invitation says the same; so this letter waits, and goes only to those who were not invited meanwhile.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from ish.outbox import registry
from ish.outbox.models import Message
from ish.outbox.services import Draft, enqueue_many
from ish.people import guest_mails as people
from ish.people import mails as people_mails
from ish.people.consequences import Change
from ish.people.models import Participation
from ish.people.states import OPEN, State
from ish.profiles import rules

KIND = "guest_notice"
WAIT = timedelta(days=1)
"""So long organisers may still invite whom they have written down."""


def on_change(change: Change) -> None:
    """Tell somebody who was put on the list, or whose address is written down later."""
    on_changes([change])


def on_changes(changes: Sequence[Change]) -> None:
    """The same for many at once."""
    rows = [change.participation for change in changes if _speaks(change)]
    drafts = [_draft(row) for row in rows if row.person.email]
    if drafts:
        enqueue_many(drafts)


def _speaks(change: Change) -> bool:
    if change.participation.is_participant:
        return False
    if change.kind == "address":
        return True
    listed = change.data.get("old") == State.PROSPECTIVE and change.data.get("new") in OPEN
    return change.kind == "state" and listed


def _draft(participation: Participation) -> Draft:
    person, edition = participation.person, participation.edition
    with translation.override(person.language):
        reason = str(_("You are on the list of this school."))
    return Draft(
        kind=KIND,
        to_email=person.email,
        to_name=person.full_name,
        to_user=person.user,
        language=person.language,
        time_zone=person.time_zone,
        about=participation,
        person_id=person.pk,
        edition_id=edition.pk,
        context={
            "edition": str(edition),
            "programme": edition.programme.name,
            "contact": edition.contact_email,
        },
        key=f"{KIND}:{participation.pk}",
        not_before=timezone.now() + WAIT,
        reason=reason,
    )


def _still_wanted(message: Message) -> bool:
    """Not to somebody who was invited, has read the notice, is off the list again, or has another address by now."""
    row = people_mails.about(message)
    if row is None or row.person.erased_at or row.state not in OPEN or row.is_participant:
        return False
    invited = Message.objects.filter(about=message.about, kind=people.INVITED).exists()
    return not invited and not rules.notice_read(row)


def _context(message: Message) -> dict[str, Any]:
    row = people_mails.about(message)
    return {**message.context, "capacity": str(row.get_capacity_display()) if row else ""}


def _link(message: Message) -> str:
    return f"{settings.BASE_URL}{reverse('desk:privacy')}"


def register() -> None:
    """Tell the outbox about the kind."""
    registry.register(
        registry.Kind(
            name=KIND,
            label=_("What we know about a tutor or guest"),
            though_restricted=True,
            template=f"profiles/mails/{KIND}",
            still_wanted=_still_wanted,
            context=_context,
            links={"link": _link},
            why=_("You are on the list of this school."),
        )
    )
