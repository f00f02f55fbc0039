"""What this app writes: one message that tells a person what we know about them, when others told us first (GDPR Art. 14).

It goes out with the first thing that happens to a person with an address: when a partner's list is handed in (the change "named",
announced by nominations through `people.consequences`), at the latest with the offer of a place. Written once a participation.
"""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ish.applications import seat as applications
from ish.nominations.models import Nomination
from ish.outbox import registry
from ish.outbox.models import Message
from ish.outbox.services import Draft, enqueue, enqueue_many
from ish.outbox.states import State as Sending
from ish.people import mails as people_mails
from ish.people.consequences import Change
from ish.people.models import Participation
from ish.people.states import OPEN, State
from ish.privacy.services import kept_until
from ish.profiles import rules

KIND = "privacy_notice"


def first_contact(*, participation: Participation, by: Any) -> Message | None:
    """Tell a person what we know and from whom; returns the message (once a participation), or None without an address."""
    if not participation.person.email:
        return None
    draft = _draft(participation, source_of(participation))
    # Not `asdict`, which would copy the rows behind `to_user` and `about`, too.
    return enqueue(**{item.name: getattr(draft, item.name) for item in fields(draft)})


def _draft(participation: Participation, source: str) -> Draft:
    person, edition = participation.person, participation.edition
    with translation.override(person.language):
        reason = str(_("A partner gave us your name for the school."))
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
            "source": source,
        },
        key=f"{KIND}:{participation.pk}",
        # An offer may be held for review: what comes with it must not overtake it.
        hold=participation.state == State.OFFERED and edition.hold_mail,
        reason=reason,
    )


def source_of(participation: Participation) -> str:
    """Return the name of the partner that named the person; "" when nobody did."""
    return sources([participation]).get(participation.pk, "")


def sources(rows: Sequence[Participation]) -> dict[int, str]:
    """Return the naming partners' names by participation."""
    found: dict[int, str] = {}
    for start in range(0, len(rows), 1000):
        pks = [row.pk for row in rows[start : start + 1000]]
        named = Nomination.objects.filter(participation__in=pks).order_by()
        found.update(named.values_list("participation", "body__name"))
    return found


def speaks(change: Change) -> bool:
    """Say whether this is a moment to write the first message: somebody is named, or is offered a place. Tutors and guests read
    it with their invitation."""
    if not change.participation.is_participant:
        return False
    return change.kind == "named" or (change.kind == "state" and change.data.get("new") == State.OFFERED)


def on_change(change: Change) -> None:
    """Write the first message when somebody is named, or is offered a place without having been written to; and again to an
    address that was corrected."""
    if speaks(change):
        first_contact(participation=change.participation, by=change.data.get("by"))
    if change.kind == "address":
        _say_again(change.participation)


def _say_again(participation: Participation) -> None:
    """Write to a corrected address what had gone to the wrong one; what still waits was sent on already."""
    written = Message.objects.filter(kind=KIND, about=f"{participation._meta.label_lower}:{participation.pk}")
    states = list(written.values_list("state", flat=True))
    waits = {Sending.HELD, Sending.QUEUED, Sending.FAILED} & set(states)
    if waits or not participation.person.email or rules.notice_read(participation):
        return
    if {Sending.SENT, Sending.SENDING} & set(states):
        draft = _draft(participation, source_of(participation))
        enqueue_many([replace(draft, key=f"{draft.key}:{len(states)}", hold=False)])


def on_changes(changes: Sequence[Change]) -> None:
    """The same for many at once, with a constant number of queries for each thousand."""
    rows = [
        change.participation for change in changes if speaks(change) and change.participation.person.email
    ]
    named_by = sources(rows)
    enqueue_many(_draft(row, named_by.get(row.pk, "")) for row in rows)


def _still_wanted(message: Message) -> bool:
    """Not to somebody who has left, was erased, or has read the notice already."""
    row = people_mails.about(message)
    if row is None or row.person.erased_at or row.state not in OPEN:
        return False
    return not rules.notice_read(row)


def _link(message: Message) -> str:
    """Return the page of the notice: their own for people with an account, the public one for others."""
    row = people_mails.about(message)
    own = row is not None and row.person.user_id is not None
    path = reverse("profiles:notice", args=[row.pk]) if own and row else reverse("desk:privacy")
    return f"{settings.BASE_URL}{path}"


def _part(message: Message) -> str:
    """Return where the student adds their own part before the school decides; nothing where nothing is asked of them."""
    row = people_mails.about(message)
    return applications.link(row) if row is not None and applications.is_asked(row) else ""


def _context(message: Message) -> dict[str, Any]:
    row = people_mails.about(message)
    kept = kept_until(row.edition_id if row is not None else None)
    return {**message.context, "kept": kept, "asked": row is not None and applications.is_asked(row)}


def register() -> None:
    """Tell the outbox about the kind."""
    registry.register(
        registry.Kind(
            name=KIND,
            label=_("What we know about you"),
            though_restricted=True,
            template=f"profiles/mails/{KIND}",
            still_wanted=_still_wanted,
            context=_context,
            links={"link": _link, "part": _part},
            why=_("A partner gave us your name for the school."),
        )
    )
