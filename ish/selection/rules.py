"""Who reads whom: what a reviewer sees of an edition, and whose dossiers open to them."""

from datetime import date
from typing import Any

from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Lower

from ish import clock
from ish.applications.models import Reference
from ish.applications.seat import HANDED_IN
from ish.nominations.models import Coordinator, Nomination
from ish.people.models import Guardian, Participation
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


def in_conflict(rows: QuerySet[Reviewer], user: Any) -> Q:
    """Return the condition on nominations that somebody must not read, who is `rows` as a reviewer and has the account `user`
    (None: has not accepted): a conflict they declared, or one that is known. They are the student, a parent, the author of the
    recommendation, or have acted for the partner at any time since the edition's first phase opened."""
    declared = Opinion.objects.filter(reviewer__in=rows, conflict=True).values("nomination")
    mine = Q(address__in=rows.values("email"))
    own = Q(pk__in=[])
    if user is not None:
        mine |= Q(address=user.email.lower())
        own = Q(participation__person__user=user.pk)
    wrote = Reference.objects.alias(address=Lower("email")).filter(mine).values("participation")
    children = Guardian.objects.alias(address=Lower("email")).filter(mine).values("person")
    return (
        Q(pk__in=declared)
        | own
        | Q(participation__in=wrote)
        | Q(participation__person__in=children)
        | Q(Exists(_acted(mine | Q(user=user.pk) if user is not None else mine)))
    )


def _acted(mine: Q) -> QuerySet[Coordinator]:
    """Return those among `mine` who act, will act or have acted this season for the partner of a nomination (outer query)."""
    first = Phase.objects.filter(edition=OuterRef(OuterRef("edition"))).order_by("opens").values("opens")[:1]
    rows = Coordinator.objects.alias(
        address=Lower("email"), season=Coalesce(Subquery(first), Value(date.min, output_field=DateField()))
    )
    here = Q(body=OuterRef("body")) | Q(body=OuterRef("body__parent"))
    return rows.filter(mine, here, Q(active_to=None) | Q(active_to__gte=F("season")))


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
