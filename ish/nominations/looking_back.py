"""What went late or wrong with a partner, from the season's question to the arrival, as figures for the look back."""

from collections.abc import Callable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import (
    CharField,
    Count,
    DateField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat, Greatest, TruncDate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ish import clock
from ish.nominations.asking_queries import SILENT_AFTER
from ish.nominations.models import Coordinator, Correction, Nomination, SeasonReply
from ish.nominations.states import CorrectionState, Receiver, Sender
from ish.outbox.models import Message
from ish.outbox.states import State as Sending
from ish.people.models import Step
from ish.people.states import State
from ish.programme import queries as programme
from ish.programme.looking_back import Figure, per_body
from ish.programme.looking_back import register as add
from ish.programme.models import Edition, Quota
from ish.programme.states import PhaseCode

Number = Callable[[Edition], Any]


def _of(edition: Edition) -> QuerySet[Nomination]:
    return Nomination.objects.filter(edition=edition)


def counted(*conditions: Any, **wanted: Any) -> Number:
    """Return the figure that counts a partner's nominations for which this is so."""
    return lambda edition: per_body(_of(edition).filter(*conditions, **wanted), "body", Count("pk"))


def due(edition: Edition, body: str = "body") -> Any:
    """Return the day by which a row's partner should have named its students, as `queries.due_of` does. `body`: the way there."""
    own = Quota.objects.filter(edition=edition, body=OuterRef(body)).values("nominations_by")[:1]
    phase = programme.phase(edition, PhaseCode.NOMINATIONS)
    usual = Value(phase.closes if phase else date.max, output_field=DateField())
    return Greatest(Coalesce(Subquery(own), usual), usual, output_field=DateField())


def _days_late(edition: Edition) -> Any:
    zone = ZoneInfo(edition.time_zone)
    late = (
        _of(edition)
        .filter(late=True, submitted_at__isnull=False)
        .annotate(
            after=ExpressionWrapper(TruncDate("submitted_at", tzinfo=zone) - due(edition), DurationField())
        )
    )
    return per_body(late, "body", Max("after"), days=True)


def _answers_late(edition: Edition) -> Any:
    silent = Q(answered_at__isnull=True, asked_at__lt=clock.now() - SILENT_AFTER)
    slow = Q(answered_at__gt=F("asked_at") + SILENT_AFTER)
    return per_body(SeasonReply.objects.filter(silent | slow, edition=edition), "body", Count("pk"))


def _corrections(edition: Edition) -> Any:
    rows = Correction.objects.filter(nomination__edition=edition).exclude(state=CorrectionState.RETRACTED)
    return per_body(rows, "nomination__body", Count("pk"))


def _lapsed(edition: Edition) -> Any:
    """Offers whose last day has gone by without an answer: those that stand, and those that came to an end after it."""
    today = clock.today(edition.time_zone)
    stand = Q(participation__state=State.OFFERED, participation__accept_by__lt=today)
    return per_body(_of(edition).filter(stand | _ended(edition)), "body", Count("pk"))


def _ended(edition: Edition) -> Q:
    """Return the condition that a place was given back, by whomever, after the last day for an answer."""
    zone = ZoneInfo(edition.time_zone)
    steps = Step.objects.annotate(day=TruncDate("at", tzinfo=zone)).filter(
        participation=OuterRef("participation"),
        old=State.OFFERED,
        new=State.GAVE_BACK,
        day__gt=OuterRef("participation__accept_by"),
    )
    return Q(Exists(steps), participation__state=State.GAVE_BACK)


def _gave_back(edition: Edition) -> Any:
    rows = _of(edition).filter(~_ended(edition), participation__state=State.GAVE_BACK)
    return per_body(rows, "body", Count("pk"))


def _not_delivered(edition: Edition) -> Any:
    """Messages to or about a partner's students, to those who act for it, or with the season's question, that could not be sent;
    those that an organiser gave up are among them."""
    students = _of(edition).filter(body=OuterRef(OuterRef("pk"))).values("participation__person_id")
    staff = Coordinator.objects.filter(body=OuterRef(OuterRef("pk"))).values("email")
    replies = SeasonReply.objects.filter(edition=edition, body=OuterRef(OuterRef("pk")))
    asked = replies.values_list(Concat(Value(f"{SeasonReply._meta.label_lower}:"), Cast("pk", CharField())))
    to_them = Q(person_id__in=students) | Q(to_email__in=staff) | Q(about__in=asked)
    given_up = Q(state=Sending.DISCARDED) & ~Q(error="")
    failed = Message.objects.filter(to_them, Q(state=Sending.FAILED) | given_up, edition_id=edition.pk)
    found = failed.order_by().values("edition_id").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(found, output_field=IntegerField()), 0)


_GONE = (State.NO_SHOW, State.VISA_REFUSED, State.LEFT_EARLY)
_SENT_BACK = Q(sender_state__in=(Sender.SENT_BACK, Sender.RESUBMITTED)) | ~Q(sent_back_comment="")
# Code, what is counted, how, and the number in words.
FIGURES: tuple[tuple[str, Any, Number, Any], ...] = (
    (
        "answers_late",
        _("answers to the season's question after two weeks, or never"),
        _answers_late,
        _("answered our question late or never"),
    ),
    (
        "names_late",
        _("names after the date"),
        counted(late=True),
        ngettext_lazy("%(n)s name after the date", "%(n)s names after the date", "n"),
    ),
    (
        "sent_back",
        _("nominations sent back"),
        counted(_SENT_BACK),
        ngettext_lazy("%(n)s nomination sent back", "%(n)s nominations sent back", "n"),
    ),
    (
        "corrections",
        _("corrections after handing in"),
        _corrections,
        ngettext_lazy("%(n)s correction", "%(n)s corrections", "n"),
    ),
    (
        "withdrawn",
        _("withdrawn after the selection"),
        counted(sender_state=Sender.WITHDRAWN, receiver_state=Receiver.SELECTED),
        ngettext_lazy("%(n)s withdrawn after the selection", "%(n)s withdrawn after the selection", "n"),
    ),
    (
        "gave_back",
        _("places given back"),
        _gave_back,
        ngettext_lazy("%(n)s place given back", "%(n)s places given back", "n"),
    ),
    (
        "lapsed",
        _("offers without an answer in time"),
        _lapsed,
        ngettext_lazy("%(n)s offer without an answer", "%(n)s offers without an answer", "n"),
    ),
    (
        "gone",
        _("visa refused, did not arrive, or left early"),
        counted(participation__state__in=_GONE),
        ngettext_lazy("%(n)s did not come or left", "%(n)s did not come or left", "n"),
    ),
    (
        "messages",
        _("messages that could not be sent"),
        _not_delivered,
        ngettext_lazy("%(n)s message not delivered", "%(n)s messages not delivered", "n"),
    ),
)
_DAYS = ngettext_lazy("names %(n)s day late", "names up to %(n)s days late", "n")


def _in_words(words: Any) -> Callable[[int], str]:
    return lambda n: words % {"n": n}


def register() -> None:
    """Tell the registry of the look back."""
    for number, (code, label, count, words) in enumerate(FIGURES):
        add(Figure(code, label, count, _in_words(words), order=10 * number))
    label = _("days by which names were late, at most")
    add(Figure("names_days", label, _days_late, _in_words(_DAYS), order=15, days=True))
