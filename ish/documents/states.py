"""Where a paper that is asked for stands, and whether its file has been looked at by the virus scanner."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentState(models.TextChoices):
    """The ladder of a paper."""

    MISSING = "missing", _("missing")
    SUBMITTED = "submitted", _("handed in")
    ACCEPTED = "accepted", _("accepted")
    SENT_BACK = "sent_back", _("sent back")


NEXT: dict[str, frozenset[str]] = {
    DocumentState.MISSING: frozenset({DocumentState.SUBMITTED}),
    # Submitted again: a newer version before anybody looked.
    DocumentState.SUBMITTED: frozenset(
        {DocumentState.SUBMITTED, DocumentState.ACCEPTED, DocumentState.SENT_BACK}
    ),
    DocumentState.ACCEPTED: frozenset({DocumentState.SENT_BACK}),
    # Sent back again: more time is given.
    DocumentState.SENT_BACK: frozenset(
        {DocumentState.SUBMITTED, DocumentState.ACCEPTED, DocumentState.SENT_BACK}
    ),
}
HERE = (DocumentState.SUBMITTED, DocumentState.ACCEPTED)
REPLACEABLE = (DocumentState.MISSING, DocumentState.SUBMITTED, DocumentState.SENT_BACK)


class Scan(models.TextChoices):
    """What the virus scanner says of a file."""

    NONE = "none", _("no scanner is connected")
    WAITING = "waiting", _("not scanned yet")
    CLEAN = "clean", _("scanned, nothing found")
    INFECTED = "infected", _("refused by the virus scanner")


READABLE = (Scan.NONE, Scan.CLEAN)
