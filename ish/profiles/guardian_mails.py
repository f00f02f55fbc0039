"""What this app writes to parents: one message that tells what we keep of them, when others told us (GDPR Art. 14).

It goes out with the first message to the student, or when an address of theirs is written down later; once for each address. A
parent at the student's own address is not written to, as nothing there would be the parent's alone: organisers are told instead.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts import links
from ish.outbox import registry
from ish.outbox.models import Message
from ish.outbox.services import Draft, enqueue_many
from ish.people.consequences import Change
from ish.people.models import Guardian, Participation
from ish.people.states import OPEN, State
from ish.privacy.services import kept_until
from ish.profiles import mails, rules

KIND = "guardian_notice"
WAIT = timedelta(minutes=10)
"""So long an address typed into a form may still be corrected."""


def on_change(change: Change) -> None:
    """Tell the parents of somebody who is named or offered a place, and those whose address is written down or freed later."""
    on_changes([change])


def on_changes(changes: Sequence[Change]) -> None:
    """The same for many at once, with a constant number of queries for each thousand."""
    fresh = [change.participation for change in changes if mails.speaks(change)]
    later = [change.participation for change in changes if change.kind in ("guardian", "address")]
    drafts = list(_drafts(fresh))
    drafts += [replace(draft, not_before=timezone.now() + WAIT) for draft in _drafts(later)]
    if drafts:
        enqueue_many(drafts)


def _drafts(rows: Sequence[Participation]) -> Iterator[Draft]:
    for start in range(0, len(rows), 1000):
        by_person = {row.person_id: row for row in rows[start : start + 1000]}
        known = Guardian.objects.filter(person__in=list(by_person), email__gt="").order_by("pk")
        parents = [row for row in known if not rules.shares_address(row, by_person[row.person_id].person)]
        sources = mails.sources([by_person[row.person_id] for row in parents]) if parents else {}
        for parent in parents:
            participation = by_person[parent.person_id]
            yield _draft(parent, participation, sources.get(participation.pk, ""))


def _draft(parent: Guardian, participation: Participation, source: str) -> Draft:
    edition, language = participation.edition, parent.language or participation.person.language
    with translation.override(language):
        reason = str(_("Somebody gave us your address as a parent or guardian."))
    return Draft(
        kind=KIND,
        to_email=parent.email,
        to_name="" if parent.name == parent.email else parent.name,
        language=language,
        time_zone=participation.person.time_zone,
        about=participation,
        person_id=participation.person_id,
        edition_id=edition.pk,
        context={
            "edition": str(edition),
            "programme": edition.programme.name,
            "contact": edition.contact_email,
            "officer": edition.data_protection_contact,
            "source": source,
        },
        key=_key(parent),
        hold=participation.state == State.OFFERED and edition.hold_mail,
        reason=reason,
    )


def _key(parent: Guardian) -> str:
    """One for each student and address, which cannot be told from it."""
    mark = links.derived_token(KIND, parent.person_id, parent.email.strip().casefold())
    return f"{KIND}:{parent.person_id}:{mark[:32]}"


def _about(message: Message) -> Participation | None:
    key = message.about.rpartition(":")[2]
    rows = Participation.objects.select_related("person__user", "edition__programme")
    return rows.filter(pk=key).first() if key.isdigit() else None


def _still_wanted(message: Message) -> bool:
    """Not to an address that was corrected meanwhile or has become the student's, nor about somebody who has left."""
    row = _about(message)
    if row is None or row.person.erased_at or row.state not in OPEN:
        return False
    found = row.person.guardians.filter(email__iexact=message.to_email)
    return any(not rules.shares_address(parent, row.person) for parent in found)


def _context(message: Message) -> dict[str, Any]:
    """The student's name is looked up when the message is written."""
    row = _about(message)
    kept = kept_until(row.edition_id if row else None)
    return {**message.context, "kept": kept, "student": row.person.full_name if row else ""}


def _link(message: Message) -> str:
    return f"{settings.BASE_URL}{reverse('desk:privacy')}"


def register() -> None:
    """Tell the outbox about the kind."""
    registry.register(
        registry.Kind(
            name=KIND,
            label=_("What we know about a parent"),
            though_restricted=True,
            template=f"profiles/mails/{KIND}",
            still_wanted=_still_wanted,
            context=_context,
            links={"link": _link},
            why=_("Somebody gave us your address as a parent or guardian."),
        )
    )
