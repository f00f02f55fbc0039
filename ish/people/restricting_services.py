"""The one writer of the mark that somebody's data is kept and not used (GDPR Art. 18). Why and on whose word is kept above, in
`rights`; what stops is decided at one door, `privacy.restricting`."""

from datetime import datetime

from django.db.models import QuerySet

from ish.people.models import Person


def set_restricted(*, person: Person, since: datetime | None) -> None:
    """Set the mark, or (None) take it away; the history tells of it."""
    person.restricted_at = since
    person.save(update_fields=["restricted_at"])


def restricted() -> QuerySet[Person]:
    """Return those whose data is not to be used now."""
    return Person.objects.filter(restricted_at__isnull=False)
