"""Who reads whom: what a reviewer sees of an edition, and whose dossiers open to them."""

from typing import Any

from django.db.models import Q, QuerySet

from ish import clock
from ish.applications.models import Reference
from ish.applications.seat import HANDED_IN
from ish.nominations import rules as nominations
from ish.nominations.models import Nomination
from ish.people.models import Participation
from ish.programme.models import Edition, active_on
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
    """Return the nominations whose dossier opens to a reviewer: those listed, without a conflict, declared or known."""
    declared = Opinion.objects.filter(reviewer__in=own_rows(user), conflict=True).values("nomination")
    wrote = Reference.objects.filter(email__iexact=user.email).values("participation")
    return (
        Nomination.objects.filter(listed(user))
        .exclude(pk__in=declared)
        .exclude(body__in=nominations.own_bodies(user))
        .exclude(participation__in=wrote)
        .exclude(participation__person__user=user.pk)
    )


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
