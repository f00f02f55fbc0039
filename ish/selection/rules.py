"""Who reads whom: what a reviewer sees of an edition, and whose dossiers open to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Lower

from accounts.models import User
from ish import clock
from ish.applications.models import Reference
from ish.applications.seat import HANDED_IN
from ish.nominations.models import Coordinator, Nomination
from ish.people.models import Guardian, Participation, Person
from ish.programme.models import Edition, Phase, active_on
from ish.selection.models import Assignment, BoardSettings, Opinion, Reviewer

REVIEWER, ORGANISER = "reviewer", "organiser"


def own_rows(user: Any) -> QuerySet[Reviewer]:
    """Return the reviewer's rows of `user` that count today, one an edition at most."""
    return Reviewer.objects.filter(active_on(clock.today()), user_id=user.pk)


def board_of(edition: Edition) -> BoardSettings:
    """Return the rules of the edition's board; the defaults, unsaved, where nothing was chosen."""
    try:
        return edition.board  # fetched with the edition where many are asked
    except BoardSettings.DoesNotExist:
        return BoardSettings(edition=edition)


def is_read(nomination: Nomination) -> bool:
    """Say whether the board reads a student: handed in, not withdrawn, not erased."""
    return nomination.sender_state in HANDED_IN and nomination.participation.person.erased_at is None


def handed_in(edition: Edition) -> QuerySet[Nomination]:
    """Return the nominations that the board of an edition reads: handed in, not withdrawn, the person not erased."""
    rows = Nomination.objects.filter(edition=edition, sender_state__in=HANDED_IN)
    return rows.filter(participation__person__erased_at=None)


def listed(user: Any) -> Q:
    """Return the condition on nominations that stand on the list of a reviewer: of their editions, handed in, and given to them
    where not everyone reads everyone."""
    mine = own_rows(user)
    given = Assignment.objects.filter(reviewer__in=mine).values("nomination")
    everyone = ~Q(edition__board__readers_each__gt=0)
    handed = Q(sender_state__in=HANDED_IN, participation__person__erased_at=None)
    return Q(edition__in=mine.values("edition")) & handed & (everyone | Q(pk__in=given))


def open_to(user: Any) -> QuerySet[Nomination]:
    """Return the nominations whose dossier opens to a reviewer: those listed, without a conflict of interest."""
    return Nomination.objects.filter(listed(user) & ~in_conflict(own_rows(user), user))


@dataclass(frozen=True)
class _Who:
    """Somebody who may have to judge, as queries within that of the nomination see them."""

    rows: QuerySet[Reviewer]
    email: Any
    account: Any


def in_conflict(rows: QuerySet[Reviewer], user: Any) -> Q:
    """Return the condition on nominations that somebody must not read, who is `rows` as a reviewer and has the account `user`
    (None: has not accepted): a conflict they declared, or one that is known. They are the student, a parent, the author of the
    recommendation (by account or address), or have acted for the partner at any time since the edition's first phase opened."""
    if user is None:
        return _conflict(_Who(rows, None, None))
    return _conflict(_Who(rows, user.email.lower(), user.pk))


def barred_from(user: Any) -> QuerySet[Nomination]:
    """Return the nominations that somebody must not judge, in whatever role."""
    return Nomination.objects.filter(in_conflict(Reviewer.objects.filter(user=user.pk), user))


def clash(*, nomination: str, user: str = "", reviewer: str = "") -> Q:
    """Return the same condition for many people at once: on rows that hold a nomination's key (`nomination`) and lead to an
    account (`user`; "": the row is one) and, where there may be none, to a row as a reviewer (`reviewer`)."""
    return Q(Exists(Nomination.objects.filter(_conflict(_who(user, reviewer)), pk=OuterRef(nomination))))


def of_reviewer() -> Q:
    """Return the same condition on nominations, within a query of reviewers."""
    return _conflict(_who("user", "pk"))


def _who(user: str, reviewer: str) -> _Who:
    """Return somebody on whom a query around that of the nomination stands; arguments as for `clash`."""
    account, email = user or "pk", f"{user}__email" if user else "email"
    mine = Q(user=OuterRef(OuterRef(OuterRef(account))))
    if reviewer:
        mine |= Q(pk=OuterRef(OuterRef(OuterRef(reviewer))))
    return _Who(
        Reviewer.objects.filter(mine),
        Lower(OuterRef(OuterRef(email))),
        OuterRef(OuterRef(account)),
    )


def clashing(nomination: Nomination, users: Iterable[int]) -> set[int]:
    """Return those of some accounts (by key) who must not judge a student (one query)."""
    rows = User.objects.filter(pk__in=list(users)).alias(
        student=Value(nomination.pk, output_field=BigIntegerField())
    )
    return set(rows.filter(clash(nomination="student")).values_list("pk", flat=True))


def _conflict(who: _Who) -> Q:
    """Return the condition on nominations: each kind of conflict is one look at the rows that point at the student."""
    mine = Q(address__in=who.rows.values(low=Lower("email")))
    if who.account is not None:
        mine |= Q(address=who.email)
    account = Q(user=who.account) if who.account is not None else Q()
    declared = Opinion.objects.filter(nomination=OuterRef("pk"), reviewer__in=who.rows, conflict=True)
    person = OuterRef("participation__person")
    wrote = Reference.objects.filter(participation=OuterRef("participation"))
    looks = [
        (Person.objects.filter(pk=person), mine | account),
        (Guardian.objects.filter(person=person), mine),
        (wrote, mine),
        (_acting(), mine | account),
    ]
    found = Q(Exists(declared))
    for rows, theirs in looks:
        found |= Q(Exists(rows.alias(address=Lower("email")).filter(theirs)))
    return found


def _acting() -> QuerySet[Coordinator]:
    """Return those who act, will act or have acted this season for the partner of a nomination (outer query)."""
    first = Phase.objects.filter(edition=OuterRef(OuterRef("edition"))).order_by("opens").values("opens")[:1]
    rows = Coordinator.objects.alias(
        season=Coalesce(Subquery(first), Value(date.min, output_field=DateField()))
    )
    here = Q(body=OuterRef("body")) | Q(body=OuterRef("body__parent"))
    return rows.filter(here, Q(active_to=None) | Q(active_to__gte=F("season")))


def known_by_name(user: Any) -> QuerySet[Nomination]:
    """Return those of them whose name and papers the reviewer may know."""
    return open_to(user).exclude(edition__board__anonymised=True)


def participations(user: Any) -> Q:
    """Return the condition on participations that a reviewer sees."""
    return Q(pk__in=known_by_name(user).values("participation"))


def people(user: Any) -> Q:
    """Return the condition on people that a reviewer sees."""
    rows = Participation.objects.filter(participations(user))
    return Q(pk__in=rows.values("person"))
