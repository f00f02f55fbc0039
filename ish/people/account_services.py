"""How a person comes to an account: invited, bound to it, invited at another address."""

from typing import Any

from django.db import transaction

from accounts.services import Refused
from ish.people import guest_mails, mails, services
from ish.people.models import Participation, Person


@transaction.atomic
def invite_person(*, participation: Participation, by: Any) -> Any:
    """Write the person an invitation to their pages; returns the message, or None when they have an account or no address."""
    if participation.person.user_id or not participation.person.email:
        return None
    write = mails.person_invitation if participation.is_participant else guest_mails.invitation
    return write(participation=participation, by=by)


@transaction.atomic
def bind_person(*, person_id: int, user: Any) -> None:
    """Tie an accepted invitation to its person; the account takes over language and zone. Raises `Refused`."""
    person = Person.objects.select_for_update().filter(pk=person_id, erased_at__isnull=True).first()
    if person is None:
        raise Refused("revoked")
    if person.user_id not in (None, user.pk):
        raise Refused("used")
    if Person.objects.filter(user=user).exclude(pk=person_id).exists():
        raise Refused("shared_address")  # brothers and sisters: each needs an address of their own
    person.user = user
    person.save(update_fields=["user"])
    user.name = user.name or person.full_name[:200]
    user.language, user.time_zone = person.language, person.time_zone
    user.save(update_fields=["name", "language", "time_zone"])


@transaction.atomic
def invite_elsewhere(*, person_id: int, email: str) -> None:
    """Write to somebody who is invited, and has no account yet, at another address from now on, which they name themselves.

    Their invitation goes there anew, and only who reads that mail can accept it. Raises `Refused`."""
    person = Person.objects.select_for_update().filter(pk=person_id, erased_at__isnull=True).first()
    if person is None or not person.participations.open().exists():
        raise Refused("revoked")
    if person.user_id is not None:
        raise Refused("used")
    if person.email.casefold() == email.strip().casefold():
        raise Refused("shared_address")
    services.save_person(person=person, values={"email": email.strip()}, by=None)
