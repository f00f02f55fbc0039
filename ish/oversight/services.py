"""The only writers here: data protection officers, and the words of the record of processing."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from accounts import services as accounts
from accounts.models import Invitation
from ish import clock
from ish.oversight import mails
from ish.oversight.models import Officer, Record
from ish.programme.models import Programme, active_on

ROLE = "officer"
WORDS = (
    "controller",
    "representative",
    "officer_contact",
    "purposes",
    "recipients",
    "transfers",
    "security",
)


class AlreadyOfficer(Exception):
    """This address watches over data protection already."""


class ChangedMeanwhile(Exception):
    """Somebody else saved the words of the record between reading and saving."""


@transaction.atomic
def invite_officer(*, name: str, email: str, by: Any, language: str = "de") -> Officer:
    """Return a data protection officer to whom an invitation was written. Raises `AlreadyOfficer`, `ValidationError`."""
    address = email.strip().lower()
    row = Officer.objects.select_for_update().filter(email=address).first()
    if row is not None and (row.active_to is None or row.active_to >= clock.today()):
        raise AlreadyOfficer
    row = row or Officer(email=address)
    row.name, row.active_to = name.strip(), None
    row.full_clean()
    row.save()
    if row.user_id is None:
        invitation, _token = accounts.invite(
            role=ROLE, target_id=row.pk, email=address, language=language, by=by
        )
        mails.invitation(officer=row, invitation=invitation, by=by)
    return row


@transaction.atomic
def end_officer(*, officer: Officer, by: Any, last_day: date | None = None) -> Officer:
    """End an officer's time after `last_day` (default yesterday: at once); open invitations are taken back."""
    row = Officer.objects.select_for_update().get(pk=officer.pk)
    row.active_to = last_day or clock.today() - timedelta(days=1)
    if row.active_from and row.active_from > row.active_to:
        row.active_from = row.active_to
    row.save(update_fields=["active_from", "active_to"])
    for invitation in Invitation.objects.filter(role=ROLE, target_id=row.pk, accepted_at=None):
        accounts.revoke(invitation=invitation)
    return row


@transaction.atomic
def bind_officer(*, officer_id: int, user: Any) -> None:
    """Tie an accepted invitation to its row. Raises `Refused` when the row has ended or belongs to somebody."""
    rows = Officer.objects.filter(active_on(clock.today()), pk=officer_id)
    if not rows.filter(user__isnull=True).update(user=user) and not rows.filter(user=user).exists():
        raise accounts.Refused("revoked")


@transaction.atomic
def save_record(*, programme: Programme, words: Mapping[str, str], version: int, by: Any) -> Record:
    """Save a programme's words in the record. Raises `ChangedMeanwhile`, `ValidationError`, `TypeError` (unknown words)."""
    if unknown := set(words) - set(WORDS):
        raise TypeError(f"Not to be written here: {', '.join(sorted(unknown))}.")
    row, _made = Record.objects.select_for_update().get_or_create(programme=programme)
    if row.version != version:
        raise ChangedMeanwhile
    for name, text in words.items():
        setattr(row, name, text.strip())
    row.version, row.saved_at, row.saved_by = version + 1, clock.now(), by
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def check_record(*, programme: Programme, version: int, by: Any, on: date) -> bool:
    """Note that somebody has read the record as it is in this version; False when it has changed meanwhile."""
    Record.objects.get_or_create(programme=programme)
    rows = Record.objects.filter(programme=programme, version=version)
    return bool(rows.update(checked_on=on, checked_by=by, checked_version=F("version")))
