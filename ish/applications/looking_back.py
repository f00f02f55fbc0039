"""Motivations, papers, recommendations and parents' words that came late, or not at all, as figures for the look back."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import (
    Case,
    Count,
    DateField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    When,
)
from django.db.models.functions import Coalesce, Greatest, TruncDate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ish import clock
from ish.applications.models import Application, Reference
from ish.applications.requirements import asks_for, given, given_again
from ish.applications.seat import DEAD, HANDED_IN, PAPERS
from ish.applications.states import GRACE, Ask, RefereeState
from ish.documents.models import Version
from ish.nominations.looking_back import due
from ish.people import rules as people
from ish.people.models import Participation, PlaceAnswer, Waiver
from ish.people.states import Answering, State
from ish.programme.looking_back import Figure, per_body
from ish.programme.looking_back import register as add
from ish.programme.models import Edition

PARTS = ("motivation", *PAPERS)


def _due(edition: Edition, nomination: str) -> Any:
    """Return, as an expression, the partner's own day for names, or the day on which a student was handed in if that is later."""
    names = due(edition, f"{nomination}__body")
    named = TruncDate(f"{nomination}__submitted_at", tzinfo=ZoneInfo(edition.time_zone))
    return Greatest(names, Coalesce(named, names), output_field=DateField())


def _with_day(rows: QuerySet[Any], edition: Edition, moment: str, nomination: str) -> QuerySet[Any]:
    """Return rows with `day`, the day of a moment less the days of grace, and `due`, the day that counts for the student."""
    earlier = ExpressionWrapper(F(moment) - timedelta(days=GRACE), output_field=DateTimeField())
    return rows.annotate(
        day=TruncDate(earlier, tzinfo=ZoneInfo(edition.time_zone)), due=_due(edition, nomination)
    )


def _today(edition: Edition) -> date:
    return clock.today(edition.time_zone) - timedelta(days=GRACE)


def _papers(edition: Edition) -> Any:
    """What students handed in after the day, and what was needed and has not come. Of a paper its first version counts."""
    nomination = "document__participation__nomination"
    versions = Version.objects.filter(
        number=1, document__kind__in=PAPERS, document__participation__edition=edition
    )
    late = _with_day(versions, edition, "file__uploaded_at", nomination).filter(day__gt=F("due"))
    texts = Application.objects.filter(
        participation__edition=edition, motivation__isnull=False, again_by=None
    )
    written = _with_day(texts, edition, "saved_at", "participation__nomination").filter(
        day__gt=F("due"), participation__nomination__motivation=""
    )
    return (
        per_body(late, f"{nomination}__body", Count("pk"))
        + per_body(written, "participation__nomination__body", Count("pk"))
        + per_body(_owing(edition), "nomination__body", _sum_of_owed(edition))
    )


def _owing(edition: Edition) -> QuerySet[Participation]:
    """Return the students whose day, as `_due` says it, is over, who could have handed in something, and have no more time."""
    today = _today(edition)
    named = Q(nomination__submitted_at=None) | Q(
        nomination__submitted_at__lt=datetime.combine(today, time.min, ZoneInfo(edition.time_zone))
    )
    rows = Participation.objects.filter(
        named,
        ~given_again(clock.today(edition.time_zone)),
        edition=edition,
        nomination__sender_state__in=HANDED_IN,
        person__erased_at=None,
    )
    return rows.exclude(state__in=DEAD).alias(due=due(edition, "nomination__body")).filter(due__lt=today)


def _sum_of_owed(edition: Edition) -> Any:
    """Return how many of the parts that are needed these students have not handed in."""
    owed: list[Any] = []
    for part in PARTS:
        waived = Waiver.objects.filter(participation=OuterRef("pk"), requirement=part)
        missing = asks_for(part, Ask.REQUIRED) & ~Q(Exists(waived)) & ~given(part, _today(edition))
        owed.append(Case(When(missing, then=1), default=0, output_field=IntegerField()))
    return Sum(sum(owed[1:], start=owed[0]))


def _letters(edition: Edition) -> Any:
    """Recommendations that came after the day, were declined, or have not come and are due; those needed for which nobody was
    named, too."""
    rows = Reference.objects.filter(participation__edition=edition).exclude(state=RefereeState.REPLACED)
    no_more = Q(again_by=None) | Q(
        again_by__lt=clock.today(edition.time_zone)
    )  # no later day that is to come
    late = _with_day(rows, edition, "answered_at", "participation__nomination").filter(
        Q(state=RefereeState.DECLINED)
        | Q(state=RefereeState.ARRIVED, day__gt=F("due"), again_by=None)
        | Q(no_more, state=RefereeState.ASKED, due__lt=_today(edition))
    )
    asked = Reference.objects.filter(participation=OuterRef("pk"))
    waived = Waiver.objects.filter(participation=OuterRef("pk"), requirement="reference")
    nobody = _owing(edition).filter(asks_for("reference", Ask.REQUIRED), ~Exists(asked), ~Exists(waived))
    return per_body(late, "participation__nomination__body", Count("pk")) + per_body(
        nobody, "nomination__body", Count("pk")
    )


def _agrees(role: str) -> QuerySet[PlaceAnswer]:
    return PlaceAnswer.objects.filter(role=role, agrees=True)


def _parents(edition: Edition) -> Any:
    """Parents who agreed after the last day, or have not, though it is over and the student said yes."""
    zone = ZoneInfo(edition.time_zone)
    said = _agrees(Answering.GUARDIAN).filter(participation__edition=edition)
    late = said.annotate(day=TruncDate("at", tzinfo=zone)).filter(day__gt=F("participation__accept_by"))
    now = {"participation": OuterRef("pk"), "at__gte": OuterRef("offered_at")}
    silent = Participation.objects.filter(
        people.MAY_BE_MINOR,
        Exists(_agrees(Answering.STUDENT).filter(**now)),
        ~Exists(_agrees(Answering.GUARDIAN).filter(**now)),
        edition=edition,
        state=State.OFFERED,
        accept_by__lt=clock.today(edition.time_zone),
    )
    return per_body(late, "participation__nomination__body", Count("pk")) + per_body(
        silent, "nomination__body", Count("pk")
    )


def register() -> None:
    """Tell the registry of the look back."""
    add(
        Figure(
            "papers",
            _("motivations and papers late or never"),
            _papers,
            lambda n: ngettext("%(n)s paper late or never", "%(n)s papers late or never", n) % {"n": n},
            order=22,
        )
    )
    add(
        Figure(
            "letters",
            _("recommendations late or never"),
            _letters,
            lambda n: (
                ngettext("%(n)s recommendation late or never", "%(n)s recommendations late or never", n)
                % {"n": n}
            ),
            order=24,
        )
    )
    add(
        Figure(
            "parents",
            _("parents who agreed late or not yet"),
            _parents,
            lambda n: (
                ngettext("%(n)s parent agreed late or not yet", "%(n)s parents agreed late or not yet", n)
                % {"n": n}
            ),
            order=65,
        )
    )
