"""The two ladders of a nomination: what the sending body declares and what the school decides. They are never one field."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sender(models.TextChoices):
    """The body's ladder."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("handed in")
    SENT_BACK = "sent_back", _("sent back")
    RESUBMITTED = "resubmitted", _("handed in again")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Receiver(models.TextChoices):
    """The school's ladder."""

    WAITING = "waiting", _("waiting")
    UNDER_REVIEW = "under_review", _("under review")
    INTERVIEW = "interview", _("interview")
    SELECTED = "selected", _("selected")
    WAITING_LIST = "waiting_list", _("on the waiting list")
    NOT_SELECTED = "not_selected", _("not selected")


SENDER_NEXT: dict[str, frozenset[str]] = {
    Sender.DRAFT: frozenset({Sender.SUBMITTED, Sender.WITHDRAWN}),
    Sender.SUBMITTED: frozenset({Sender.SENT_BACK, Sender.WITHDRAWN}),
    Sender.SENT_BACK: frozenset({Sender.RESUBMITTED, Sender.WITHDRAWN}),
    Sender.RESUBMITTED: frozenset({Sender.SENT_BACK, Sender.WITHDRAWN}),
    # Taken back by an organiser who withdrew somebody by mistake.
    Sender.WITHDRAWN: frozenset({Sender.DRAFT, Sender.SUBMITTED}),
}
RECEIVER_NEXT: dict[str, frozenset[str]] = {
    Receiver.WAITING: frozenset(
        {
            Receiver.UNDER_REVIEW,
            Receiver.INTERVIEW,
            Receiver.SELECTED,
            Receiver.WAITING_LIST,
            Receiver.NOT_SELECTED,
        }
    ),
    Receiver.UNDER_REVIEW: frozenset(
        {Receiver.INTERVIEW, Receiver.SELECTED, Receiver.WAITING_LIST, Receiver.NOT_SELECTED}
    ),
    Receiver.INTERVIEW: frozenset({Receiver.SELECTED, Receiver.WAITING_LIST, Receiver.NOT_SELECTED}),
    Receiver.SELECTED: frozenset({Receiver.UNDER_REVIEW}),  # the offer is taken back
    Receiver.WAITING_LIST: frozenset({Receiver.SELECTED, Receiver.NOT_SELECTED}),
    Receiver.NOT_SELECTED: frozenset({Receiver.SELECTED, Receiver.WAITING_LIST, Receiver.UNDER_REVIEW}),
}
IN_HAND = (Sender.SUBMITTED, Sender.RESUBMITTED)
EDITABLE = (Sender.DRAFT, Sender.SENT_BACK)
DECISIONS = (Receiver.SELECTED, Receiver.WAITING_LIST, Receiver.NOT_SELECTED)


class Reason(models.TextChoices):
    """Why the school decided as it did, in a word that can be counted. What is written beside it is for people."""

    PLACES = "places", _("more good students than places")
    FIT = "fit", _("no lab that fits this year")
    LANGUAGE = "language", _("English not yet enough")
    AGE = "age", _("too young or too old")
    PAPERS = "papers", _("papers missing or incomplete")
    ENTRY = "entry", _("entry or visa cannot be arranged in time")
    LATE = "late", _("named too late")
    BOARD = "board", _("the advice of the board")
    OTHER = "other", _("another reason")


class TakesPart(models.TextChoices):
    """What a body answers when it is asked whether it takes part."""

    YES = "yes", _("yes")
    NO = "no", _("not this year")
    LATER = "later", _("not known yet")


class CorrectionState(models.TextChoices):
    """Where a proposed correction stands."""

    PROPOSED = "proposed", _("waits for approval")
    APPLIED = "applied", _("applied")
    REFUSED = "refused", _("not accepted")
    RETRACTED = "retracted", _("taken back")


class CoordinatorKind(models.TextChoices):
    """Lead or deputy: a deputy may do the same."""

    LEAD = "lead", _("lead")
    DEPUTY = "deputy", _("deputy")
