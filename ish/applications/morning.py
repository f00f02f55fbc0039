"""What organisers read in the morning about what students hand in before the school decides."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Least
from django.utils.translation import ngettext_lazy

from ish import clock
from ish.applications.models import Application, Options, Reference
from ish.applications.requirements import given_again
from ish.applications.seat import HANDED_IN, PAPERS
from ish.applications.states import Ask, Judged, RefereeState
from ish.contacts.morning import Line, Who
from ish.contacts.states import Turn
from ish.documents.models import Document
from ish.documents.states import DocumentState
from ish.nominations.states import DECISIONS
from ish.people.models import Participation
from ish.people.morning import people
from ish.people.states import State
from ish.programme.models import Edition

PATIENCE = timedelta(days=3)
"""So long nobody asks after what was sent back: a student has to have time to do it again."""


def lines(edition: Edition, since: datetime, user: Any) -> Iterable[Line]:
    """Return what waits to be looked at, what was sent back and has not come again, who will not write, and whose letter came."""
    if not edition.has_stage("nominations"):
        return
    rows = Participation.objects.filter(
        edition=edition,
        state=State.PROSPECTIVE,
        person__erased_at=None,
        nomination__sender_state__in=HANDED_IN,
    ).exclude(nomination__receiver_state__in=DECISIONS)
    yield from _to_look_at(edition, rows)
    yield from _of_others(edition, rows)
    yield Line(
        "letters",
        _letters(rows, RefereeState.ARRIVED).filter(answered_at__gt=since),
        ngettext_lazy("%(n)s recommendation has come", "%(n)s recommendations have come", "n"),
        people("participation__"),
        moment="answered_at",
        icon="envelope",
    )


def _to_look_at(edition: Edition, rows: QuerySet[Participation]) -> Iterable[Line]:
    yield Line(
        "papers",
        _with_papers(rows, DocumentState.SUBMITTED).exclude(since=None),
        ngettext_lazy(
            "The papers of %(n)s student wait to be looked at",
            "The papers of %(n)s students wait to be looked at",
            "n",
        ),
        people(),
        Turn.US,
        moment="since",
        icon="paperclip",
    )
    off = Options.objects.filter(edition=edition, motivation=Ask.OFF)
    yield Line(
        "motivations",
        Application.objects.filter(
            ~Exists(off), participation__in=rows.values("pk"), motivation__isnull=False, judged=""
        ),
        ngettext_lazy("%(n)s motivation waits to be read", "%(n)s motivations wait to be read", "n"),
        Who(
            people("participation__").fields,
            "participation",
            "applications:own",
            "participation__nomination__body__name",
        ),
        Turn.US,
        moment="saved_at",
        icon="eye",
    )


def _of_others(edition: Edition, rows: QuerySet[Participation]) -> Iterable[Line]:
    before = clock.now() - PATIENCE
    sent_back = _with_papers(rows, DocumentState.SENT_BACK).annotate(
        text=Subquery(_texts().values("judged_at")[:1]),
        back=Coalesce(Least("since", "text"), "since", "text"),  # SQLite knows no least of one
    )
    yield Line(
        "sent-back",
        sent_back.filter(~given_again(clock.today(edition.time_zone)), back__lte=before),
        ngettext_lazy(
            "%(n)s student has not renewed what we sent back",
            "%(n)s students have not renewed what we sent back",
            "n",
        ),
        people(),
        Turn.THEM,
        moment="back",
        icon="arrow-counterclockwise",
    )
    yield Line(
        "declined",
        _letters(rows, RefereeState.DECLINED),
        ngettext_lazy(
            "%(n)s student needs somebody else to write a recommendation",
            "%(n)s students need somebody else to write a recommendation",
            "n",
        ),
        people("participation__"),
        Turn.THEM,
        moment="answered_at",
        icon="envelope-paper",
    )


def _with_papers(rows: QuerySet[Participation], state: str) -> QuerySet[Any]:
    """Add since when the longest of the papers has been in this state (`since`, null when none is)."""
    papers = Document.objects.filter(participation=OuterRef("pk"), kind__in=PAPERS, state=state)
    first = papers.order_by().values("participation").annotate(first=Min("moved_at"))
    return rows.annotate(since=Subquery(first.values("first")[:1]))


def _texts() -> QuerySet[Application]:
    return Application.objects.filter(participation=OuterRef("pk"), judged=Judged.SENT_BACK)


def _letters(rows: QuerySet[Participation], state: str) -> QuerySet[Reference]:
    return Reference.objects.filter(participation__in=rows.values("pk"), state=state)
