"""What a student may still owe the school before it decides."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ish.applications import seat
from ish.applications.models import Application, Options, Reference
from ish.applications.seat import HANDED_IN, PAPERS
from ish.applications.states import GRACE, Ask, Judged, RefereeState
from ish.documents import queries as documents
from ish.documents.models import Document
from ish.people import requirements
from ish.people.models import Participation
from ish.people.requirements import Condition, Requirement
from ish.people.states import Actor, Capacity, State
from ish.programme.models import Phase, Quota
from ish.programme.states import PhaseCode

LABELS: dict[str, Any] = {
    "motivation": _("Motivation"),
    "cv": _("CV"),
    "transcript": _("School report or transcript"),
    "reference": _("Recommendation"),
}
HELPS: dict[str, Any] = {
    "motivation": _("Why you would like to come, and which fields interest you."),
    "cv": _("One or two pages about you, as PDF, JPEG or PNG."),
    "transcript": _("Your last report or a list of your marks, as PDF, JPEG or PNG."),
    "reference": _("A teacher or supervisor who writes a letter about you. We ask them ourselves."),
}


def _asked(part: str, how: Ask) -> Condition:
    """Return the condition that the edition asks for this part in this way, and the student is one whom it asks."""
    asks = asks_for(part, how)
    named = Q(capacity=Capacity.PARTICIPANT, state=State.PROSPECTIVE, nomination__sender_state__in=HANDED_IN)
    return lambda at: named & asks & still_open(at)


def asks_for(part: str, how: Ask) -> Q:
    """Return the condition on participations that their edition asks for this part in this way."""
    rows = Options.objects.filter(edition=OuterRef("edition"))
    if getattr(Options(), part) == how:  # as an edition without a row asks
        return ~Q(Exists(rows.exclude(**{part: how})))
    return Q(Exists(rows.filter(**{part: how})))


def given(part: str, at: date) -> Q:
    """Return the condition on participations that this part is there."""
    return {"motivation": _motivated, "reference": _referred}.get(part, _here(part))(at)


def still_open(at: date) -> Q:
    """Return the condition that a student can still write on the day: the same as `at <= seat.last_day(…)`, for many at once."""
    begun = at - timedelta(days=GRACE)
    morning = datetime.combine(begun, time.min, UTC)
    over = Phase.objects.filter(code=PhaseCode.DECISION, closes__lt=at).values("edition")
    just_due = Phase.objects.filter(code=PhaseCode.NOMINATIONS, closes__gte=begun).values("edition")
    quotas = Quota.objects.filter(edition=OuterRef("edition"), body=OuterRef("nomination__body"))
    handed_in = Q(nomination__submitted_at__gte=morning)
    own_day = Q(Exists(quotas.filter(nominations_by__gte=begun)))
    later = Q(edition__in=just_due) | handed_in | own_day | given_again(at)
    return ~Q(edition__in=over) | (Q(edition__arrival_day__gt=at) & later)


def given_again(at: date) -> Q:
    """Return the condition on participations that a part was sent back and may still come on the day."""
    own = {"participation": OuterRef("pk"), "again_by__gte": at}
    texts = Application.objects.filter(**own)
    letters = Reference.objects.filter(**own).exclude(state=RefereeState.REPLACED)
    papers = Document.objects.filter(**own, kind__in=PAPERS)
    return Q(Exists(texts)) | Q(Exists(letters)) | Q(Exists(papers))


def _motivated(at: date) -> Q:
    """In the student's own words, or in those that their partner handed in."""
    written = Q(application__motivation__isnull=False) | ~Q(nomination__motivation="")
    return written & ~Q(application__judged=Judged.SENT_BACK)


def _referred(at: date) -> Q:
    rows = Reference.objects.filter(participation=OuterRef("pk"), state=RefereeState.ARRIVED)
    return Q(Exists(rows))


def _link(row: Participation) -> str:
    return reverse("applications:own", args=[row.pk])


def register() -> None:
    """Tell the registry what students may have to add."""
    done: dict[str, Condition] = {"motivation": _motivated, "reference": _referred}
    for part in PAPERS:
        done[part] = _here(part)
    for part, label in LABELS.items():
        requirements.register(
            Requirement(
                code=part,
                label=label,
                help=HELPS[part],
                actor=Actor.PARTICIPANT,
                phase=PhaseCode.NOMINATIONS,
                applies=_asked(part, Ask.REQUIRED),
                offered=_asked(part, Ask.OPTIONAL),
                satisfied=done[part],
                link=_link,
                guest_link=seat.link,
                given=_given(part),
                grace=GRACE,
            )
        )


def _given(part: str) -> Any:
    """Return, as an expression, the day until which a part that was sent back may come again."""
    rows: Any = {
        "motivation": Application.objects.all(),
        "reference": Reference.objects.exclude(state=RefereeState.REPLACED),
    }.get(part, Document.objects.filter(kind=part))
    return Subquery(rows.filter(participation=OuterRef("pk")).order_by().values("again_by")[:1])


def _here(part: str) -> Condition:
    return lambda at: documents.here(part)
