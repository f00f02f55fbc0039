"""When a section is complete, in the language of querysets over participations. Sealed columns are only asked if they are filled.

Of whom what is needed stands in `asked`; here, how each fact is asked for. `gt=""` rather than "not empty": a row that does not
exist yet is not complete either.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import reduce
from operator import and_, or_

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from ish.people import ages, consenting
from ish.people.models import Guardian
from ish.profiles import asked
from ish.profiles.models import EducationKind, NoticeRead, Proof
from ish.profiles.notice import NOTICE_VERSION

NOBODY = Q(pk__in=())


def minor(at: date) -> Q:
    """Somebody under 18 on the day. An unknown birth date is asked for by itself."""
    return Q(person__birth_date__gt=ages.born_by(at))


def _education() -> Q:
    """Where somebody learns; who does neither learns nowhere."""
    return Q(education__institution__gt="") | Q(education__kind=EducationKind.GAP)


_GIVEN: dict[str, dict[str, Callable[[], Q]]] = {
    "about_me": {
        "birth_date": lambda: Q(person__birth_date__isnull=False),
        "nationalities": lambda: ~Q(person__nationalities=[]),
        "city": lambda: Q(aboutme__city__gt=""),
        "residence_country": lambda: Q(aboutme__residence_country__gt=""),
        "phone": lambda: Q(person__phone__gt=""),
    },
    # Whoever is called first has a name and a number.
    "emergency": {
        "contacts": lambda: Q(emergency__contacts__0__name__gt="", emergency__contacts__0__phone__gt="")
    },
    "education": {
        "kind": lambda: Q(education__kind__gt=""),
        "institution": _education,
        "languages": lambda: Q(education__isnull=False) & ~Q(education__languages=[]),
    },
    "passport": {
        name: lambda name=name: Q(**{f"traveldocument__{name}__isnull": False})  # type: ignore[misc]
        for name in asked.NEEDED["passport"]
    },
    "health": {
        name: lambda name=name: Q(**{f"health__{name}__isnull": False})  # type: ignore[misc]
        for name in asked.NEEDED["health"]
    },
    "insurance": {"covers": lambda: Q(insurance__covered=True)},
}


def applies(section: str, states: tuple[str, ...], consent: str = "") -> Callable[[date], Q]:
    """Return the condition that the section is a task of somebody in one of the states: anything in it is needed of them, and the
    `consent` on which all of it rests is not refused."""
    who = _any_of([pair for pair in asked.everybody() if asked.waits_for(*pair, section)])
    if not consent:
        return lambda at: Q(state__in=states) & who
    return lambda at: Q(state__in=states) & who & ~consenting.refused(consent, at)


def satisfied(section: str) -> Callable[[date], Q]:
    """Return the condition that all is given that is needed of somebody: one alternative for all who need the same."""
    alike: dict[tuple[str, ...], list[tuple[str, bool]]] = {}
    for pair in asked.everybody():
        if needed := asked.needed(*pair, section):
            alike.setdefault(needed, []).append(pair)
    groups = [(_any_of(pairs), needed) for needed, pairs in alike.items()]

    def condition(at: date) -> Q:
        return reduce(or_, (who & _complete(section, needed, at) for who, needed in groups), NOBODY)

    return condition


def _any_of(pairs: Sequence[tuple[str, bool]]) -> Q:
    """Return the condition to be one of these: by capacity alone where it does not matter who stays with us."""
    capacities = sorted({capacity for capacity, _resident in pairs})
    both = [one for one in capacities if {(one, True), (one, False)} <= set(pairs)]
    found = [Q(capacity__in=both)] if both else []
    found += [Q(capacity=one, resident=stays) for one, stays in pairs if one not in both]
    return reduce(or_, found, NOBODY)


def _complete(section: str, needed: tuple[str, ...], at: date) -> Q:
    given = reduce(and_, (_GIVEN[section][name]() for name in needed))
    if section == "health" and set(needed) == set(asked.NEEDED["health"]):
        return Q(health__nothing_to_declare__isnull=False) | given
    if section == "about_me" and "birth_date" in needed:
        return given & (~_needs_parent(at) | Q(Exists(_reachable())))
    return given


def _needs_parent(at: date) -> Q:
    return minor(at) & Q(capacity__in=asked.PARENTS)


def _reachable() -> QuerySet[Guardian]:
    """A parent who can be reached."""
    return Guardian.objects.filter(Q(email__gt="") | Q(phone__gt=""), person=OuterRef("person"), name__gt="")


def notice(at: date) -> Q:
    """The present version of the privacy notice was read."""
    rows = NoticeRead.objects.filter(
        person=OuterRef("person"), edition_id=OuterRef("edition"), version=NOTICE_VERSION
    )
    return Q(Exists(rows))


def shown(kind: str) -> Callable[[date], Q]:
    """Return the condition that a paper was seen which holds until the participation's last day."""
    holds = Q(valid_until__isnull=True) | Q(valid_until__gte=F("participation__edition__departure_day"))
    rows = Proof.objects.filter(holds, participation=OuterRef("pk"), kind=kind, seen_on__isnull=False)
    return lambda at: Q(Exists(rows))
