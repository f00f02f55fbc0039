"""Whose word is still missing, in the language of querysets over participations: the same as `counting` says of one of them."""

from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from ish.consents import counting
from ish.consents.models import Answer, Lift, Purpose
from ish.consents.states import Asked
from ish.people import rules
from ish.people.models import Guardian
from ish.profiles.conditions import eighteen_before

ALONE = tuple(counting.ALONE)


def _up(name: str, steps: int) -> Any:
    """Return a reference to a column of the query so many steps further out."""
    found: Any = name
    for _step in range(steps):
        found = OuterRef(found)
    return found


def minor(at: date) -> Q:
    """Guardians decide: under 18 on the day and on arrival, or of an age that nobody knows."""
    return rules.MAY_BE_MINOR & (Q(person__birth_date__gt=eighteen_before(at)) | Q(person__birth_date=None))


def of_age(at: date) -> Q:
    """Is 18 on the day."""
    return Q(person__birth_date__lte=eighteen_before(at))


def purposes(*asked: str, kinds: Any = None, without: Any = None) -> QuerySet[Purpose]:
    """Return, for a participation around it, what is needed of it and was not waived."""
    rows = Purpose.objects.filter(
        edition=OuterRef("edition"),
        active=True,
        needed=True,
        asked_of__in=asked,
        capacities__contains=Concat(Value(","), OuterRef("capacity"), Value(",")),
    )
    rows = rows.filter(kind__in=kinds) if kinds else rows
    rows = rows.exclude(kind__in=without) if without else rows
    waived = Lift.objects.filter(purpose=_up("pk", 1), participation=_up("pk", 2))
    return rows.filter(~Exists(waived))


def words(**of: Any) -> QuerySet[Answer]:
    """Return, for a consent inside a participation, the words that stand and are about its present meaning."""
    standing = Answer.objects.filter(replaced_by=None, text__meaning=F("purpose__meaning"))
    return standing.filter(**of)


def asks_guardians(at: date, **kinds: Any) -> Q:
    """Something needed is asked of guardians."""
    return minor(at) & Q(Exists(purposes(Asked.GUARDIAN, Asked.BOTH, **kinds)))


def asks_student(at: date, **kinds: Any) -> Q:
    """Something needed is asked of the student."""
    return Q(Exists(purposes(Asked.PARTICIPANT, Asked.BOTH, **kinds)))


def student_answered(at: date, **kinds: Any) -> Q:
    """The student has said yes or no to all that is needed; who is 18 by now, since then."""
    needed = purposes(Asked.PARTICIPANT, Asked.BOTH, **kinds)
    own = words(purpose=_up("pk", 1), participation=_up("pk", 2), guardian=None)
    whenever = ~Exists(needed.filter(~Exists(own)))
    grown = ~Exists(needed.filter(~Exists(own.filter(of_age=True))))
    return (of_age(at) & Q(grown)) | (~of_age(at) & Q(whenever))


def guardians_answered(at: date, **kinds: Any) -> Q:
    """Each guardian who has to has said yes or no to all that is needed of them."""
    needed = purposes(Asked.GUARDIAN, Asked.BOTH, **kinds)
    joint = Exists(signing(0).filter(custody=counting.JOINT))
    alone = Exists(signing(0).filter(custody__in=ALONE))
    answered = words(guardian=_up("pk", 1), purpose=_up("pk", 2), participation=_up("pk", 3))
    each = ~Exists(needed.filter(Exists(signing(1).filter(~Exists(answered)))))
    one = ~Exists(needed.filter(~Exists(signing(1).filter(Exists(answered)))))
    one_alone = ~Exists(needed.filter(~Exists(signing(1).filter(Exists(answered), custody__in=ALONE))))
    decides_alone = ~Q(joint) & Q(alone) & Q(one_alone)
    return (Q(joint) & Q(each)) | decides_alone | (~Q(joint) & ~Q(alone) & Q(one))


def signing(depth: int) -> QuerySet[Guardian]:
    """Return, `depth` queries inside a participation, the guardians who may have custody and whose signature was not waived."""
    excused = Lift.objects.filter(guardian=_up("pk", 1), participation=_up("pk", depth + 2))
    rows = Guardian.objects.filter(person=_up("person", depth + 1)).exclude(custody=counting.ENTRUSTED)
    return rows.filter(~Exists(excused))
