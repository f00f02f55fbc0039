"""Reads: the participation of a user, people by name, messages, counts."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest

from accounts import roles
from ish.desk import counts, folding
from ish.people.models import Guardian, Participation, Person
from ish.people.states import OPEN, State
from ish.privacy import catalogue
from ish.programme import queries as programme
from ish.programme.models import Edition
from ish.programme.states import PhaseCode

BY_NAME = ("person__family_name", "person__given_names", "pk")


def participation_for(user: Any, edition: Edition | None) -> Participation | None:
    """Return the user's own participation in the edition (the open one first; as a participant before other capacities), or
    None."""
    if edition is None or not user.is_authenticated:
        return None
    rows = Participation.objects.filter(person__user=user, edition=edition)
    found = sorted(rows.select_related("person").order_by("pk"), key=lambda row: not row.is_participant)
    own = next((row for row in found if row.state in OPEN), found[0] if found else None)
    if own:
        own.edition = edition  # the one in hand: it knows its phases already
    return own


def also_here(participation: Participation) -> list[Participation]:
    """Return as what else the same person comes to the same edition, as far as it counts (one query)."""
    rows = Participation.objects.open().filter(
        person=participation.person_id, edition=participation.edition_id
    )
    return list(rows.exclude(pk=participation.pk).order_by("pk"))


def participation_in(request: HttpRequest, edition: Edition | None) -> Participation | None:
    """Return the signed-in user's own participation in the edition, or None (one query, kept for the request)."""
    kept: dict[int | None, Participation | None] = request.__dict__.setdefault("_participations", {})
    key = edition.pk if edition else None
    if key not in kept:
        kept[key] = participation_for(request.user, edition)
    return kept[key]


def keep_own(request: HttpRequest, participation: Participation) -> None:
    """Take what a page has fetched for the one `participation_in` would fetch once more: the signed-in user's own, as a
    participant, and it counts (there is one such row in an edition)."""
    own = participation.is_participant and participation.state in OPEN
    if own and request.user.pk is not None and participation.person.user_id == request.user.pk:
        request.__dict__.setdefault("_participations", {}).setdefault(participation.edition_id, participation)


def own_participation(request: HttpRequest) -> Participation | None:
    """Return the user's own participation: in the edition in hand, else in the newest in which they take part, else None."""
    return participation_in(request, programme.edition_as(request, "participant"))


def comes_as_participant(request: HttpRequest) -> bool:
    """Say whether the signed-in user takes part as a participant, or takes part in nothing: then labs are no news to them."""
    row = own_participation(request)
    return row is None or row.is_participant


def seen_participations(user: Any, role: str | None = None) -> QuerySet[Participation]:
    """Return the participations the user may see (through `role` or any)."""
    return roles.visible_to(Participation.objects.all(), user, role=role)


def participation_or_404(user: Any, pk: int, role: str) -> Participation:
    """Return one participation with person and edition; raises `Http404` unless the user sees it through the role."""
    return participation_as(user, pk, role)[0]


def participation_as(user: Any, pk: int, *tried: str) -> tuple[Participation, str]:
    """Return one participation and the first of the roles `tried` through which the user sees it; raises `Http404`."""
    rows = Participation.objects.select_related("person__user", "edition__programme")
    for role in tried:
        if found := roles.visible_to(rows, user, role=role).filter(pk=pk).first():
            return found, role
    raise Http404


def person_or_404(user: Any, pk: int, role: str) -> Person:
    """Return one person; raises `Http404` unless the user sees them through the role."""
    return person_as(user, pk, role)


def person_as(user: Any, pk: int, *tried: str) -> Person:
    """Return one person whom the user sees through one of the roles `tried`; raises `Http404`."""
    for role in tried:
        found = roles.visible_to(Person.objects.select_related("user"), user, role=role).filter(pk=pk).first()
        if found:
            return found
    raise Http404


def named(words: Iterable[str], *, way: str = "person", parents: bool = False) -> Q:
    """Return the condition that each word occurs in a name (passport, badge, own script) or in the address of the person to whom
    `way` leads from a row (a participation); with `parents` in a name or address of a parent, too."""
    condition, said = Q(), [word for word in words if word.strip()]
    wanted = folding.wanted(said)
    if said and not wanted:
        return Q(pk__in=[])  # signs alone are in nobody's name
    for word in wanted:
        either = Q()
        for form in word:
            either |= Q((f"{way}__folded__contains", form))
            if parents:
                of = Guardian.objects.filter(folded__contains=form).values("person")
                either |= Q((f"{way}__in", of))
        condition &= either
    return condition


def acceptance_closes(edition: Edition) -> date | None:
    """Return the last day of the phase in which places are accepted."""
    found = programme.phase(edition, PhaseCode.ACCEPTANCE)
    return found.closes if found else None


def erasable(person_id: int) -> list[tuple[int, str]]:
    """Return (number, what) of the rows of each declared model that hold something personal of this person."""
    policies = [policy for policy in catalogue.every().values() if policy.lookup() and policy.fields]
    rows = [policy.model._default_manager.filter(**{str(policy.lookup()): person_id}) for policy in policies]
    return [
        (count, str(meta.verbose_name if count == 1 else meta.verbose_name_plural))
        for count, policy in zip(counts.together(rows), policies, strict=True)
        if count and (meta := policy.model._meta)
    ]


def states_in(edition: Edition) -> list[dict[str, Any]]:
    """Return how many participants are in each state of the ladder, in its order, states without anybody left out. Tutors and
    guests are counted by themselves."""
    rows = Participation.objects.participants().filter(edition=edition).order_by().values_list("state")
    counts = dict(rows.annotate(n=Count("pk")))
    return [
        {"state": s.value, "label": s.label, "count": counts[s.value]} for s in State if counts.get(s.value)
    ]
