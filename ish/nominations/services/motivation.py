"""What a student writes of themself: the motivation, beside what their partner wrote."""

from typing import Any

from django.db import transaction

from ish.nominations.models import Nomination
from ish.nominations.services.ladder import locked


@transaction.atomic
def write_motivation(*, nomination: Nomination, text: str, by: Any) -> Nomination:
    """Save why a student would like to come, in whatever state the nomination is; an open form of the partner's notices it.

    Whether the student may still write is for the caller to ask. Raises `ValidationError` (too long).
    """
    row = locked(nomination)
    if row.motivation != text:
        row.motivation = text
        row.version += 1
        row.clean_fields(exclude={f.name for f in Nomination._meta.fields} - {"motivation"})
        row.save(update_fields=["motivation", "version"])
    nomination.motivation, nomination.version = row.motivation, row.version
    return row
