"""Reads: the participation of a user, lists of people, readiness a page at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from accounts import roles
from ish.outbox.models import Message
from ish.people import partners, requirements
from ish.people.models import Participation, Person
from ish.people.requirements import Sheet, Task
from ish.people.states import OPEN, State
from ish.privacy import catalogue
from ish.programme import queries as programme
from ish.programme.models import Edition
from ish.programme.states import PhaseCode

BY_NAME = ("person__family_name", "person__given_names", "pk")


def participation_for(user: Any, edition: Edition | None) -> Participation | None:
    """Return the user's own participation in the edition (the open one first), or None."""
    if edition is None or not user.is_authenticated:
        return None
    rows = Participation.objects.filter(person__user=user, edition=edition)
    found = list(rows.select_related("person", "edition__programme").order_by("pk"))
    return next((row for row in found if row.state in OPEN), found[0] if found else None)


def seen_participations(user: Any, role: str | None = None) -> QuerySet[Participation]:
    """Return the participations the user may see (through `role` or any)."""
    return roles.visible_to(Participation.objects.all(), user, role=role)


def participation_or_404(user: Any, pk: int, role: str | None = None) -> Participation:
    """Return one participation with person and edition; raises `Http404` unless the user sees it."""
    rows = Participation.objects.select_related("person", "edition__programme")
    return roles.visible_or_404(rows, user, role=role, pk=pk)


def person_or_404(user: Any, pk: int, role: str | None = None) -> Person:
    """Return one person; raises `Http404` unless the user sees them."""
    return roles.visible_or_404(Person.objects.select_related("user"), user, role=role, pk=pk)


def named(words: Iterable[str]) -> Q:
    """Return the condition that each word occurs in a name (passport, badge, own script) or in the address of a participation's
    person."""
    fields = ("family_name", "given_names", "badge_name", "native_name", "email")
    condition = Q()
    for word in words:
        either = Q()
        for name in fields:
            either |= Q(**{f"person__{name}__icontains": word})
        condition &= either
    return condition


def acceptance_closes(edition: Edition) -> date | None:
    """Return the last day of the phase in which places are accepted."""
    found = programme.phase(edition, PhaseCode.ACCEPTANCE)
    return found.closes if found else None


def own_date_of(participation: Participation) -> date | None:
    """Return the body's own date for this participation, as registered by the app that knows bodies."""
    return requirements.own_date_of(participation.pk)


def messages_of(person_id: int, edition_ids: Iterable[int], limit: int = 20) -> list[Message]:
    """Return the newest messages to a person in these editions."""
    rows = Message.objects.filter(person_id=person_id, edition_id__in=list(edition_ids))
    return list(rows.order_by("-created_at", "-pk")[:limit])


def erasable(person_id: int) -> dict[str, int]:
    """Return how many rows of each declared model hold something personal of this person (labels by verbose name)."""
    found: dict[str, int] = {}
    for policy in catalogue.every().values():
        lookup = policy.lookup()
        if lookup is None or not policy.fields:
            continue
        count = policy.model._default_manager.filter(**{lookup: person_id}).count()
        if count:
            found[str(policy.model._meta.verbose_name_plural)] = count
    return found


def states_in(edition: Edition) -> list[dict[str, Any]]:
    """Return how many participations are in each state of the ladder, in its order, states without anybody left out."""
    rows = Participation.objects.filter(edition=edition).order_by().values_list("state")
    counts = dict(rows.annotate(n=Count("pk")))
    return [
        {"state": s.value, "label": s.label, "count": counts[s.value]} for s in State if counts.get(s.value)
    ]


# ---------------------------------------------------------------- READINESS


@dataclass(frozen=True)
class Filter:
    """What the readiness list is narrowed to; empty fields narrow nothing."""

    words: str = ""
    requirement: str = ""
    actor: str = ""
    state: str = ""
    only: str = ""  # "open", "overdue", "ready"
    body: int | None = None


@dataclass(frozen=True)
class Ready:
    """One line of the readiness list."""

    participation: Participation
    tasks: list[Task]

    @property
    def open(self) -> list[Task]:
        """What is to be done now, the most pressing first."""
        return [task for task in self.tasks if task.open]

    @property
    def overdue(self) -> int:
        """How much of it is late."""
        return sum(task.overdue for task in self.tasks)

    @property
    def turns(self) -> list[Any]:
        """Whose turn it is, each actor once."""
        return list(dict.fromkeys(task.actor for task in self.open))


def readiness(
    *, edition: Edition, user: Any, at: date, chosen: Filter
) -> tuple[Sheet, QuerySet[Participation]]:
    """Return the sheet of the edition and the participations that the filter leaves, in the order of names."""
    base = Participation.objects.filter(edition=edition)
    sheet = Sheet.over(base, at, edition)
    rows = base.filter(roles.sees(user, "people.participation", role="organiser"))
    rows = rows.filter(state=chosen.state) if chosen.state else rows.filter(state__in=OPEN)
    rows = rows.filter(partners.of_body(chosen.body))
    if words := chosen.words.split()[:8]:
        rows = rows.filter(named(words))
    about = {"requirement": chosen.requirement, "actor": chosen.actor}
    if chosen.only == "ready":
        rows = sheet.without_open(rows, **about)
    elif chosen.only == "overdue":
        rows = sheet.with_open(rows, overdue=True, **about)
    elif chosen.only == "open" or any(about.values()):
        rows = sheet.with_open(rows, **about)
    return sheet, rows.order_by(*BY_NAME)


def readiness_page(
    *, sheet: Sheet, rows: QuerySet[Participation], number: Any, size: int = 50
) -> tuple[Page[Any], list[Ready]]:
    """Return the page and its lines: the keys of one page first, then what is open for those few (three queries)."""
    page = Paginator(rows.values_list("pk", flat=True), size).get_page(number)
    keys = list(page.object_list)
    found = sheet.annotate(Participation.objects.filter(pk__in=keys).select_related("person", "edition"))
    by_key = {row.pk: row for row in found}
    return page, [Ready(by_key[key], sheet.tasks(by_key[key])) for key in keys if key in by_key]
