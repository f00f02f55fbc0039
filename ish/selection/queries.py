"""Reads: a reviewer's list, how far everybody is, conflicts of interest, the last count."""

from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest

from accounts import roles
from accounts.models import Invitation
from ish.nominations.models import Nomination
from ish.programme import queries as programme
from ish.programme.models import Edition
from ish.selection import rules
from ish.selection.models import Assignment, Opinion, Result, Reviewer, Standing
from ish.selection.rules import REVIEWER

WITH_PERSON = (
    "participation__person", "participation__edition", "edition__programme", "edition__board", "body__parent"
)  # fmt: skip
IN_CONFLICT = rules.clash(nomination="nomination", user="reviewer__user", reviewer="reviewer")
"""Of opinions and assignments: whoever it is must not judge the student."""
_PROGRESS = {
    "total": Count("pk", filter=Q(conflict=False)),
    "done": Count("pk", filter=Q(done_at__isnull=False, conflict=False)),
}


def reviewer_of(request: HttpRequest) -> tuple[Reviewer, Edition]:
    """Return the user's row in the edition that reviewers' pages are about; raises `Http404`."""
    edition = programme.edition_as(request, REVIEWER)
    row = rules.own_rows(request.user).filter(edition=edition).first() if edition else None
    if edition is None or row is None:
        raise Http404
    row.edition = edition
    return row, edition


def to_read(user: Any, reviewer: Reviewer) -> QuerySet[Nomination]:
    """Return a reviewer's students with how their opinion stands: `vote`, `done_at`, `begun`, `conflict` (declared or known)."""
    mine = Opinion.objects.filter(reviewer=reviewer, nomination=OuterRef("pk"))
    rows = roles.visible_to(Nomination.objects.filter(edition=reviewer.edition_id), user, role=REVIEWER)
    return rows.annotate(
        vote=Subquery(mine.values("vote")[:1]),
        done_at=Subquery(mine.values("submitted_at")[:1]),
        conflict=_said(rules.in_conflict(Reviewer.objects.filter(pk=reviewer.pk), user)),
        begun=Exists(mine),
    ).order_by("pk")


def _said(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def progress(user: Any, reviewer: Reviewer) -> dict[str, int]:
    """Return how many opinions are handed in (`done`), of how many (`total`, without those in conflict)."""
    return to_read(user, reviewer).aggregate(**_PROGRESS)


def left_to_read(reviewer: Reviewer) -> int:
    """Return how many opinions a reviewer has still to hand in: none without account, after leaving, or once it is closed."""
    user = reviewer.user
    if user is None or rules.board_of(reviewer.edition).closed_at:
        return 0
    if not rules.own_rows(user).filter(pk=reviewer.pk).exists():
        return 0
    found = progress(user, reviewer)
    return found["total"] - found["done"]


def around(user: Any, reviewer: Reviewer, pk: int) -> dict[str, Any]:
    """Return the progress, and the keys before (`previous`) and after (`next`) one student and of the next to be read (`unread`)
    in a reviewer's list (one query)."""
    unread = Q(done_at=None, conflict=False) & ~Q(pk=pk)
    found = to_read(user, reviewer).aggregate(
        previous=Max("pk", filter=Q(pk__lt=pk)),
        next=Min("pk", filter=Q(pk__gt=pk)),
        later=Min("pk", filter=unread & Q(pk__gt=pk)),
        earlier=Min("pk", filter=unread),
        **_PROGRESS,
    )
    return {**found, "unread": found["later"] or found["earlier"]}


def counting(edition: Edition) -> QuerySet[Opinion]:
    """Return the opinions that count: handed in, about students who are still read, and no conflict of interest, declared or one
    that became known since."""
    return _handed_in(edition).exclude(IN_CONFLICT)


def fallen_away(edition: Edition) -> QuerySet[Opinion]:
    """Return the opinions that were handed in and do not count: a conflict of interest became known since."""
    return _handed_in(edition).filter(IN_CONFLICT)


def held_by_result(result: Result, edition: Edition) -> int:
    """Return how many opinions a final result holds that fell away after it was counted."""
    if counting(edition).count() >= result.opinions:
        return 0
    return fallen_away(edition).filter(saved_at__lte=result.counted_at).count()


def _handed_in(edition: Edition) -> QuerySet[Opinion]:
    rows = Opinion.objects.filter(submitted_at__isnull=False, conflict=False).exclude(vote="")
    return rows.filter(nomination__in=rules.handed_in(edition).values("pk"))


def is_stale(result: Result | None, edition: Edition) -> bool:
    """Say whether opinions were handed in or changed since the last count."""
    rows = counting(edition)
    if result is None:
        return rows.exists()
    return rows.filter(saved_at__gt=result.counted_at).exists() or rows.count() != result.opinions


def result_of(edition: Edition) -> Result | None:
    """Return the last count with the rules of its board, or None."""
    return Result.objects.select_related("counted_by", "edition__board").filter(edition=edition).first()


def reviewers(edition: Edition) -> QuerySet[Reviewer]:
    """Return the reviewers of an edition with what each has done: `done`, `conflicts`, `given` (those in conflict left out), and
    `invited`."""
    barred = rules.handed_in(edition).filter(rules.of_reviewer()).order_by().values("edition")
    opened = Invitation.objects.filter(
        role=REVIEWER, target_id=OuterRef("pk"), accepted_at=None, revoked_at=None
    )
    given = Assignment.objects.filter(reviewer=OuterRef("pk")).exclude(IN_CONFLICT)
    done = counting(edition).filter(reviewer=OuterRef("pk"))
    return (
        Reviewer.objects.filter(edition=edition)
        .select_related("user")
        .annotate(
            done=_number(done.order_by().values("reviewer")),
            conflicts=_number(barred),
            given=Subquery(given.values("reviewer").annotate(n=Count("pk")).values("n")[:1]),
            invited=Exists(opened),
        )
        .order_by("name", "pk")
    )


def _number(grouped: QuerySet[Any, Any]) -> Coalesce:
    """Return how many rows there are, as an expression; they come grouped by one value."""
    return Coalesce(Subquery(grouped.annotate(n=Count("pk")).values("n")[:1]), 0)


def conflicts(edition: Edition) -> set[tuple[int, int]]:
    """Return (reviewer, nomination) where the reviewer must not read: declared, or known (one query a reviewer)."""
    handed = rules.handed_in(edition)
    found = set()
    for one in Reviewer.objects.filter(edition=edition).select_related("user"):
        barred = handed.filter(rules.in_conflict(Reviewer.objects.filter(pk=one.pk), one.user))
        found |= {(one.pk, pk) for pk in barred.values_list("pk", flat=True)}
    return found


def others_of(opinion_of: Nomination, *, without: Reviewer | None = None) -> list[Any]:
    """Return the opinions on a student that are handed in, each with `falls_away`: a conflict of interest became known since.
    To a reviewer neither these nor their own."""
    rows = Opinion.objects.filter(nomination=opinion_of, submitted_at__isnull=False, conflict=False)
    rows = rows.exclude(vote="").select_related(
        "reviewer", "nomination__participation", "nomination__edition"
    )
    found = rows.annotate(falls_away=_said(IN_CONFLICT))
    return list(found.exclude(reviewer=without).exclude(falls_away=True) if without else found)


def readers_missing(edition: Edition, each: int) -> int:
    """Return how many students have fewer reviewers than the edition wants, those in conflict left out."""
    given = Assignment.objects.filter(nomination=OuterRef("pk"), reviewer__edition=edition)
    given = given.exclude(IN_CONFLICT)
    counted = given.values("nomination").annotate(n=Count("pk")).values("n")
    rows = rules.handed_in(edition).annotate(readers=Subquery(counted[:1]))
    return rows.filter(Q(readers=None) | Q(readers__lt=each)).count() if each else 0


def standings(result: Result) -> QuerySet[Any]:
    """Return the lines of a result with their students, in order, and the share of yes."""
    rows = result.standings.select_related(*(f"nomination__{name}" for name in WITH_PERSON))
    return rows.annotate(opinions=F("yes") + F("no") + F("unsure"), spread=F("high") - F("low"))


def place_in_result(edition: Edition) -> Subquery:
    """Return, as an expression over nominations, their place in the last count of the edition; null for those nobody has read."""
    rows = Standing.objects.filter(nomination=OuterRef("pk"), result__edition=edition)
    read = rows.exclude(yes=0, no=0, unsure=0)
    return Subquery(read.values("place")[:1])
